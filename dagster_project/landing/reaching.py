"""From a delivery, wherever it lies, to bytes on this machine; one copy at a time, and private."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from dagster_project.landing.afar import far_note_exists, fetch, fetch_note
from dagster_project.landing.connections import Connections
from dagster_project.landing.delivery import SIDECARS, Delivery
from dagster_project.landing.durable import private_folder
from dagster_project.landing.refusal import WaitingFile
from dagster_project.landing.wholeness import Stamp, beside

_STAMP = [each.name for each in fields(Stamp)]


def stamp_of(delivery: Delivery) -> dict[str, Any] | None:
    """What stays the same while the bytes do; None where a place tells nothing of the kind."""
    if delivery.far is not None:
        return delivery.far.stamp
    stamp = Stamp.of(delivery.file)
    # Not asdict, which copies what it finds: known files are many, and this is all that they cost.
    return {field: getattr(stamp, field) for field in _STAMP}


def changed_at(delivery: Delivery) -> datetime | None:
    if delivery.far is not None:
        return delivery.far.modified
    return datetime.fromtimestamp(delivery.file.stat().st_mtime, UTC)


def has_note(delivery: Delivery, ending: str, connections: Connections) -> bool:
    """Whether the note stands beside the file, without fetching it."""
    if delivery.far is None:
        return beside(delivery.file, ending).exists()
    return far_note_exists(delivery.far, ending, connections)


def check_still(delivery: Delivery, now: float) -> None:
    """A file that changed just now may still be growing, where sources.yaml says how slowly."""
    wanted, changed = delivery.source.still_for_seconds, changed_at(delivery)
    if wanted and changed and now - changed.timestamp() < wanted:
        raise WaitingFile(f"the file changed less than {wanted} seconds ago; it may still grow")


def at_hand(
    delivery: Delivery, connections: Connections, said: dict[str, Any] | None = None
) -> Stamp:
    """The stamp of the bytes that are read, fetched first where they lie elsewhere.

    Of a file on this machine it is the stamp that was taken before its bytes were hashed.
    """
    if delivery.far is None:
        return Stamp(**said) if said else Stamp.of(delivery.file)
    if not delivery.file.exists():
        private_folder(delivery.file.parent)
        fetch(delivery.far, delivery.file, connections)
        for ending in SIDECARS:
            fetch_note(delivery.far, ending, beside(delivery.file, ending), connections)
    return Stamp.of(delivery.file)


def let_go(delivery: Delivery) -> None:
    """The copy has done its work; the next one needs the room."""
    if delivery.far is not None:
        for each in (delivery.file, *(beside(delivery.file, ending) for ending in SIDECARS)):
            each.unlink(missing_ok=True)
