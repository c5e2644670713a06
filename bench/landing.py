"""Landing beside other readers of the same file: 取引明細 CSV in, Parquet out.

    python -m bench.landing FILE                 a file of yours
    python -m bench.landing --megabytes 1000     the sample company's lines, over and over
    python -m bench.landing --megabytes 1000 --cp932

Each way runs in its own process, so that its CPU seconds and its peak memory are its own. DuckDB's
reader, which checks nothing, is the floor; of a CP932 file it is that of the same text in UTF-8,
since DuckDB reads no CP932. pandas and polars, which check nothing either, get the same UTF-8.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WHEEL = "polars==1.44.2"
POLARS = Path.home() / ".cache" / "cx360-bench" / "polars"
SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample_company" / "extracts"


def read_csv(file: Path, folder: Path) -> None:
    import duckdb

    source, target = (str(path).replace("'", "''") for path in (file, folder / "it.parquet"))
    duckdb.execute(
        f"copy (select * from read_csv('{source}', all_varchar = true)) to '{target}' "
        "(format parquet)"
    )


def pandas(file: Path, folder: Path) -> None:
    import pandas as pd

    pd.read_csv(file, dtype=str, keep_default_na=False).to_parquet(folder / "it.parquet")


def polars(file: Path, folder: Path) -> None:
    sys.path.insert(0, str(POLARS))
    import polars as pl

    pl.read_csv(file, infer_schema=False).write_parquet(folder / "it.parquet")


def fetched_polars() -> bool:
    """No dependency of this project: pip puts it into a folder of its own, once."""
    if not (POLARS / "polars").is_dir():
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(POLARS), WHEEL],
            capture_output=True,
        )
    return (POLARS / "polars").is_dir()


def landing(file: Path, folder: Path) -> None:
    from tests.landing.extracts import Extracts

    extracts = Extracts(folder / "x")
    extracts.entries = [
        f"{{name: pos, contract: smaregi/transaction_line@csv, path: '{file.as_posix()}'}}"
    ]
    book = extracts.book()
    assert (book.status, book.rows_quarantined) == ("landed", 0), book.reason


WAYS = {"read_csv": read_csv, "landing": landing, "pandas": pandas, "polars": polars}


def cost(way: str, file: Path) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak megabytes of one process."""
    start = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", __spec__.name, str(file), "--way", way], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{way} failed")
    return used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss / 1024


def written(megabytes: int, folder: Path) -> Path:
    """The lines of the sample's largest file, repeated under one header."""
    files = SAMPLE.glob("*/smaregi_torihiki_meisai_*.csv")
    largest = max(sorted(files), key=lambda each: each.stat().st_size)
    header, body = largest.read_bytes().split(b"\n", 1)
    target = folder / "lines.csv"
    with target.open("wb") as out:
        out.write(header + b"\n")
        while out.tell() < megabytes * 1_000_000:
            out.write(body)
    return target


def in_cp932(file: Path, folder: Path) -> Path:
    target = folder / "lines_cp932.csv"
    with (
        file.open(encoding="utf-8-sig", newline="") as text,
        target.open("w", encoding="cp932", newline="") as out,
    ):
        while chunk := text.read(1 << 22):
            out.write(chunk)
    return target


def main() -> None:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    words.add_argument("file", nargs="?", type=Path)
    words.add_argument("--megabytes", type=int, default=100)
    words.add_argument("--cp932", action="store_true")
    words.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    said = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if said.way:
            WAYS[said.way](said.file, Path(folder))
            return
        file = said.file.resolve() if said.file else written(said.megabytes, Path(folder))
        landed = in_cp932(file, Path(folder)) if said.cp932 else file
        print(
            f"{landed.stat().st_size / 1e6:,.0f} MB\n{'':10} {'CPU s':>7} {'of it':>6} "
            f"{'wall s':>7} {'peak MB':>8}"
        )
        floor = 0.0
        for way in WAYS:
            if way == "polars" and not fetched_polars():
                print(f"polars is not measured: pip could not fetch {WHEEL}")
                continue
            cpu, wall, peak = cost(way, landed if way == "landing" else file)
            floor = floor or cpu
            print(f"{way:10} {cpu:7.2f} {cpu / floor:5.1f}x {wall:7.2f} {peak:8.0f}", flush=True)


if __name__ == "__main__":
    main()
