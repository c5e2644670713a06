"""An id means one person for good: over reruns, shuffles, merges, splits and their undoing."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

from dagster_project.matching import ForcedRule, IdentityRules, Memory, Registry
from tests.matching.company import NIGHT, Company, Night, night

LATER = date(2026, 4, 2)
TARO = {"name": "田中 太郎", "kana": "タナカ タロウ"}
SURNAMES = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤"]
GIVEN = ["一郎", "花子", "健太", "美咲", "翔", "裕子", "大輔", "恵"]


def town(nights: int = 3) -> Company:
    """People who arrive at several systems over several deliveries."""
    dice = random.Random(4)
    company = Company()
    for person in range(60):
        name = f"{dice.choice(SURNAMES)} {dice.choice(GIVEN)}"
        for source in dice.sample(["crm", "pos", "web"], dice.randint(1, 3)):
            cells = {"name": name, "email": f"p{person}@home.jp"}
            if dice.random() < 0.5:
                cells["mobile_phone"] = f"0909{person:07d}"
            record = f"{source}{person:03d}"
            company.party(source, record, load_seq=dice.randint(1, nights), **cells)
        company.contact("survey", str(person), email=f"p{person}@home.jp", first_load_seq=nights)
    return company


def up_to(company: Company, delivery: int) -> Company:
    return Company(
        [row for row in company.parties if row["load_seq"] <= delivery],
        [row for row in company.contacts if row["first_load_seq"] <= delivery],
    )


def everything(found: Night) -> list[tuple[object, ...]]:
    return found.rows("select * exclude is_deleted from identity.customer_identity order by all")


def test_an_identical_rerun_changes_nothing() -> None:
    first = night(town())
    second = night(town(), registry=first.resolution.registry, valid_from=LATER)
    assert everything(second) == everything(first)
    assert second.resolution.summary.ids_changed == 0
    assert second.resolution.summary.ids_total == first.resolution.summary.records
    assert second.rows("select * from identity.identity_change") == []
    assert second.resolution.registry.records.equals(first.resolution.registry.records)


def test_the_order_of_the_rows_means_nothing() -> None:
    company = town()
    first = everything(night(company))
    random.Random(9).shuffle(company.parties)
    random.Random(9).shuffle(company.contacts)
    assert everything(night(company)) == first


def test_night_by_night_gives_the_ids_of_all_at_once() -> None:
    registry = Registry.empty()
    for delivery in (1, 2, 3):
        found = night(up_to(town(), delivery), registry=registry)
        registry = found.resolution.registry
    assert found.ids == night(town()).ids


def test_a_record_delivered_again_keeps_its_place_in_line() -> None:
    company = Company().party("pos", "elder", load_seq=1, member_code="10000001", **TARO)
    first = night(company)
    company.parties[0]["load_seq"] = 3
    company.party("crm", "younger", load_seq=2, member_code="10000001", **TARO)
    second = night(company, registry=first.resolution.registry)
    assert second.ids["younger"] == second.ids["elder"] == first.ids["elder"]


def two_then_joined() -> tuple[Night, Night, Company]:
    company = Company()
    company.party("crm", "elder", load_seq=1, mobile_phone="090-1111-2233", **TARO)
    company.party("pos", "younger", load_seq=2, email="taro@home.jp", **TARO)
    first = night(company)
    company.party("web", "bridge", load_seq=3, email="taro@home.jp", phone="09011112233", **TARO)
    return first, night(company, registry=first.resolution.registry, valid_from=LATER), company


def test_a_merge_keeps_the_elder_id_and_leaves_an_alias() -> None:
    first, second, _ = two_then_joined()
    assert not first.together("elder", "younger")
    assert set(second.ids.values()) == {first.ids["elder"]}
    at = datetime(2026, 4, 2)
    assert second.rows("from identity.customer_alias") == [
        (first.ids["younger"], first.ids["elder"], "merge", at)
    ]
    changes = second.rows(
        "select change, previous_customer_id, reason from identity.identity_change"
    )
    assert changes == [("merged", first.ids["younger"], "email_name")]
    assert second.resolution.summary.ids_changed == 1


def test_a_merge_undone_gives_back_the_old_ids_and_takes_the_alias_away() -> None:
    first, second, company = two_then_joined()
    rules = IdentityRules(force_split=(ForcedRule((("crm", "elder"), ("pos", "younger"))),))
    third = night(company, registry=second.resolution.registry, rules=rules, valid_from=LATER)
    assert third.ids["elder"] == first.ids["elder"]
    assert third.ids["younger"] == first.ids["younger"]
    assert (first.ids["younger"],) not in third.rows(
        "select old_customer_id from identity.customer_alias where reason = 'merge'"
    )
    assert ("split", first.ids["elder"]) in third.rows(
        "select change, previous_customer_id from identity.identity_change"
    )
    fourth = night(company, registry=third.resolution.registry, rules=rules, valid_from=LATER)
    assert fourth.ids == third.ids


def test_a_customer_taken_apart_stays_apart_over_reruns_shuffles_and_a_full_rebuild() -> None:
    company = (
        Company()
        .party("crm", "a", email="taro@home.jp", **TARO)
        .party("pos", "b", email="taro@home.jp", **TARO)
        .party("web", "c", email="taro@home.jp", **TARO)
    )
    apart = IdentityRules(force_split=(ForcedRule((("crm", "a"), ("pos", "b"))),))
    found = night(company)
    registry, memory = found.resolution.registry, Memory()
    assert found.together("a", "b", "c")
    ids = []
    for turn in range(4):
        found = night(company, rules=apart, registry=registry, valid_from=LATER, memory=memory)
        assert not found.together("a", "b")
        ids.append(found.ids)
        registry = found.resolution.registry
        # The third night is a full one, the fourth has its rows in another order.
        memory = Memory() if turn == 1 else memory.next_night()
        company.parties.reverse()
    assert ids[0] == ids[1] == ids[2] == ids[3]


def test_an_alias_follows_its_customer_into_the_next_merge() -> None:
    _, second, company = two_then_joined()
    company.party("till", "eldest", load_seq=4, email="taro@work.jp", **TARO)
    registry = Registry.empty()
    eldest_first = night(Company([company.parties[-1]]), registry=registry).resolution.registry
    # The registry of another night in which `eldest` stood before everyone.
    known = night(
        Company(company.parties[:2]), registry=eldest_first, valid_from=NIGHT
    ).resolution.registry
    joined = night(company, registry=known, valid_from=LATER)
    company.party("web", "bridge2", load_seq=5, email="taro@work.jp", phone="09011112233", **TARO)
    last = night(company, registry=joined.resolution.registry, valid_from=LATER)
    targets = {new for (new,) in last.rows("select customer_id from identity.customer_alias")}
    assert targets == {last.ids["eldest"]}
    assert len(last.rows("from identity.customer_alias")) == 2


def test_a_record_that_stays_away_a_night_keeps_its_id() -> None:
    company = town()
    first = night(company)
    away = Company(company.parties[5:], company.contacts)
    second = night(away, registry=first.resolution.registry)
    third = night(company, registry=second.resolution.registry)
    assert third.ids == first.ids


def test_the_registry_survives_its_file(tmp_path: Path) -> None:
    _, second, _ = two_then_joined()
    path = tmp_path / "registry" / "identity.parquet"
    second.resolution.registry.save(path)
    loaded = Registry.load(path)
    assert loaded.records.equals(second.resolution.registry.records)
    assert loaded.aliases.equals(second.resolution.registry.aliases)
    assert [file.name for file in path.parent.iterdir()] == ["identity.parquet"]


def test_without_a_file_the_registry_is_empty(tmp_path: Path) -> None:
    assert len(Registry.load(tmp_path / "none.parquet").records) == 0
