"""A sample follows from its arguments; the shipped one is what its README's command writes."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from dagster_project.sample import write_company
from tests.sample.conftest import SHIPPED


def digests(company: Path) -> dict[str, str]:
    return {
        str(file.relative_to(company)): sha256(file.read_bytes()).hexdigest()
        for file in sorted(company.rglob("*"))
        if file.is_file()
    }


def test_the_same_arguments_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_company(tmp_path / name, customers=150, months=3, seed=5)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_writes_other_people(tmp_path: Path) -> None:
    for seed in (5, 6):
        write_company(tmp_path / str(seed), customers=150, months=3, seed=seed)
    one, two = (tmp_path / str(seed) / "truth" / "persons.csv" for seed in (5, 6))
    assert one.read_bytes() != two.read_bytes()


def test_the_shipped_sample_is_what_the_command_in_its_readme_writes(tmp_path: Path) -> None:
    readme = (SHIPPED / "README.md").read_text("utf-8")
    found = re.search(r"--customers (\d+) --months (\d+) --seed (\d+)", readme)
    assert found, "the README names no command"
    customers, months, seed = map(int, found.groups())
    write_company(tmp_path, customers=customers, months=months, seed=seed)
    assert digests(tmp_path) == digests(SHIPPED)


def test_the_shipped_sample_is_at_most_eight_megabytes() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.rglob("*") if file.is_file()) <= 8_000_000


def test_a_shorter_sample_leaves_no_file_of_a_longer_one(tmp_path: Path) -> None:
    write_company(tmp_path / "again", customers=60, months=4, seed=5)
    write_company(tmp_path / "again", customers=60, months=2, seed=5)
    write_company(tmp_path / "fresh", customers=60, months=2, seed=5)
    assert digests(tmp_path / "again") == digests(tmp_path / "fresh")


def test_extracts_of_a_real_company_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "extracts").mkdir()
    (tmp_path / "extracts" / "members.csv").write_text("x")
    with pytest.raises(ValueError, match="not of a sample company"):
        write_company(tmp_path, customers=60, months=2, seed=5)
    assert (tmp_path / "extracts" / "members.csv").read_text() == "x"


@pytest.mark.parametrize("customers", [1, 2, 7])
def test_a_handful_of_people_is_a_company_too(tmp_path: Path, customers: int) -> None:
    write_company(tmp_path, customers=customers, months=1, seed=1)
    assert (tmp_path / "truth" / "persons.csv").read_text("utf-8").count("\n") == customers + 1


def test_a_month_that_the_nights_fill_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="more than 5 days"):
        write_company(tmp_path, customers=10, months=1, seed=1, last_day=date(2026, 3, 5))
