"""The KPIs by hand arithmetic: the unit tests that stand beside each model's SQL."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from tests.dbt import project

FOLDERS = ("customer", "kpi", "journey", "voice")


def test_every_unit_test_holds(warehouse: Path) -> None:
    done = project.run(warehouse, "test", "--resource-type", "unit_test", parsed=project.compiled())
    assert done.returncode == 0, done.stdout[-6000:]
    results = json.loads((warehouse.parent / "target" / "run_results.json").read_text("utf-8"))
    passed = {each["unique_id"].split(".")[-1] for each in results["results"]}
    assert passed == set(written_tests())


def test_every_model_that_computes_has_a_unit_test() -> None:
    """Models that only pass rows on are named here, each with its reason."""
    passes_on = {
        "int_daily_tallies": "a union",
        "int_kpi_definitions": "the metrics, typed",
        "detractor_case": "int_detractor_cases, typed",
        "customer_identity": "what the matching wrote, typed",
        "customer_alias": "what the registry says, typed",
        "churn_backtest": "what the churn fit wrote, typed",
        "experiment_readout": "what the read-out wrote, typed",
        "identity_link": "what the matching wrote, typed",
        "organisation_account": "what the matching wrote, typed",
        "customer_attribute": "the ranked values, typed",
    }
    models = {file.stem for folder in FOLDERS for file in model_files(folder, "*.sql")}
    assert models - set(written_tests().values()) == set(passes_on)


def model_files(folder: str, pattern: str) -> list[Path]:
    return sorted((project.DBT / "models" / folder).rglob(pattern))


def written_tests() -> dict[str, str]:
    """The model of each unit test that stands in a yml, by the test's name."""
    return {
        test["name"]: test["model"]
        for file in model_files("", "*.yml")
        for test in yaml.safe_load(file.read_text("utf-8")).get("unit_tests", [])
    }
