"""The command keeps its promised exit codes and tells what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dagster_project.cli import main
from dagster_project.release import exclusive
from dagster_project.settings import SAMPLE_COMPANY, Settings
from tests.end_to_end.nights import Night, copy_company


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nightly", "--as-of", "tomorrow"), "accepted: a day such as 2026-03-31"),
        (("nightly", "--company", "nowhere"), "there is no such company folder"),
        (("explain", "crm", "a", "b"), "name a source system and a record id"),
        (("sample", "--out", str(SAMPLE_COMPANY)), "the folder is not empty"),
    ],
)
def test_a_mistake_of_usage_ends_with_2_and_says_what_is_accepted(
    arguments: tuple[str, ...], said: str
) -> None:
    code, output = run(*arguments)
    assert code == 2 and said in output


def test_a_mistake_in_a_company_file_is_told_before_any_work(tmp_path: Path) -> None:
    company = copy_company(tmp_path / "company", drops=0)
    text = (company / "sources.yaml").read_text("utf-8")
    (company / "sources.yaml").write_text(text.replace("contact@bulk2", "contact@bulk9"), "utf-8")
    code, output = run("nightly", "--company", str(company), "--home", str(tmp_path / "home"))
    assert code == 2 and "contact@bulk9" in output
    assert not (tmp_path / "home" / "landing").exists()


def test_two_nights_do_not_work_in_one_home(tmp_path: Path) -> None:
    settings = Settings.from_environment(home=tmp_path / "home")
    with exclusive(settings):
        code, output = run("land", "--home", str(settings.home))
    assert code == 2 and "is at work here" in output


def test_status_rollback_and_explain_answer_about_a_published_home(sample_night: Night) -> None:
    home = ("--home", str(sample_night.home))
    code, output = run("status", "--json", *home)
    assert code == 0
    assert json.loads(output)["current"]["release_id"] == sample_night.result["release"]
    code, output = run("rollback", "20000101-none", *home)
    assert code == 2 and sample_night.result["release"] in output
    code, output = run("explain", "pos", "1001", "--json", *home)
    assert code == 0
    records = json.loads(output)["records"]
    assert {"source_system", "linked_by", "link_evidence"} <= set(records[0])
    assert sum(each["linked_by"] == "first_record" for each in records) == 1
