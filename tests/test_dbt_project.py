"""dbt's parse is paid for once an installation, not once a home; what does not hold is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from dagster_project import dbt_project, dbt_run
from dagster_project.outcome import failed_tests
from dagster_project.settings import SAMPLE_COMPANY, Settings
from tests.end_to_end.nights import Night


def test_a_night_in_a_new_home_parses_nothing(sample_night: Night) -> None:
    log = (sample_night.home / "logs" / "dbt.log").read_text("utf-8")
    assert "no changes found, skipping parsing" in log


def test_a_rule_that_does_not_hold_is_named_and_the_others_are_not(
    sample_night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.from_environment(home=str(tmp_path), company=str(SAMPLE_COMPANY))
    settings.warehouse_file.parent.mkdir(parents=True)
    shutil.copyfile(sample_night.home / "warehouse" / "warehouse.duckdb", settings.warehouse_file)
    with duckdb.connect(str(settings.warehouse_file)) as con:
        con.execute("update marts.kpi_catalogue set direction = 'sideways' where kpi_id = 'nps'")
    for name, value in dbt_project.environment(settings).items():
        monkeypatch.setenv(name, value)

    asked = ["--select", "kpi_catalogue", "--resource-type", "test"]
    built = dbt_run.build(asked, settings, settings.logs / "dbt" / "marts")

    [rule] = failed_tests(built.results)
    assert "accepted_values_kpi_catalogue_direction" in rule["rule"]
    assert "1 result" in rule["found"]
    assert len(built.ended("pass")) >= 8
    assert {each["info"]["name"] for each in built.events} == {"LogTestResult"}
