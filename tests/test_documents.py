"""A company's files mean what they say, and a mistake in them has a file, a line and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.documents import ConfigurationError, line_of, read_yaml
from dagster_project.schemas import COMPANY_SCHEMA, SOURCES_SCHEMA
from dagster_project.settings import Settings

VALID = """\
sources:
  - name: crm
    contract: salesforce/contact@bulk2
    path: extracts/*/salesforce_contact_*.csv
"""


def test_yaml_11_surprises_stay_what_the_user_wrote(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("start: 05:00\non: 2026-11-01\nphone: 0312345678\nanswer: no\n")
    assert read_yaml(file) == {
        "start": "05:00",
        "on": "2026-11-01",
        "phone": "0312345678",
        "answer": "no",
    }


@pytest.mark.parametrize(
    ("text", "schema", "line", "said"),
    [
        ("name: x\nname: y\n", COMPANY_SCHEMA, 2, "the key `name` stands twice"),
        ("fiscal_year_start_month: 13\n", COMPANY_SCHEMA, 1, "a month from 1 to 12"),
        ("name: x\n\nbusiness_day_start: 5am\n", COMPANY_SCHEMA, 3, "a time of day"),
        ("name: x\ntimezon: Asia/Tokyo\n", COMPANY_SCHEMA, 2, "the key `timezon`"),
        ("stores:\n  '1':\n    channel: shop\n", COMPANY_SCHEMA, 3, "store | online | phone"),
        ("sources: []\n", SOURCES_SCHEMA, 1, "at least one entry"),
        (VALID.replace("    path", "    pth"), SOURCES_SCHEMA, 4, "the key `pth`"),
        (
            VALID.replace("salesforce/contact@bulk2", "salesforce"),
            SOURCES_SCHEMA,
            3,
            "vendor/object",
        ),
        (VALID + "    required: perhaps\n", SOURCES_SCHEMA, 5, "true or false"),
        ("a: [1\n", None, 2, "not readable YAML"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_is_accepted(
    tmp_path: Path, text: str, schema: dict | None, line: int, said: str
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    with pytest.raises(ConfigurationError) as told:
        read_yaml(file, schema)
    assert str(told.value).startswith(f"{file}:{line}: ")
    assert said in str(told.value)


def test_bytes_that_are_not_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "company.yaml"
    file.write_bytes("name: x\n# 銀座\n".encode("cp932"))
    with pytest.raises(ConfigurationError, match=r"company\.yaml:2: not UTF-8"):
        read_yaml(file)


def test_the_line_of_a_nested_value_is_found(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a:\n  - x: 1\n  - x: 2\n    y: 3\n")
    assert line_of(file, ["a", 1, "y"]) == 4


def test_a_company_needs_no_company_file(tmp_path: Path) -> None:
    company = Settings(tmp_path / "home", tmp_path).company
    assert (company.timezone, company.fiscal_year_start_month, company.f2_within_days) == (
        "Asia/Tokyo",
        4,
        180,
    )


def test_an_unknown_time_zone_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "company.yaml").write_text("name: x\ntimezone: Asia/Tokio\n")
    with pytest.raises(ConfigurationError, match=r"company\.yaml:2: timezone: found `Asia/Tokio`"):
        _ = Settings(tmp_path / "home", tmp_path).company


def test_a_company_folder_that_is_not_there_is_a_mistake_of_usage(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no such company folder"):
        Settings.from_environment(home=tmp_path, company=tmp_path / "nobody")
