"""A KPI is defined once, completely, and under the version that means what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import kpi_definitions
from docs.kpi_definitions import Kpi
from tests.dbt import project

KPIS = kpi_definitions.read()
IDS = [kpi.kpi_id for kpi in KPIS]
ONE = """\
semantic_models:
  - name: orders
    model: ref('orders')
    measures:
      - {name: order_amount, agg: sum, expr: net_amount, create_metric: true}
      - {name: order_count, agg: sum, expr: "1", create_metric: true}
metrics:
  - name: aov
    label: AOV
    description: amount per order
    type: ratio
    type_params: {numerator: order_amount, denominator: order_count}
    config:
      meta: {definition_version: 1, valid_from_on: "2026-01-01", counts: orders, owner: stores}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of one KPI, recorded."""
    (tmp_path / "commerce.yml").write_text(ONE)
    (tmp_path / "versions.csv").write_text(",".join(kpi_definitions.COLUMNS) + "\n")
    kpi_definitions.record(kpi_definitions.read(tmp_path), tmp_path / "versions.csv")
    return tmp_path


def _edit(folder: Path, old: str, new: str) -> list[str]:
    """What is wrong after the edit."""
    file = folder / "commerce.yml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new))
    versions = kpi_definitions.recorded(folder / "versions.csv")
    return kpi_definitions.unversioned(kpi_definitions.read(folder), versions)


def test_every_definition_is_the_one_that_its_version_recorded() -> None:
    assert kpi_definitions.unversioned(KPIS, kpi_definitions.recorded()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("expr: net_amount", "expr: gross_amount"),
        ("amount per order", "amount per paid order"),
        ("counts: orders", "counts: paid orders"),
        ("denominator: order_count", "denominator: order_amount"),
    ],
)
def test_a_changed_meaning_needs_a_new_version(folder: Path, old: str, new: str) -> None:
    (told,) = _edit(folder, old, new)
    assert "aov (commerce.yml)" in told and "set definition_version to 2" in told
    with pytest.raises(ValueError, match="definition_version to 2"):
        kpi_definitions.record(kpi_definitions.read(folder), folder / "versions.csv")
    assert _edit(folder, "definition_version: 1", "definition_version: 2") == []
    kpi_definitions.record(kpi_definitions.read(folder), folder / "versions.csv")
    assert list(kpi_definitions.recorded(folder / "versions.csv")) == [("aov", "1"), ("aov", "2")]


def test_a_new_owner_or_name_needs_none(folder: Path) -> None:
    assert _edit(folder, "owner: stores", "owner: sales") == []
    assert _edit(folder, "label: AOV", "label: 平均注文額") == []


def test_versions_count_up_by_one_and_keep_their_day(folder: Path) -> None:
    assert "count up by one" in _edit(folder, "definition_version: 1", "definition_version: 3")[0]
    _edit(folder, "definition_version: 3", "definition_version: 1")
    assert "is recorded as valid from 2026-01-01" in _edit(folder, "2026-01-01", "2026-02-01")[0]


def test_a_kpi_defined_twice_is_refused_with_both_places(folder: Path) -> None:
    (folder / "sales.yml").write_text(ONE)
    with pytest.raises(
        ValueError, match=r"aov is defined twice: in commerce\.yml and in sales\.yml"
    ):
        kpi_definitions.read(folder)


@pytest.mark.parametrize("kpi", KPIS, ids=IDS)
def test_a_definition_leaves_no_question_open(kpi: Kpi) -> None:
    """The rest is asked for by the macro that renders the catalogue."""
    for key in ("counts", "counts_ja", "leaves_out", "leaves_out_ja", "example", "trace"):
        assert kpi.meta[key].strip(), key
    assert kpi.meta["edge_cases"] and kpi.meta["computed_by"]
    assert kpi.meta.get("parent_kpi_id", IDS[0]) in IDS


@pytest.mark.parametrize("kpi", KPIS, ids=IDS)
def test_the_models_that_a_definition_names_compute_it(kpi: Kpi) -> None:
    models = project.models()
    texts = [models[name]["raw_code"] for name in kpi.meta["computed_by"]]
    assert any(f"'{kpi.kpi_id}' as kpi_id" in text for text in texts)


def test_no_model_computes_what_nobody_defined() -> None:
    folders = ("kpi", "journey")
    files = [each for name in folders for each in (project.DBT / "models" / name).rglob("*.sql")]
    computed = {
        kpi_id
        for file in files
        for kpi_id in re.findall(r"'(\w+)' as kpi_id", file.read_text("utf-8"))
    }
    assert computed == set(IDS)
