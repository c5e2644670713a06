"""What the probabilistic tier may join, what it may never, and how its model is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from bench.identity import PEOPLE, canonical_layer, scores
from bench.varied_people import records as invented
from dagster_project.documents import ConfigurationError
from dagster_project.matching import IdentityRules, Model, Registry, resolve, scorer
from dagster_project.matching.candidates import candidates
from dagster_project.matching.evidence import Scorer
from dagster_project.matching.features import features
from dagster_project.matching.model import MODEL_FILE
from dagster_project.matching.resolution import records_to_weigh
from dagster_project.matching.scoring import linker_of, predicted
from dagster_project.matching.training import TooFewRecords, _threshold, train
from dagster_project.matching.weights import prior_of
from tests.matching.company import NIGHT

COUNT, SEED = 4_000, 4242
SHARED = {"source_system": "crm", "postal_code": "900-0042", "phone": "098-861-4455"}
ALONE = {"address_line": None, "phone": None, "postal_code": None}
# A surname and a house of their own for each two.
STRANGERS: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "twins": (
        {"given_name": "咲良", "birth_on": "1994-05-06", "gender": "female"},
        {"given_name": "七夏", "birth_on": "1994-05-06", "gender": "female"},
    ),
    "parent and child of one name": (
        {"given_name": "零", "birth_on": "1958-05-06", "member_code": "Z0000001"},
        {"given_name": "零", "birth_on": "1989-11-23", "member_code": "Z0000002"},
    ),
    "another birthday at one door": (
        {"given_name": "零", "birth_on": "1958-05-06"},
        {"birth_on": "1989-11-23"},
    ),
    "a surname at one door": ({"given_name": "咲良"}, {"phone": None}),
    "a name and nothing else": ({"given_name": "咲良"}, {"given_name": "咲良"} | ALONE),
}
SURNAMES = ("帯刀", "瓜生", "六車", "百目鬼", "勅使河原")
SLIP = (
    {"given_name": "澪", "family_name": "鮫島", "email": "mio.samejima88@icloud.com"} | ALONE,
    {"given_name": "澪", "family_name": "鮫島", "email": "mio.smejima88@icloud.com"} | ALONE,
)


def company(count: int) -> duckdb.DuckDBPyConnection:
    """An invented company with the strangers and the slip among its people."""
    rows: list[dict[str, object]] = list(islice(invented(count, SEED), count))
    for number, (case, surname) in enumerate(zip(STRANGERS, SURNAMES, strict=True)):
        home = {"family_name": surname, "address_line": f"那覇市おもろまち3-7-{number + 1}"}
        home["phone"] = f"098-861-445{number}"
        for side, cells in enumerate(STRANGERS[case]):
            rows.append(SHARED | home | cells | {"record_id": f"{case} {side}", "person": -1})
    for side, cells in enumerate(SLIP):
        rows.append(SHARED | cells | {"record_id": f"slip {side}", "person": -1})
    con = duckdb.connect()
    canonical_layer(con, pa.Table.from_pylist(rows, PEOPLE))
    return con


@dataclass
class Found:
    """A resolved company."""

    con: duckdb.DuckDBPyConnection

    @property
    def customers(self) -> dict[tuple[str, str], str]:
        rows = self.con.execute(
            "select source_system, party_key, customer_id from identity.party_customer"
        ).fetchall()
        return {(system, key): customer for system, key, customer in rows}

    def are_one(self, case: str) -> bool:
        return self.customers["crm", f"{case} 0"] == self.customers["crm", f"{case} 1"]

    def quality(self) -> tuple[float, float, float, float, int]:
        """Precision, recall, F1, over, largest among the invented people."""
        customers = self.customers
        people = self.con.execute(
            "select source_system, coalesce(party_key, record_id), person from people"
            " where person >= 0"
        ).fetchall()
        names: dict[str, int] = {}
        labels = [
            names.setdefault(customers.get((system, key), f"nobody {system} {key}"), len(names))
            for system, key, _ in people
        ]
        return scores(np.array(labels), np.array([person for *_, person in people]))


def resolved(tier: Scorer | None) -> Found:
    con = company(COUNT)
    resolve(con, rules=IdentityRules(), registry=Registry.empty(), valid_from=NIGHT, scorer=tier)
    return Found(con)


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The company under rules and the shipped model."""
    return resolved(scorer(Model.of_company(tmp_path_factory.mktemp("no_model_of_its_own"))))


def test_the_shipped_model_finds_more_of_a_strange_company_and_hardly_errs(weighed: Found) -> None:
    """Seed and habits that neither the model nor the rules were made on."""
    _, recall_by_rules, *_ = resolved(None).quality()
    precision, recall, f1, over, largest = weighed.quality()
    assert precision >= 0.975
    assert over <= 0.015
    assert largest <= 10
    assert f1 >= 0.8
    assert recall > recall_by_rules + 0.005


@pytest.mark.parametrize("case", STRANGERS)
def test_people_of_one_door_or_one_name_stay_apart(case: str, weighed: Found) -> None:
    assert not weighed.are_one(case)


def test_a_slip_of_the_pen_is_joined_and_says_by_which_tier(weighed: Found) -> None:
    assert weighed.are_one("slip")
    [(tier, weight)] = weighed.con.execute(
        "select linked_by, link_weight from identity.customer_identity"
        " where source_record_id like 'slip %' and link_weight is not null"
    ).fetchall()
    assert tier == "scored"
    assert 0.9 <= weight <= 1


def test_training_twice_gives_one_model_and_a_file_keeps_it(tmp_path: Path) -> None:
    records = records_to_weigh(company(1_500), IdentityRules())
    model = train(records)
    assert train(records).version == model.version
    model.save(tmp_path / MODEL_FILE)
    assert Model.of_company(tmp_path) == model
    assert model.has_households
    assert replace(model, threshold=model.threshold + 1).version != model.version


def test_levels_weigh_what_splink_itself_says_they_weigh(tmp_path: Path) -> None:
    records = records_to_weigh(company(400), IdentityRules())
    model, found = Model.of_company(tmp_path), candidates(records, has_households=True)
    prior = prior_of(model.pairs_per_record, len(records))
    mine = predicted(records, (found.left, found.right), model.settings, prior)
    assert len(mine.weight) > 100
    with duckdb.connect() as con:
        settings = model.settings | {"probability_two_random_records_match": prior}
        linker = linker_of(con, features(records, np.arange(len(records))), settings)
        con.register("mine", pa.table({"l": mine.left, "r": mine.right, "mine": mine.weight}))
        asked = con.sql("select '0' as match_key, l as join_key_l, r as join_key_r from mine")
        asked.create("asked")
        linker.table_management.register_blocked_pairs_for_predict(
            linker._db_api.table_to_splink_dataframe("asked", "asked")
        )
        theirs = linker.inference.predict(warning_mode="never").physical_name
        [(pairs, furthest)] = con.execute(
            f"select count(*), max(abs(mine - match_weight)) from mine inner join {theirs}"
            " on l = unique_id_l and r = unique_id_r"
        ).fetchall()
    assert pairs == len(mine.weight)
    assert furthest < 0.00001


def test_too_few_records_train_nothing_and_the_message_says_what_serves_instead() -> None:
    con = duckdb.connect()
    rows = list(islice(invented(100, SEED), 100))
    canonical_layer(con, pa.Table.from_pylist(rows, PEOPLE))
    with pytest.raises(TooFewRecords, match="the shipped model stays in use"):
        train(records_to_weigh(con, IdentityRules()))


@pytest.mark.parametrize("households", [None, False])
def test_a_register_of_single_people_finds_slips_once_it_is_told_so(
    households: bool | None, tmp_path: Path
) -> None:
    """In a shop's customers the same difference may be a sibling's: there it joins nobody."""
    rows: list[dict[str, object]] = list(islice(invented(300, SEED), 300))
    person = {
        "source_system": "register", "person": -1, "family_name": "abernethy", "city": "kaleen",
        "given_name": "matilda", "birth_on": "1984-02-07", "postal_code": "2617",
        "address_line": "27 bonython street",
    }  # fmt: skip
    rows += [person | {"record_id": "right"}]
    rows += [person | {"record_id": "slip", "given_name": "charlotte"}]
    con = duckdb.connect()
    canonical_layer(con, pa.Table.from_pylist(rows, PEOPLE))
    model = Model.of_company(tmp_path).told(households)
    resolve(
        con, rules=IdentityRules(), registry=Registry.empty(), valid_from=NIGHT,
        scorer=scorer(model),
    )  # fmt: skip
    customers = con.execute(
        "select count(distinct customer_id) from identity.customer_identity"
        " where source_system = 'register'"
    ).fetchall()
    assert customers == [(1 if households is False else 2,)]


OF_ANOTHER_FORMAT = json.dumps(
    {"settings": {}, "pairs_per_record": 1, "threshold": 2, "has_households": True, "format": 0}
)


@pytest.mark.parametrize("text", ["{", '{"threshold": 2}', OF_ANOTHER_FORMAT])
def test_a_file_that_is_no_model_is_refused_by_name(text: str, tmp_path: Path) -> None:
    (tmp_path / MODEL_FILE).write_text(text)
    with pytest.raises(ConfigurationError, match="identity_model.json.*train again"):
        Model.of_company(tmp_path)


def test_answers_that_contradict_raise_the_threshold() -> None:
    weight = np.linspace(2, 10, 81)
    rows = np.arange(81)
    assert _threshold(weight, rows, np.ones(81, bool), 2.0) == pytest.approx(2)
    assert _threshold(weight, rows, weight > 6, 2.0) > 5
    assert _threshold(weight, rows[:5], np.zeros(5, bool), 2.0) == pytest.approx(2)


def test_no_command_pays_for_splink_before_a_pair_is_weighed() -> None:
    code = "import dagster_project.matching, sys; sys.exit('splink' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
