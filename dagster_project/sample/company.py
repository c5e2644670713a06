"""Writes a whole company folder: papers, drops, and the truth beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import rmtree

from dagster_project.sample.deliveries import Deliveries
from dagster_project.sample.papers import write_papers
from dagster_project.sample.span import NIGHTS, Span
from dagster_project.sample.trials import write_trials
from dagster_project.sample.truth import write_truth
from dagster_project.sample.world import World


def write_company(
    out: Path,
    *,
    customers: int,
    months: int,
    seed: int,
    last_day: date = date(2026, 3, 31),
    progress: Callable[[str], None] | None = None,
) -> None:
    """The same arguments write the same bytes; the drops of an earlier run in `out` are removed."""
    tell = progress or (lambda message: None)
    span = Span(months, last_day)
    if customers < 1 or months < 1 or span.history_end < span.first:
        raise ValueError(
            f"found {customers} customers, {months} months up to {last_day}; "
            f"accepted: at least 1 customer and more than {NIGHTS} days"
        )
    _clear(out)
    world = World(customers, seed, span)
    deliveries = Deliveries(world, out)
    tell(f"inventing {customers} people")
    deliveries.history(tell)
    for index in range(NIGHTS):
        deliveries.night(index)
        tell(f"night {index + 1} of {NIGHTS}")
    write_truth(world, deliveries.till.purchases, out / "truth")
    write_papers(out, customers, seed, span)
    write_trials(out, world)


def _clear(out: Path) -> None:
    """Only what this command wrote is removed; it is known by the truth beside the extracts."""
    extracts, truth = out / "extracts", out / "truth"
    if extracts.exists() and not truth.exists():
        raise ValueError(
            f"{extracts}: found extracts that are not of a sample company; "
            "accepted: an empty folder or an earlier sample; name another folder with --out"
        )
    for folder in (extracts, truth):
        if folder.exists():
            rmtree(folder)
