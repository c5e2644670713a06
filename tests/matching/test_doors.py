"""Whether people share a door: a company's word, its model's, else what tonight's records show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from bench.identity import PEOPLE, canonical_layer
from dagster_project.documents import ConfigurationError
from dagster_project.matching import IdentityRules, Memory, Model, Registry, resolve, scorer
from dagster_project.matching.doors import FEWEST_PAIRS, Doors, doors_of
from dagster_project.matching.resolution import records_to_weigh
from tests.matching.company import NIGHT

People = list[dict[str, Any]]


def register(count: int) -> People:
    """Everybody lives alone and is written twice: with another given name, a slip in the year."""
    return [row for home in range(count) for row in _pair(home, "Mathilda", "Tilda", slip=True)]


def families(count: int) -> People:
    """A mother and a son at every door."""
    return [row for home in range(count) for row in _pair(home, "Mathilda", "George", slip=False)]


def _pair(home: int, given: str, other: str, *, slip: bool) -> People:
    syllables = "bark", "dell", "fing", "gump", "holt", "jask", "lomb", "wyth"
    name = "".join(syllables[home // 8**place % 8] for place in range(3))
    row = {
        "source_system": "register", "person": home, "family_name": name, "city": "Kaleen",
        "postal_code": "2617", "address_line": f"{home + 100} Bonython street",
    }  # fmt: skip
    year, month, day = 1930 + home % 37, home % 11, home % 23
    born = f"{year}-{month + 1:02d}-{day + 1:02d}", f"{year}-{month + 1:02d}-{day + 2:02d}"
    if not slip:
        born = born[0], f"{year + 27}-{(month + 5) % 11 + 1:02d}-{(day + 9) % 23 + 1:02d}"
    return [
        row | {"record_id": f"{home}{side}", "given_name": name, "birth_on": day}
        for side, name, day in zip("ab", (given, other), born, strict=True)
    ]


def warehouse(people: People) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    canonical_layer(con, pa.Table.from_pylist(people, PEOPLE))
    return con


def night(
    people: People, model: Model, told: bool | None = None, memory: Memory | None = None
) -> tuple[dict[str, Any], list[str], list[Any]]:
    """(the identity summary, what was said on the way, who is whose)."""
    con, said = warehouse(people), list[str]()
    found = resolve(
        con, rules=IdentityRules(), registry=Registry.empty(), valid_from=NIGHT,
        scorer=scorer(model, told), progress=said.append, memory=memory,
    )  # fmt: skip
    everybody = con.execute("from identity.customer_identity order by all").fetchall()
    return found.summary.as_row(), said, everybody


@pytest.fixture
def shipped(tmp_path: Path) -> Model:
    return Model.of_company(tmp_path)


def test_a_register_that_holds_everybody_twice_shows_no_households(shipped: Model) -> None:
    summary, said, _ = night(register(FEWEST_PAIRS), shipped)
    assert (summary["has_households"], summary["households_because"]) == (False, "measured")
    assert summary["door_pairs"] == FEWEST_PAIRS
    assert summary["customers"] == FEWEST_PAIRS
    assert any("nobody shares a door: of 200 pairs" in line for line in said)


def test_families_show_households_and_stay_apart(shipped: Model) -> None:
    summary, *_ = night(families(FEWEST_PAIRS), shipped)
    assert (summary["has_households"], summary["households_because"]) == (True, "measured")
    assert summary["relatives_at_doors"] == FEWEST_PAIRS
    assert summary["customers"] == 2 * FEWEST_PAIRS


def test_a_small_company_is_taken_to_have_households(shipped: Model) -> None:
    summary, *_ = night(register(FEWEST_PAIRS - 1), shipped)
    assert (summary["has_households"], summary["households_because"]) == (True, "too_few_pairs")
    assert night([], shipped)[0]["has_households"]


def test_few_relatives_among_many_slips_are_enough() -> None:
    few = register(FEWEST_PAIRS) + families(FEWEST_PAIRS + 12)[2 * FEWEST_PAIRS :]
    assert doors_of(records_to_weigh(warehouse(few), IdentityRules())) == Doors(212, 12)
    assert Doors(212, 12).are_shared
    assert not Doors(212, 10).are_shared


@pytest.mark.parametrize("told", [True, False])
def test_a_company_s_word_goes_before_what_is_measured(told: bool, shipped: Model) -> None:
    people = register(FEWEST_PAIRS) if told else families(FEWEST_PAIRS)
    summary, *_ = night(people, shipped, told)
    assert (summary["has_households"], summary["households_because"]) == (told, "told")
    learned, *_ = night(people, shipped.told(told))
    assert (learned["has_households"], learned["households_because"]) == (told, "learned")


def test_another_assumption_is_told_and_comes_to_what_a_full_night_finds(shipped: Model) -> None:
    first = Memory()
    night(register(FEWEST_PAIRS), shipped, memory=first)
    second = first.next_night()
    mixed = register(FEWEST_PAIRS) + families(FEWEST_PAIRS + 20)[2 * FEWEST_PAIRS :]
    summary, said, everybody = night(mixed, shipped, memory=second)
    assert summary["has_households"]
    assert any("otherwise than last night" in line for line in said)
    assert (summary, everybody) == night(mixed, shipped)[::2]
    _, said, again = night(mixed, shipped, memory=second.next_night())
    assert not any("otherwise than last night" in line for line in said)
    assert again == everybody


@pytest.mark.parametrize(
    ("text", "told"),
    [("", None), ("households: auto", None), ("households: true", True),
     ("households: false", False)],
)  # fmt: skip
def test_identity_yaml_says_it_or_leaves_it_open(
    text: str, told: bool | None, tmp_path: Path
) -> None:
    path = tmp_path / "identity.yaml"
    path.write_text(text)
    assert IdentityRules.read(path).households is told
    path.write_text("households: maybe")
    with pytest.raises(ConfigurationError, match="auto | True | False"):
        IdentityRules.read(path)
