"""journey.yaml and business hours: read with defaults, refused with a line, written for dbt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from dagster_project import journey, opening_hours
from dagster_project.documents import ConfigurationError, read_yaml
from dagster_project.journey import Journey
from dagster_project.schemas import COMPANY_SCHEMA


def written(text: str, folder: Path) -> Path:
    path = folder / "journey.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_company_without_a_journey_has_the_usual_one(tmp_path: Path) -> None:
    found = Journey.read(tmp_path / "journey.yaml")
    assert list(found.stages) == list(journey.STAGES)
    assert found.active == {"categories": ["app", "product"]}
    assert (found.onboarding, found.features) == ([], {})


def test_a_stage_that_is_left_out_keeps_its_default(tmp_path: Path) -> None:
    found = Journey.read(
        written("stages:\n  loyalty: {reached_by: {purchase_days: 5}}\n", tmp_path)
    )
    assert found.stages["loyalty"]["reached_by"] == {"purchase_days": 5}
    assert found.stages["loyalty"]["kpi"] == "retention_rate"
    assert found.stages["purchase"] == journey.DEFAULT_STAGES["purchase"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("stages:\n  adoption: {}\n", 2, "adoption"),
        ("onboarding:\n  - {step: a, events: [x]}\n  - {step: a, events: [y]}\n", 3, "again"),
        (
            "stages:\n  use: {touchpoints: [deal]}\n  purchase: {touchpoints: [deal]}\n",
            3,
            "under use",
        ),
        ("active: {categories: [shop]}\n", 1, "shop"),
    ],
)
def test_a_mistake_has_its_file_and_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = written(text, tmp_path)
    with pytest.raises(ConfigurationError, match=said) as found:
        Journey.read(path)
    assert str(found.value).startswith(f"{path}:{line}:")


def test_dbt_finds_rules_steps_and_events(tmp_path: Path) -> None:
    text = "onboarding: [{step: a, events: [x, y], required: false}]\nfeatures: {f: [z]}\n"
    with duckdb.connect() as con:
        journey.register(con, Journey.read(written(text, tmp_path)), ["purchase"])
        rules = con.execute(
            "select rule, given from landing.journey_rule where stage = 'loyalty' order by all"
        ).fetchall()
        assert rules == [("promoter", "true"), ("purchase_days", "2")]
        assert con.execute("select * from landing.onboarding_step").fetchall() == [
            ("a", 1, "a", "a", False)
        ]
        assert con.execute("select * from landing.event_meaning order by all").fetchall() == [
            ("active", "all", None, "app"),
            ("active", "all", None, "product"),
            ("feature", "f", "z", None),
            ("key_event", "all", "purchase", None),
            ("onboarding", "a", "x", None),
            ("onboarding", "a", "y", None),
        ]


def test_the_desk_is_closed_on_japanese_holidays_and_on_its_own_days() -> None:
    assert list(opening_hours.spans({"monday": ["09:00-12:00", "13:00-18:00"]})) == [
        (0, 540, 720),
        (0, 780, 1080),
    ]
    closed = opening_hours.closed_days({"closed_on": ["2026-12-29"]})
    assert {date(2026, 12, 29), date(2026, 5, 4)} <= set(closed)
    assert opening_hours.closed_days({"holidays": "none"}) == []


def test_hours_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "company.yaml"
    path.write_text("business_hours:\n  monday: 9-18\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"company.yaml:2: .*9-18"):
        read_yaml(path, COMPANY_SCHEMA)
