"""One whole night, stage by stage, beside a floor measured in the same run.

    python bench/night.py --sample                 the committed sample company
    python bench/night.py --customers 100000       a generated company (24 months)

The floor is what DuckDB alone needs to read the same extracts as text, write them as Parquet, and
write the published tables again: no contract, no matching, no measure, no check.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).resolve().parent.parent
CX360 = Path(sys.executable).with_name("cx360")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--seed", type=int, default=361)
    parser.add_argument("--sample", action="store_true", help="the committed sample company")
    parser.add_argument("--keep", type=Path, help="keep company and home below this folder")
    parser.add_argument("--again", action="store_true", help="also run a second, unchanged night")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = args.keep or Path(scratch)
        company = PROJECT / "data" / "sample_company" if args.sample else place / "company"
        if not company.exists():
            generate(company, args.customers, args.months, args.seed)
        print_night(company, place / "home", place / "floor")
        if args.again:
            print_night(company, place / "home", place / "floor")


def generate(company: Path, customers: int, months: int, seed: int) -> None:
    start = time.monotonic()
    subprocess.run(
        [CX360, "sample", "--customers", str(customers), "--months", str(months),
         "--seed", str(seed), "--out", str(company)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    size = sum(file.stat().st_size for file in company.rglob("*") if file.is_file())
    seconds = time.monotonic() - start
    print(f"generated {customers:,} customers, {size / 1e6:,.0f} MB in {seconds:.1f} s")


def print_night(company: Path, home: Path, floor: Path) -> None:
    cpu, wall = _children_cpu(), time.monotonic()
    done = subprocess.run(
        [CX360, "nightly", "--company", str(company), "--home", str(home), "--json"],
        capture_output=True, text=True,
    )  # fmt: skip
    cpu, wall = _children_cpu() - cpu, time.monotonic() - wall
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    ended = json.loads(done.stdout)
    stages = json.loads((home / "logs" / "stages.json").read_text())
    read, write = measure_floor(company, Path(ended["folder"]), floor)

    table = Table("stage", title=f"{ended['ended']} {ended['release']}")
    for name in ("CPU s", "wall s", "peak MB so far", "rows", "of its floor"):
        table.add_column(name, justify="right")
    for stage in stages:
        rows = sum(stage["rows"].values())
        table.add_row(
            stage["name"],
            f"{stage['cpu_seconds']:.1f}",
            f"{stage['wall_seconds']:.1f}",
            f"{stage['peak_mb']:,.0f}",
            f"{rows:,}" if rows else "",
            f"{stage['cpu_seconds'] / read.cpu:.1f} x" if stage["name"] == "landing" else "",
        )
    rest = Cost(
        cpu - sum(stage["cpu_seconds"] for stage in stages),
        wall - sum(stage["wall_seconds"] for stage in stages),
    )
    table.add_row("start-up and Dagster", f"{rest.cpu:.1f}", f"{rest.wall:.1f}", "", "", "")
    peak = max(stage["peak_mb"] for stage in stages)
    times = f"{cpu / (read.cpu + write.cpu):.1f} x"
    table.add_row("the night", f"{cpu:.1f}", f"{wall:.1f}", f"{peak:,.0f}", "", times)
    for name, cost in (("read the extracts", read), ("write the tables", write)):
        table.add_row(f"floor: {name}", f"{cost.cpu:.1f}", f"{cost.wall:.1f}", "", "", "")
    Console(width=100).print(table)


@dataclass(frozen=True)
class Cost:
    """CPU and wall seconds."""

    cpu: float
    wall: float


def measure_floor(company: Path, release: Path, out: Path) -> tuple[Cost, Cost]:
    """What DuckDB alone needs to copy the extracts to Parquet, and the marts to new files."""
    out.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    cpu, wall = _own_cpu(), time.monotonic()
    for index, file in enumerate(sorted((company / "extracts").rglob("*.csv"))):
        con.execute(
            f"copy (select * from read_csv('{file}', all_varchar = true, ignore_errors = true)) "
            f"to '{out}/{index}.parquet'"
        )
    read = Cost(_own_cpu() - cpu, time.monotonic() - wall)
    cpu, wall = _own_cpu(), time.monotonic()
    con.execute(f"attach '{release}/marts.duckdb' as marts (read_only)")
    for (name,) in con.execute(
        "select table_name from duckdb_tables() where database_name = 'marts'"
    ).fetchall():
        con.execute(f"copy marts.main.{name} to '{out}/{name}.parquet'")
    con.close()
    return read, Cost(_own_cpu() - cpu, time.monotonic() - wall)


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
