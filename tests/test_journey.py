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
    assert [step["step"] for step in found.funnels["web"]][:2] == ["view", "product_view"]
    assert found.campaigns["look_back_days"] == 30
    assert found.lead_score["grades"] == {"a": 50, "b": 30, "c": 10}


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
        ("funnels:\n  f:\n    - {step: page}\n    - {step: sent, events: [x]}\n", 3, "step"),
        (
            "funnels:\n  f:\n    - {step: a, events: [x]}\n    - {step: a, pages: [/y]}\n",
            4,
            "again",
        ),
        ("funnels:\n  f: [{step: a, events: [x]}]\n", 2, "from 2 to 8 steps"),
        ("campaigns:\n  touches: [posted]\n", 2, "posted"),
        ("lead_score:\n  signals:\n    - {signal: s, points: 1.5, touchpoints: [d]}\n", 3, "1.5"),
        ("lead_score:\n  signals:\n    - {signal: s, points: 1}\n", 3, "either touchpoints"),
        ("lead_score:\n  grades: {a: 9, b: 5}\n", 2, "`c`"),
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


def test_a_company_names_its_own_funnels_signals_and_limits(tmp_path: Path) -> None:
    text = """\
funnels:
  brochure:
    - {step: page, name_ja: 資料, pages: [/brochure]}
    - {step: sent, events: [generate_lead, form_sent]}
lead_score:
  signals:
    - {signal: asked, points: 30, touchpoints: [quote_request, deal], within_days: 90}
    - {signal: decides, points: -5, attributes: [job_title], contains: [部長, director]}
campaigns: {touches: [clicked]}
value: {discount_rate: 0}
"""
    with duckdb.connect() as con:
        journey.register(con, Journey.read(written(text, tmp_path)), [])

        def rows(table: str) -> list[tuple[object, ...]]:
            return con.execute(f"select * from landing.{table} order by all").fetchall()

        assert ("brochure", 1, "page", "資料", "page") in rows("funnel_step")
        assert sum(funnel == "web" for funnel, *_ in rows("funnel_step")) == 5
        assert [each[1:] for each in rows("funnel_sign") if each[0] == "brochure"] == [
            (1, None, "/brochure"),
            (2, "form_sent", None),
            (2, "generate_lead", None),
        ]
        assert rows("lead_signal") == [
            ("asked", 30, "behaviour", "deal", None, 1, 90),
            ("asked", 30, "behaviour", "quote_request", None, 1, 90),
            ("decides", -5, "attribute", "job_title", "director", None, None),
            ("decides", -5, "attribute", "job_title", "部長", None, None),
        ]
        assert rows("campaign_touch") == [("clicked",)]
        assert rows("journey_setting") == [(30, 72, 0.0, 365, 90)]


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
