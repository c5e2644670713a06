"""What arrived since the last look, by listings alone: nothing is read, fetched or written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from dagster_project.landing.agreed import contracts_of
from dagster_project.landing.connections import Connections
from dagster_project.landing.delivery import deliveries
from dagster_project.landing.reaching import stamp_of
from dagster_project.landing.receipts import Arrivals
from dagster_project.landing.unreached import Unreachable
from dagster_project.settings import Settings


@dataclass(frozen=True)
class News:
    """Files that the last look did not see as they are now, and places that did not answer."""

    files: tuple[tuple[str, str, Any], ...]
    unreached: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The same for the same files in the same state, so that nothing is asked for twice."""
        said = json.dumps(self.files, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def news(settings: Settings, connections: Connections | None = None) -> News:
    connections = connections or Connections()
    arrivals, contracts = Arrivals(settings.landing / "arrivals.json"), contracts_of(settings)
    files, unreached = [], []
    for source in settings.sources:
        seen = arrivals.of(source.name, contracts[source.contract].object)
        try:
            found = deliveries(settings, source, connections)
        except Unreachable as error:
            unreached.append(f"{source.name}: {error}")
            continue
        for delivery in found:
            try:
                stamp = stamp_of(delivery)
            except FileNotFoundError:
                continue
            if stamp is None or seen.get(delivery.path, {}).get("stamp") != stamp:
                files.append((source.name, delivery.path, stamp))
    return News(tuple(files), tuple(unreached))
