"""What a night of identity costs when little changed, against matching everything anew.

    python bench/identity_increment.py --records 200000 --seed 7

One night of N invented records is remembered. On the next, 1 % are new (records of people known
and unknown) and 0.5 % say something else; it is matched with that memory and without, each in a
process of its own. Prints CPU seconds with their steps, peak memory and the ratio, and compares
every table.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.identity import canonical_layer, write  # noqa: E402
from bench.varied_people import records as invented  # noqa: E402
from dagster_project.matching import (  # noqa: E402
    IdentityRules,
    Memory,
    Model,
    Registry,
    resolve,
    scorer,
)

NEW, EDITED = 0.01, 0.005
# What people correct or change most.
COLUMNS = ("email", "phone", "address_line", "given_name")
FIRST, FULL, REMEMBERED = "first", "full", "remembered"


def main() -> None:
    """Three nights, one table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--records", type=int, default=200_000)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--rules-only", action="store_true", help="without the third tier")
    arguments.add_argument("--night", nargs=2, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.night:
        night(Path(chosen.night[0]), chosen.night[1], scored=not chosen.rules_only)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        two_days(folder, chosen.records, chosen.seed)
        for name in (FIRST, FULL, REMEMBERED):
            command = [sys.executable, __file__, "--night", str(folder), name]
            subprocess.run(command + ["--rules-only"] * chosen.rules_only, check=True)
        costs = {
            name: json.loads((folder / f"{name}.json").read_text()) for name in (FULL, REMEMBERED)
        }
        for name, cost in costs.items():
            steps = "  ".join(f"{step} {took:.1f}" for step, took in cost["steps"])
            print(f"{name:12}{cost['cpu']:8.1f} s CPU  {cost['peak_mb']:8,.0f} MB   {steps}")
        print(f"ratio {costs[REMEMBERED]['cpu'] / costs[FULL]['cpu']:.1%}")
        print(f"tables equal: {equal(folder)}")


def two_days(folder: Path, count: int, seed: int) -> None:
    """Writes the people of the first and of the second day."""
    chance = random.Random(seed)
    total = round(count * (1 + NEW))
    rows: list[dict[str, Any]] = list(islice(invented(total, seed, 1.0), total))
    new = set(chance.sample(range(len(rows)), len(rows) - count))
    before = [row for number, row in enumerate(rows) if number not in new]
    write(before, folder / "day1.parquet")
    for number in chance.sample(range(len(rows)), round(count * EDITED)):
        column = chance.choice(COLUMNS)
        rows[number] = rows[number] | {column: rows[chance.randrange(len(rows))].get(column)}
    write(rows, folder / "day2.parquet")


def night(folder: Path, name: str, *, scored: bool) -> None:
    """One matching, measured from the loading of what is remembered to its saving."""
    con = duckdb.connect(str(folder / f"{name}.duckdb"))
    con.execute("set threads = 2; set memory_limit = '1.5GB'; set preserve_insertion_order = true")
    day = "day1" if name == FIRST else "day2"
    canonical_layer(con, pq.read_table(folder / f"{day}.parquet"))
    con.execute("drop table people")
    model = Model.of_company(folder)
    steps: list[tuple[str, float]] = [("loading", time.process_time())]
    memory = Memory.load(folder / "memory") if name == REMEMBERED else Memory()
    registry = Registry.load(folder / "registry.parquet")
    outcome = resolve(
        con,
        rules=IdentityRules(),
        registry=registry,
        valid_from=date(2026, 4, 1),
        progress=lambda step: steps.append((step.split()[1], time.process_time())),
        scorer=scorer(model) if scored else None,
        memory=memory,
    )
    steps.append(("saving", time.process_time()))
    if name == FIRST:
        outcome.registry.save(folder / "registry.parquet")
        memory.save(folder / "memory")
    else:
        memory.save(folder / f"{name}_memory")
    ended = time.process_time()
    ends = [*(at for _, at in steps[1:]), ended]
    report = {
        "cpu": ended - steps[0][1],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "steps": [(step, end - at) for (step, at), end in zip(steps, ends, strict=True)],
    }
    (folder / f"{name}.json").write_text(json.dumps(report))


def equal(folder: Path) -> bool:
    """Whether both second nights wrote the same rows into every table."""
    con = duckdb.connect()
    for name in (FULL, REMEMBERED):
        con.execute(f"attach '{folder / name}.duckdb' as {name}_night (read_only)")
    tables = con.execute(
        "select table_name from duckdb_tables() where schema_name = 'identity'"
        f" and database_name = '{FULL}_night' order by table_name"
    ).fetchall()
    for (table,) in tables:
        one, two = (f"(from {name}_night.identity.{table})" for name in (FULL, REMEMBERED))
        for this, other in ((one, two), (two, one)):
            rows = con.execute(f"select count(*) from ({this} except all {other})").fetchall()
            if rows != [(0,)]:
                print(f"{table} differs in {rows[0][0]:,} rows")
                return False
    return True


if __name__ == "__main__":
    main()
