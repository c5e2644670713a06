"""One drop zone, wherever it lies: what a test puts there and what sources.yaml calls it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.landing import Ledger, afar, land
from dagster_project.landing.connections import Connections
from tests.landing.extracts import GOODS, Extracts

BUCKET = "drops"


@dataclass
class Drop:
    """`url` is the drop zone's address; a folder or a bucket takes what is put."""

    extracts: Extracts
    url: str
    folder: Path | None = None
    s3: Any = None

    def follow(self, pattern: str, *more: str) -> None:
        said = ", ".join([f"name: shop, contract: {GOODS}, path: '{self.url}/{pattern}'", *more])
        self.extracts.entries = [f"{{{said}}}"]

    def put(self, path: str, text: str) -> None:
        if self.folder is None:
            self.s3.pipe_file(f"{self.url.removeprefix('s3://')}/{path}", text.encode())
            return
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        # Servers tell whole seconds; two tests of one second must not look alike.
        os.utime(file, (time.time(), file.stat().st_mtime + len(text)))

    def land(self) -> tuple[Ledger, list[str]]:
        """A look without pauses, and the files whose bytes were asked for."""
        fetched: list[str] = []
        fetch = afar.fetch

        def counting(far: afar.Far, *said: Any) -> None:
            fetched.append(far.name)
            fetch(far, *said)

        from dagster_project.landing import reaching

        reaching.fetch = counting
        try:
            connections = Connections(pause=lambda _: None)
            ledger = land(self.extracts.settings, connections=connections)
        finally:
            reaching.fetch = fetch
        for book in ledger.books:
            assert book.balanced, book
        return ledger, fetched
