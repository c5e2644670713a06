"""Trains the model that is shipped for companies without one, on invented people only.

    python bench/ship_model.py

Deterministic: run it again after a change of the compared columns and commit what it writes.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.identity import PEOPLE, canonical_layer  # noqa: E402
from bench.varied_people import records as invented  # noqa: E402
from dagster_project.matching import IdentityRules, model  # noqa: E402
from dagster_project.matching.resolution import records_to_weigh  # noqa: E402
from dagster_project.matching.training import train  # noqa: E402

# Companies of different habits, so that none of them decides alone.
RECORDS, SEEDS = 5_000, range(100, 108)


def main() -> None:
    """Write `shipped_model.json`."""
    con = duckdb.connect()
    rows = [
        row | {"source_system": f"{row['source_system']}{seed}"}
        for seed in SEEDS
        for row in islice(invented(RECORDS, seed), RECORDS)
    ]
    canonical_layer(con, pa.Table.from_pylist(rows, PEOPLE))
    learned = train(records_to_weigh(con, IdentityRules()))
    # What is true of invented people need not be of a company: each night finds out itself.
    learned = replace(learned, has_households=None)
    learned.save(Path(model.__file__).with_name("shipped_model.json"))
    print(f"version {learned.version}, threshold {learned.threshold}, {learned.trained_on}")


if __name__ == "__main__":
    main()
