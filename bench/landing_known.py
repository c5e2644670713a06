"""A night with nothing new: `python -m bench.landing_known [FILES]` (10,000 unless said).

Makes that many tiny files, lands them, and prints the CPU seconds of what the landing stage does
with them when nothing arrived: the second look, its books, and the views over what is landed.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from dagster_project.landing import land, register
from dagster_project.settings import Settings
from tests.landing.extracts import Extracts

FILES_A_DAY = 100


def deliver(extracts: Extracts, count: int) -> None:
    """Dated folders of small files, as an hourly export of many shops leaves them."""
    for number in range(count):
        day = number // FILES_A_DAY
        folder = f"20{20 + day // 336}-{day % 336 // 28 + 1:02}-{day % 28 + 1:02}"
        extracts.put(
            f"{folder}/shop_{number % FILES_A_DAY}.csv",
            extracts.rows(f"{number},品,{number},2024-04-01"),
        )


def cpu(work: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        extracts = Extracts(Path(folder) / "x")
        deliver(extracts, count)
        print(f"{count:,} files\n{'':24} {'CPU s':>7}")
        print(f"{'first look':24} {cpu(lambda: land(extracts.settings)):7.2f}", flush=True)
        # Settings of its own for each, as each night reads the company folder anew.
        settings = Settings(extracts.home, extracts.company)
        ledgers = []
        steps = {
            "second look": lambda: ledgers.append(land(settings)),
            "its books": lambda: ledgers[0].write(settings.logs / "books.json"),
            "views over what landed": lambda: register(duckdb.connect(), settings),
        }
        costs = {name: cpu(work) for name, work in steps.items()}
        assert {book.status for book in ledgers[0].books} == {"already_landed"}
        for name, cost in {**costs, "together": sum(costs.values())}.items():
            print(f"{name:24} {cost:7.2f}")


if __name__ == "__main__":
    main()
