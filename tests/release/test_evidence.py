"""Evidence leads from a published table back to its files, and tells what changed since."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.release import (
    Account,
    Candidate,
    PublishedTable,
    build,
    publish,
    published_tables,
)
from dagster_project.release import evidence as release_evidence
from dagster_project.release.lineage import files_behind
from dagster_project.settings import Settings

from .conftest import TABLES, MakeCandidate, fill, passed


def _node(kind: str, schema: str, name: str, *above: str, **meta: Any) -> dict[str, Any]:
    return {
        "resource_type": kind,
        "schema": schema,
        "name": name,
        "description": f"About {name}.",
        "columns": {"customer_id": {"name": "customer_id", "description": "Whose row."}},
        "depends_on": {"nodes": list(above)},
        "config": {"meta": meta},
    }


@pytest.fixture
def manifest_path(tmp_path: Path) -> Path:
    """kpi_value ← identity ← party ← contact; and both the as-of day, which rests on receipts."""
    nodes = {
        "model.stg_contacts": _node("model", "staging", "stg_contacts", "source.contact"),
        "model.party": _node("model", "canonical", "party", "model.stg_contacts"),
        "model.as_of": _node("model", "canonical", "as_of", "source.receipt"),
        "model.kpi_value": _node(
            "model",
            "marts",
            "kpi_value",
            "source.identity",
            "model.as_of",
            publish="bi",
            order_by=["kpi_id"],
            owner="cx",
        ),
        "test.some": {"resource_type": "test", "name": "some"},
    }
    sources = {
        "source.contact": _node("source", "salesforce", "contact"),
        "source.receipt": _node("source", "smaregi", "receipt"),
        "source.identity": _node("source", "identity", "party_customer"),
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes, "sources": sources}))
    return path


@pytest.fixture
def written(settings: Settings, candidate: MakeCandidate, manifest_path: Path) -> Candidate:
    made = candidate(1)
    _write(made, settings, manifest_path)
    return made


def _write(
    made: Candidate,
    settings: Settings,
    manifest_path: Path,
    notes: Sequence[dict[str, Any]] = (),
) -> None:
    release_evidence.write(
        made,
        settings,
        warehouse_file=settings.warehouse_file,
        manifest_path=manifest_path,
        books={"books": [{"path": "b.csv", "rows_in": 2}, {"path": "a.csv", "rows_in": 1}]},
        notes=notes,
    )


def _json(made: Candidate, name: str) -> Any:
    return json.loads((made.evidence / name).read_text("utf-8"))


def test_lineage_goes_through_python_back_to_the_files(written: Candidate) -> None:
    lineage = _json(written, "lineage.json")
    assert lineage["tables"]["kpi_value"] == {
        "models": [
            "canonical.as_of",
            "canonical.party",
            "identity.party_customer",
            "staging.stg_contacts",
        ],
        # Not the receipts: the as-of day rests on every file, and is not followed.
        "sources": ["canonical.contact_set", "canonical.source_identifier", "salesforce.contact"],
    }
    assert files_behind(lineage, "kpi_value") == ["extracts/contact.csv"]
    assert files_behind(lineage, "no_such_table") == []


def test_models_are_told_with_their_parameters(settings: Settings, manifest_path: Path) -> None:
    fill(settings.warehouse_file, night=1)
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute("create schema insight")
        con.execute(
            "create table insight.model as select 'bgnbd' as name, 100 as customers, -9582.4 as "
            'log_likelihood, \'{"r": 0.243, "alpha": 4.414}\' as parameters'
        )
    made = build(settings, warehouse_file=settings.warehouse_file, tables=TABLES)
    _write(made, settings, manifest_path)
    assert _json(made, "models.json") == {
        "bgnbd": {"customers": 100, "log_likelihood": -9582.4, "r": 0.243, "alpha": 4.414}
    }


def test_only_values_of_ended_periods_that_differ_are_restated(
    settings: Settings, manifest_path: Path
) -> None:
    fill(settings.warehouse_file, night=1)
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute(
            "insert into marts.kpi_value "
            "select 'aov', 'trailing_12m', '2025-03-15', '2026-03-14', 'all', null, 8, 9, 1, null "
            "union all "
            "select 'aov', 'month', '2026-03-01', '2026-03-14', 'all', null, 8, 80, 1, null"
        )
    first = build(settings, warehouse_file=settings.warehouse_file, tables=TABLES)
    _write(first, settings, manifest_path)
    assert _rows(first, "kpi_changes.csv") == []
    publish(first, passed(first), settings)
    fill(settings.warehouse_file, night=2)
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute(
            "insert into marts.kpi_value "
            "select 'csat', 'month', '2026-03-01', '2026-03-31', 'all', null, 0.8, 40, 1, null "
            # Last night's rolling year, a day further; and a month in which more has happened.
            "union all "
            "select 'aov', 'trailing_12m', '2025-03-16', '2026-03-15', 'all', null, 9, 9, 1, null "
            "union all "
            "select 'aov', 'month', '2026-03-01', '2026-03-15', 'all', null, 9, 90, 1, null"
        )
    second = build(settings, warehouse_file=settings.warehouse_file, tables=TABLES)
    _write(second, settings, manifest_path)
    (row,) = _rows(second, "kpi_changes.csv")
    assert (row["kpi_id"], row["change"], row["old_value"], row["new_value"]) == (
        "nps",
        "restated",
        "1.0",
        "2.0",
    )


@pytest.mark.parametrize(
    ("change", "told", "why"),
    [
        ("n = 43", "restated", "late or corrected extracts: 3 more"),
        ("n = 38", "restated", "late or corrected extracts: 2 fewer"),
        ("definition_version = 2", "redefined", "definition version 1 became 2"),
        ("""parameters = '{"g_days": 9}'""", "restated", 'parameters none became {"g_days": 9}'),
        ("value = 7", "restated", "late or corrected extracts: as many observations, other values"),
        ("kpi_id = 'gone'", "withdrawn", "tonight no row"),
    ],
)
def test_a_changed_value_says_why(
    candidate: MakeCandidate,
    settings: Settings,
    manifest_path: Path,
    change: str,
    told: str,
    why: str,
) -> None:
    first = candidate()
    _write(first, settings, manifest_path)
    publish(first, passed(first), settings)
    fill(settings.warehouse_file, night=1, as_of="2026-04-01")
    with duckdb.connect(str(settings.warehouse_file)) as con:
        # A changed parameter changes the value too, or it would have changed nothing.
        moved = ", value = 5" if change.startswith("parameters") else ""
        con.execute(f"update marts.kpi_value set {change}{moved}")
    second = build(settings, warehouse_file=settings.warehouse_file, tables=TABLES)
    _write(second, settings, manifest_path)
    (row,) = _rows(second, "kpi_changes.csv")
    assert row["change"] == told and row["why"].startswith(why)


@pytest.mark.parametrize(
    ("moved", "has_new_files", "why"),
    [
        (3, True, "identity changed: 3 records have another customer, and late or corrected extr"),
        (3, False, "identity changed: 3 records have another customer"),
        (0, True, "late or corrected extracts: as many observations, other values"),
        (0, False, "no new extract, no changed customer, the same definition: counted otherwise"),
    ],
)
def test_a_restated_value_says_whether_customers_or_extracts_changed(
    settings: Settings, manifest_path: Path, moved: int, has_new_files: bool, why: str
) -> None:
    """Only a KPI that counts customers can be moved by a merge."""
    for night in (1, 2):
        fill(settings.warehouse_file, night=night)
        with duckdb.connect(str(settings.warehouse_file)) as con:
            con.execute(
                "insert into marts.kpi_value "
                "select * replace ('csat' as kpi_id) from marts.kpi_value"
            )
            con.execute(
                "create table marts.kpi_catalogue as select 'nps' as kpi_id, "
                "true as counts_customers union all select 'csat', false"
            )
            con.execute(
                f"insert into identity.identity_change values ('C2', 'merged', {moved}), "
                "('C3', 'new', 40)"
            )
        catalogue = PublishedTable("kpi_catalogue", "bi", ("kpi_id",))
        made = build(settings, warehouse_file=settings.warehouse_file, tables=[*TABLES, catalogue])
        _write(made, settings, manifest_path)
        if night == 1:
            known = [] if has_new_files else [{"path": "b.csv"}, {"path": "a.csv"}]
            publish(made, passed(made), settings, account=Account(inputs=known))
    found = {row["kpi_id"]: row["why"] for row in _rows(made, "kpi_changes.csv")}
    assert found["nps"].startswith(why)
    assert "identity" not in found["csat"]


def test_what_people_noted_stands_beside_the_change(
    candidate: MakeCandidate, settings: Settings, manifest_path: Path
) -> None:
    first = candidate(1)
    _write(first, settings, manifest_path)
    publish(first, passed(first), settings)
    second = candidate(2)
    told = {"kpi_id": "nps", "why": "campaign", "by": "CX", "on": date(2026, 4, 2)}
    notes = [
        told | {"period_start_on": date(2026, 2, 1)},
        told | {"period_start_on": date(2026, 1, 1), "why": "another month"},
        told | {"period_start_on": date(2026, 2, 1), "kpi_id": "csat"},
    ]
    _write(second, settings, manifest_path, notes=notes)
    (row,) = _rows(second, "kpi_changes.csv")
    assert (row["change"], row["note"]) == ("restated", "campaign (CX, 2026-04-02)")


def _rows(made: Candidate, name: str) -> list[dict[str, str]]:
    with (made.evidence / name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_inputs_come_in_the_order_of_their_paths(written: Candidate) -> None:
    rows = release_evidence.inputs(_json(written, "books.json"))
    assert [row["path"] for row in rows] == ["a.csv", "b.csv"]


def test_published_tables_are_those_that_say_so(manifest_path: Path) -> None:
    (table,) = published_tables(manifest_path)
    assert (table.name, table.where, table.order_by, table.owner) == (
        "kpi_value",
        "bi",
        ("kpi_id",),
        "cx",
    )
    content = json.loads(manifest_path.read_text())
    content["nodes"]["model.kpi_value"]["config"]["meta"]["publish"] = "everybody"
    manifest_path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match="kpi_value.*bi | restricted"):
        published_tables(manifest_path)


def test_a_cell_that_begins_like_a_formula_is_text_in_a_spreadsheet(
    settings: Settings, manifest_path: Path
) -> None:
    fill(settings.warehouse_file, night=1)
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute("create schema if not exists identity")
        con.execute(
            "create or replace table identity.identity_change as "
            "select '=HYPERLINK(1)' as said, '＠SUM(1)' as wide, 'a=1' as harmless, -3 as number, "
            "'new' as change, 1 as record_count"
        )
    made = build(settings, warehouse_file=settings.warehouse_file, tables=TABLES)
    _write(made, settings, manifest_path)
    (row,) = _rows(made, "identity_changes.csv")
    assert list(row.values())[:4] == ["'=HYPERLINK(1)", "'＠SUM(1)", "a=1", "-3"]
