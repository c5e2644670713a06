"""A night with memory writes the same tables as a night without, whatever changed in between."""

from __future__ import annotations

import random
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from bench.identity import PEOPLE, canonical_layer
from bench.varied_people import records as invented
from dagster_project.matching import (
    ForcedRule,
    IdentityRules,
    Memory,
    Model,
    Registry,
    resolve,
    scorer,
    scoring,
)
from dagster_project.matching.candidates import candidates
from dagster_project.matching.evidence import Longs
from dagster_project.matching.reading import read_records
from dagster_project.matching.records import Records
from dagster_project.matching.scoring import compared
from dagster_project.matching.weights import Levels
from tests.matching.company import NIGHT, Company, Night, night

Pairs = tuple[Longs, Longs]
TABLES = (
    "customer_identity", "customer_alias", "evidence_within", "refused_union", "identifier_audit",
    "identity_change", "run", "household_member", "party_customer", "normalised_value",
)  # fmt: skip
CELLS: dict[str, list[Any]] = {
    "family_name": ["田中", "佐藤", "髙橋", "Tanaka", "太郎", None],
    "given_name": ["太郎", "花子", "Taro", "T.", "零", "七夏", "Robert", "Bob", "Bert", None],
    "family_name_kana": ["タナカ", "サトウ", None, None],
    "given_name_kana": ["タロウ", "ハナコ", "ジロウ", None, None],
    "full_name": ["田中太郎", "小鳥遊零", "佐藤花子", "TANAKA Taro", None, None, None],
    "email": [
        "a@home.jp",
        "b@home.jp",
        "C@home.jp",
        "c@home.jp",
        "info@shop.jp",
        "a@gmial.com",
        "a@gmail.com",
        None,
    ],
    "mobile_phone": [
        "090-1111-2233",
        "08022223333",
        "+81 90 1111 2233",
        "+447911123456",
        None,
        None,
    ],
    "phone": ["03-1234-5678", None, None],
    "birth_on": ["1951-11-30", "1984-02-07", "1984-02-08", None, None],
    "gender": ["male", "female", None],
    "member_code": ["10000001", "10000002", "010000002", None, None, None],
    "address_line": ["千代田区丸の内1-2-3", "千代田区丸の内一丁目2番3号", None],
    "is_deleted": [False, False, False, True],
    "merged_into_record_id": ["r0", "r1", None, None, None, None],
}  # fmt: skip

DECLARED: dict[str, str | dict[str, str]] = {"loyalty_id": "exclusive"}
IDENTIFIERS = {
    "loyalty_id": ["L-0001", "L-0002", "L-0003"],
    "device_id": ["tablet", "phone-7"],
    "email": ["a@home.jp", "d@home.jp"],
    "member_code": ["10000001", "10000003"],
}


def cells(chance: random.Random) -> dict[str, Any]:
    """A record's cells, few enough values that records meet."""
    return {name: chance.choice(values) for name, values in CELLS.items()}


def listing(company: Company, chance: random.Random) -> None:
    """A source lists one more identifier of a record."""
    row, kind = chance.choice(company.parties), chance.choice(list(IDENTIFIERS))
    raw = chance.choice(IDENTIFIERS[kind])
    company.lists(row["source_system"], row["source_record_id"], **{kind: raw})


def edited(company: Company, chance: random.Random, number: int) -> Company:
    """The company a day later: records new, changed, gone; contacts too."""
    company = deepcopy(company)
    for new in range(chance.randint(0, 2)):
        company.party(chance.choice(["crm", "pos"]), f"r{number}_{new}", **cells(chance))
    for row in company.parties:
        if chance.random() < 0.15:
            column = chance.choice(list(CELLS))
            row[column] = chance.choice(CELLS[column])
    if len(company.parties) > 3 and chance.random() < 0.3:
        company.parties.pop(chance.randrange(len(company.parties)))
    for row in company.identifiers:
        if chance.random() < 0.2:
            row |= {"is_deleted": not row["is_deleted"]}
    listing(company, chance)
    if chance.random() < 0.5:
        company.contact("shop", f"c{number}", email=chance.choice(CELLS["email"]))
    return company


def forced(company: Company, chance: random.Random) -> IdentityRules:
    """Now and then a steward parts two records, and takes it back."""
    if chance.random() < 0.6:
        return IdentityRules()
    blocked = {"email": frozenset({"a@home.jp"})} if chance.random() < 0.3 else {}
    listed = {(row["source_system"], row["party_record_id"]) for row in company.identifiers}
    free = [
        row
        for row in company.parties
        if (row["source_system"], row["source_record_id"]) not in listed
    ]
    two = chance.sample([row for row in free if not row["member_code"]] or [{}], 1)
    other = chance.choice([row for row in free if row["member_code"]] or [{}])
    if not (two[0] and other):
        return IdentityRules(blocked)
    pairs = tuple((row["source_system"], row["source_record_id"]) for row in (two[0], other))
    if chance.random() < 0.4:
        return IdentityRules(blocked, force_link=(ForcedRule(pairs),))
    return IdentityRules(blocked, force_split=(ForcedRule(pairs),))


def written(found: Night) -> dict[str, list[str]]:
    """Every table of the night."""
    return {
        name: sorted(map(repr, found.rows(f"select * from identity.{name}"))) for name in TABLES
    }


def follow(nights: list[tuple[Company, IdentityRules]], folder: Path) -> list[Night]:
    """Each night with the memory of the one before, and from scratch: equal in every table."""
    registry, found = Registry.empty(), []
    for day, (company, rules) in enumerate(nights):
        common: dict[str, Any] = {"rules": rules, "registry": registry}
        common["valid_from"] = NIGHT + timedelta(days=day)
        memory = Memory.load(folder)
        mine = night(company, memory=memory, **common)
        memory.save(folder)
        assert written(mine) == written(night(company, **common)), f"night {day}"
        registry = mine.resolution.registry
        found.append(mine)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_any_company_comes_out_the_same_with_memory_and_without(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    company = Company()
    for number in range(chance.randint(6, 14)):
        company.party(chance.choice(["crm", "pos"]), f"r{number}", **cells(chance))
    for _ in range(4):
        listing(company, chance)
    nights = []
    for number in range(5):
        rules = replace(forced(company, chance), identifiers=DECLARED)
        nights.append((company, rules if number else replace(rules, identifiers={})))
        company = edited(company, chance, number)
    follow(nights, tmp_path / "memory")


def test_a_mailbox_that_becomes_shared_and_personal_again(tmp_path: Path) -> None:
    alone = Company().party("crm", "A", name="田中 太郎", email="ie@home.jp")
    alone.party("pos", "B", email="ie@home.jp")
    both = deepcopy(alone).party("crm", "C", name="田中 花子", email="ie@home.jp")
    rules = IdentityRules()
    one, two, three = follow([(alone, rules), (both, rules), (alone, rules)], tmp_path / "memory")
    assert one.together("A", "B")
    assert not two.together("A", "B")
    assert three.together("A", "B")


def test_a_birthday_that_contradicts_a_link_which_stays(tmp_path: Path) -> None:
    unknown = Company().party(
        "crm", "A", name="田中 太郎", email="t@home.jp", birth_on="1951-11-30"
    )
    unknown.party("pos", "B", email="t@home.jp")
    known = deepcopy(unknown)
    known.parties[1]["birth_on"] = "1984-02-07"
    rules = IdentityRules()
    one, two, three = follow(
        [(unknown, rules), (known, rules), (unknown, rules)], tmp_path / "memory"
    )
    assert one.together("A", "B")
    assert not two.together("A", "B")
    assert three.together("A", "B")


def test_an_exclusive_id_that_contradicts_a_link_which_stays(tmp_path: Path) -> None:
    alone = Company().party("crm", "A", name="田中 太郎", email="t@home.jp")
    alone.party("pos", "B", email="t@home.jp").lists("crm", "A", loyalty_id="L-0001")
    both = deepcopy(alone).lists("pos", "B", loyalty_id="L-0002")
    gone = deepcopy(alone).lists("pos", "B", loyalty_id="L-0002", is_deleted=True)
    rules = IdentityRules(identifiers=DECLARED)
    one, two, three = follow([(alone, rules), (both, rules), (gone, rules)], tmp_path / "memory")
    assert one.together("A", "B")
    assert not two.together("A", "B")
    assert three.together("A", "B")


def test_a_name_that_the_company_learns_to_split_otherwise(tmp_path: Path) -> None:
    unsplit = Company().party("crm", "A", full_name="小鳥遊零", email="rei@home.jp")
    unsplit.party("pos", "B", name="小鳥遊 零", email="rei@home.jp")
    unsplit.party("pos", "D", full_name="六車谷零", email="roku@home.jp")
    taught = deepcopy(unsplit)
    for number in range(5):
        taught.party("crm", f"T{number}", name="六車谷 零", kana="ムグルマヤ レイ")
    rules = IdentityRules()
    one, two, _ = follow([(unsplit, rules), (taught, rules), (unsplit, rules)], tmp_path / "memory")
    assert one.together("A", "B")
    assert two.together("A", "B")


def test_a_given_name_that_turns_out_to_be_a_surname(tmp_path: Path) -> None:
    few = Company().party("crm", "A", name="優花 瓜生", email="u@home.jp")
    few.party("pos", "B", name="瓜生 優花", email="u@home.jp")
    many = deepcopy(few)
    for number in range(9):
        many.party("crm", f"S{number}", name=f"瓜生 {'太花健舞陸蒼律匠孝'[number]}子")
        many.party("crm", f"G{number}", name=f"{'田森原林関堀辻岡谷'[number]}川 優花")
    rules = IdentityRules()
    first, second = follow([(few, rules), (many, rules)], tmp_path / "memory")
    assert not first.together("A", "B")
    assert second.together("A", "B")


def test_the_third_tier_compares_fewer_pairs_and_links_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, tier = random.Random(11), scorer(Model.of_company(tmp_path))
    # The company trains anew before the last night.
    tiers = tier, tier, tier, scorer(Model.of_company(tmp_path).told(households=False))
    asked: list[int] = []

    def counted(records: Records, pairs: Pairs, settings: dict[str, Any]) -> Levels:
        asked.append(len(pairs[0]))
        return compared(records, pairs, settings)

    monkeypatch.setattr(scoring, "compared", counted)
    people = list(islice(invented(700, 77), 700))
    memory, registry, scored = Memory(), Registry.empty(), 0
    for day, (count, tier) in enumerate(zip((660, 680, 700, 700), tiers, strict=True)):
        for row in chance.sample(people, 4):
            row["email"] = chance.choice(people).get("email")
        tables = []
        for remembered in (memory, Memory()):
            con = duckdb.connect()
            canonical_layer(con, pa.Table.from_pylist(people[:count], PEOPLE))
            resolution = resolve(
                con,
                rules=IdentityRules(),
                registry=registry,
                valid_from=NIGHT + timedelta(days=day),
                scorer=tier,
                memory=remembered,
            )
            tables.append(written(Night(con, resolution)))
        assert tables[0] == tables[1]
        scored += sum("'scored'" in row for row in tables[0]["customer_identity"])
        memory, registry = memory.next_night(), resolution.registry
    assert scored
    for with_memory, without in zip(asked[2:6:2], asked[3:6:2], strict=True):
        assert with_memory < without / 2
    assert asked[6] == asked[7]


@pytest.mark.parametrize(("before", "after"), [(15, 16), (16, 15), (15, 18), (18, 15)])
def test_a_signal_that_becomes_too_frequent_or_rare_enough_again(before: int, after: int) -> None:
    """Pairs of unchanged records come and go with the count of those who share a signal."""

    def namesakes(count: int) -> Company:
        company = Company()
        for number in range(count):
            born = f"19{60 + number}-05-06"
            company.party("crm", f"N{number:02d}", name="鮫島 澪", birth_on=born)
        company.party("crm", "N00b", name="鮫島 澪", birth_on="1960-05-06", email="m@home.jp")
        return company

    memory, pairs = Memory(), []
    for count in (before, after):
        memory = memory.next_night()
        con = namesakes(count).warehouse()
        records, _, nights = read_records(con, IdentityRules(), memory)
        touched, crowded = nights.changed_values(records), memory.last("crowded")
        found = candidates(records, has_households=False, touched=touched, crowded=crowded)
        memory.keep("crowded", found.crowded)
        ends = zip(found.left.tolist(), found.right.tolist(), strict=True)
        tonight = {(records.key(a), records.key(b)) for a, b in ends}
        asked = {records.key(row) for row in np.flatnonzero(found.asked).tolist()}
        there = {records.key(row) for row in range(len(records))}
        stays = {pair for pair in (pairs[-1] if pairs else set()) if not asked & set(pair)}
        pairs.append({pair for pair in stays | tonight if there.issuperset(pair)})
    everything = candidates(records, has_households=False)
    ends = zip(everything.left.tolist(), everything.right.tolist(), strict=True)
    assert pairs[-1] == {(records.key(a), records.key(b)) for a, b in ends}
    assert len(pairs[0]) != len(pairs[1])


def test_nothing_is_worked_out_twice_while_nothing_changes(tmp_path: Path) -> None:
    company = Company().party("crm", "A", name="田中 太郎", email="t@home.jp")
    company.party("pos", "B", name="田中 太郎", email="t@home.jp")
    memory = Memory()
    night(company, memory=memory)
    again = memory.next_night()
    night(company, memory=again)
    before, after = memory.next_night(), again.next_night()
    for table in ("cells_email", "names", "rows", "edges", "portrait"):
        assert before.last(table) == after.last(table)


def test_a_lost_damaged_or_foreign_memory_costs_a_full_night_only(tmp_path: Path) -> None:
    company = Company().party("crm", "A", name="田中 太郎", email="t@home.jp")
    memory = Memory()
    night(company, memory=memory)
    memory.save(tmp_path / "memory")
    assert Memory.load(tmp_path / "memory").last("rows") is not None
    (tmp_path / "memory" / "rows.arrow").write_bytes(b"torn")
    assert Memory.load(tmp_path / "memory").last("rows") is None
    memory.save(tmp_path / "memory")
    (tmp_path / "memory" / "version").write_text("another code")
    assert Memory.load(tmp_path / "memory").last("rows") is None
    assert Memory.load(tmp_path / "nowhere").last("rows") is None
