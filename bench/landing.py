"""Landing beside DuckDB's own reader: `python -m bench.landing FILE` (取引明細 CSV).

Each way runs in its own process, so that its CPU seconds and its peak memory are its own.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def read_csv(file: Path, folder: Path) -> None:
    import duckdb

    source, target = (str(path).replace("'", "''") for path in (file, folder / "it.parquet"))
    duckdb.execute(
        f"copy (select * from read_csv('{source}', all_varchar = true)) to '{target}' "
        "(format parquet)"
    )


def landing(file: Path, folder: Path) -> None:
    from tests.landing.extracts import Extracts

    extracts = Extracts(folder / "x")
    extracts.entries = ["{name: pos, contract: smaregi/transaction_line@csv, path: 'drops/*.csv'}"]
    (extracts.company / "drops").mkdir()
    os.symlink(file, extracts.company / "drops" / "lines.csv")
    book = extracts.book()
    assert (book.status, book.rows_quarantined) == ("landed", 0), book.reason


def cost(way: str, file: Path) -> tuple[float, float, float]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, "-m", __spec__.name, way, str(file)], check=True)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall, after.ru_maxrss / 1024


def main() -> None:
    ways = {"read_csv": read_csv, "landing": landing}
    if len(sys.argv) == 3:
        with tempfile.TemporaryDirectory() as folder:
            ways[sys.argv[1]](Path(sys.argv[2]), Path(folder))
        return
    file, costs = Path(sys.argv[1]).resolve(), {}
    print(f"{file.stat().st_size / 1e6:,.0f} MB\n{'':10} {'CPU s':>7} {'wall s':>7} {'peak MB':>8}")
    for way in ways:
        costs[way] = cost(way, file)
        cpu, wall, peak = costs[way]
        print(f"{way:10} {cpu:7.2f} {wall:7.2f} {peak:8.0f}")
    cpu, wall, _ = (mine / theirs for mine, theirs in zip(*reversed(costs.values()), strict=True))
    print(f"{'ratio':10} {cpu:7.2f} {wall:7.2f}")


if __name__ == "__main__":
    main()
