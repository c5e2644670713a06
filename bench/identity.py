"""How well records become customers, and what it costs, on invented Japanese people with a truth.

    python bench/identity.py --records 20000 --seed 7 --errors 1.0

Prints pairwise precision, recall and F1, the share of joined customers that hold two people
(over), and the largest one (max): for naive joins, for the same after normalisation, for this
project's matching, and the ceiling (what all signals together allow). Then every tier's own
precision, and time and memory of the matching, which runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.japanese_people import records as invented  # noqa: E402
from dagster_project.matching import IdentityRules, Registry, resolve  # noqa: E402
from dagster_project.matching.normalise import address_keys, email, member_code, phone  # noqa: E402

Labels = NDArray[np.int64]
TEXTS = [
    "source_system",
    "record_id",
    "full_name",
    "family_name",
    "given_name",
    "family_name_kana",
    "given_name_kana",
    "email",
    "phone",
    "mobile_phone",
    "postal_code",
    "address_line",
    "birth_on",
    "gender",
    "member_code",
    "party_key",
    "city",
    "prefecture",
]
PEOPLE = pa.schema([("person", pa.int64()), *((name, pa.string()) for name in TEXTS)])
_CANONICAL = """
    create schema canonical;
    create table canonical.party as
    select source_system, 'person' as source_object, record_id as source_record_id, 1 as load_seq,
        false as is_deleted, 'person' as party_type, full_name, family_name, given_name,
        cast(null as text) as full_name_kana, family_name_kana, given_name_kana, email, phone,
        mobile_phone, postal_code, prefecture, city, address_line,
        try_cast(birth_on as date) as birth_on, gender, member_code,
        cast(null as text) as merged_into_record_id
    from people where party_key is null;
    create table canonical.contact_set as
    select source_system, party_key, email, phone, member_code, 1 as first_load_seq,
        true as has_live_row, cast(null as timestamp) as first_seen_at
    from people where party_key is not null;
"""
_FOUND = """
    select people.person, coalesce(owned.customer_id, 'nobody' || people.row_number) as customer_id
    from (select *, row_number() over () as row_number from people) as people
    left join identity.party_customer as owned
        on people.source_system = owned.source_system
        and coalesce(people.party_key, people.record_id) = owned.party_key
    order by people.row_number
"""


def main() -> None:
    """Generate, match, compare."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--records", type=int, default=20_000)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--errors", type=float, default=1.0, help="factor on all error rates")
    arguments.add_argument("--match", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.match:
        match(chosen.match)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(chosen.records, chosen.seed, chosen.errors, Path(folder))


def compare(count: int, seed: int, errors: float, folder: Path) -> None:
    """The whole table."""
    write(islice(invented(count, seed, errors), count), folder / "people.parquet")
    table = pq.read_table(folder / "people.parquet")
    truth = table["person"].to_numpy()
    persons = len(set(truth.tolist()))
    print(f"{len(truth):,} records of {persons:,} people, seed {seed}, errors x{errors}")
    subprocess.run([sys.executable, __file__, "--match", str(folder)], check=True)
    ours = _codes(pq.read_table(folder / "found.parquet")["customer_id"].to_pylist())
    cells = {name: table[name].to_pylist() for name in TEXTS}
    rows = [
        ("naive: lower(email) or digits(phone)", joined(naive_keys(cells), len(truth))),
        ("the same keys, normalised", joined(normal_keys(cells), len(truth))),
        ("ours", ours),
        ("ceiling: every shared signal, never wrong", ceiling(cells, truth)),
    ]
    print(f"\n{'method':44}{'P':>7}{'R':>7}{'F1':>7}{'over':>8}{'max':>8}")
    for name, labels in rows:
        p, r, f1, over, largest = scores(labels, truth)
        print(f"{name:44}{p:7.4f}{r:7.4f}{f1:7.4f}{over:8.2%}{largest:8,}")
    found = json.loads((folder / "found.json").read_text())
    print(f"\n{'tier':20}{'links':>9}{'right':>9}")
    for tier, (links, right) in sorted(found["tiers"].items(), key=lambda each: -each[1][0]):
        print(f"{tier:20}{links:9,}{right / links:9.4f}")
    print("\nmatching: {wall:.1f} s wall, {cpu:.1f} s CPU, {rss:.2f} GB".format(**found["cost"]))
    print("  " + "  ".join(f"{step} {took:.1f}s" for step, took in found["steps"]))
    print("  " + json.dumps(found["summary"]))


def write(rows: Iterable[dict[str, Any]], path: Path) -> None:
    """One Parquet file of people, written in pieces."""
    rows = iter(rows)
    with pq.ParquetWriter(path, PEOPLE) as out:
        while piece := list(islice(rows, 50_000)):
            out.write_table(pa.Table.from_pylist(piece, PEOPLE))


def canonical_layer(con: duckdb.DuckDBPyConnection, people: pa.Table) -> None:
    """Table `people` and the canonical layer on it."""
    con.register("given_people", people)
    con.execute("create table people as from given_people")
    con.unregister("given_people")
    con.execute(_CANONICAL)


def match(folder: Path) -> None:
    """This project's matching alone, measured; called in a process of its own."""
    con = duckdb.connect(str(folder / "warehouse.duckdb"))
    con.execute("set threads = 2; set memory_limit = '1.5GB'; set preserve_insertion_order = true")
    con.execute(f"create table people as from '{folder}/people.parquet'")
    con.execute(_CANONICAL)
    steps: list[tuple[str, float]] = []
    began = last = time.perf_counter()

    def progress(step: str) -> None:
        nonlocal last
        now = time.perf_counter()
        steps.append((step.split()[1], now))

    cpu = time.process_time()
    outcome = resolve(
        con,
        rules=IdentityRules(),
        registry=Registry.empty(),
        valid_from=date(2026, 4, 1),
        progress=progress,
    )
    ended = time.perf_counter()
    cost = {
        "wall": ended - began,
        "cpu": time.process_time() - cpu,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
    }
    ends = [*(at for _, at in steps[1:]), ended]
    durations = [(name, end - at) for (name, at), end in zip(steps, ends, strict=True)]
    pq.write_table(con.execute(_FOUND).to_arrow_table(), folder / "found.parquet")
    report = {
        "cost": cost,
        "steps": durations,
        "tiers": tiers(con),
        "summary": outcome.summary.as_row(),
    }
    (folder / "found.json").write_text(json.dumps(report))


def tiers(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Tier → links, links between two records of one person."""
    rows = con.execute(
        """
        with labelled as (
            select identity.*, people.person
            from identity.customer_identity as identity
            inner join people
                on identity.source_system = people.source_system
                and identity.source_record_id = people.record_id
        )
        select mine.linked_by, count(*), count_if(mine.person = other.person)
        from labelled as mine
        inner join labelled as other
            on split_part(mine.link_evidence, ' with ', 2)
            = other.source_system || '/' || other.source_object || '/' || other.source_record_id
        group by mine.linked_by
        """
    ).fetchall()
    return {tier: (links, right) for tier, links, right in rows}


def naive_keys(cells: dict[str, list[Any]]) -> list[list[Hashable]]:
    """What most packages join on."""
    return [
        [
            *([("e", mail.lower())] if mail else []),
            *(("p", re.sub(r"\D", "", number)) for number in numbers if number),
        ]
        for mail, *numbers in zip(
            cells["email"], cells["phone"], cells["mobile_phone"], strict=True
        )
    ]


def normal_keys(cells: dict[str, list[Any]]) -> list[list[Hashable]]:
    """The same identifiers after this project's normalisation, fillers thrown out."""
    return [
        [
            *([("e", found)] if mail and (found := email(mail)) else []),
            *(("p", found) for number in numbers if number and (found := phone(number))),
        ]
        for mail, *numbers in zip(
            cells["email"], cells["phone"], cells["mobile_phone"], strict=True
        )
    ]


def ceiling(cells: dict[str, list[Any]], truth: Labels) -> Labels:
    """Records of one person joined wherever any signal at all is shared."""
    keys = normal_keys(cells)
    for number, (code, birth, address) in enumerate(
        zip(cells["member_code"], cells["birth_on"], cells["address_line"], strict=True)
    ):
        named = cells["family_name"][number] or cells["full_name"][number]
        if code:
            keys[number].append(("m", member_code(code)))
        if birth and named:
            keys[number].append(("b", birth))
        if address and named:
            keys[number].append(("a", address_keys(address)))
    own = [
        [(person, key) for key in each] for person, each in zip(truth.tolist(), keys, strict=True)
    ]
    return joined(own, len(truth))


def joined(keys: list[list[Hashable]], count: int) -> Labels:
    """Connected components of records that share a key."""
    first: dict[Hashable, int] = {}
    pairs = [(first.setdefault(key, row), row) for row, each in enumerate(keys) for key in each]
    ends = np.array(pairs, np.int64).reshape(-1, 2).T
    graph = coo_matrix((np.ones(ends.shape[1], np.int8), (ends[0], ends[1])), shape=(count, count))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def scores(found: Labels, truth: Labels) -> tuple[float, float, float, float, int]:
    """Pairwise precision, recall, F1; share of joined clusters with two people; largest cluster."""
    both = Counter(zip(found.tolist(), truth.tolist(), strict=True))
    right = _pairs(both.values())
    claimed, real = (
        _pairs(Counter(found.tolist()).values()),
        _pairs(Counter(truth.tolist()).values()),
    )
    people: defaultdict[int, int] = defaultdict(int)
    sizes: defaultdict[int, int] = defaultdict(int)
    for (cluster, _), size in both.items():
        people[cluster] += 1
        sizes[cluster] += size
    many = [cluster for cluster, size in sizes.items() if size > 1]
    over = sum(people[cluster] > 1 for cluster in many) / max(len(many), 1)
    p, r = right / max(claimed, 1), right / max(real, 1)
    return p, r, 2 * p * r / max(p + r, 1e-12), over, max(sizes.values())


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _codes(labels: list[Hashable]) -> Labels:
    codes: dict[Hashable, int] = {}
    return np.array([codes.setdefault(label, len(codes)) for label in labels], np.int64)


if __name__ == "__main__":
    main()
