"""The quality pages tell every rule in two languages, need no network and show no values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dagster_project.expectations.asking import ask
from dagster_project.expectations.check import Verdict
from dagster_project.expectations.declared import found
from dagster_project.expectations.docs import write_docs
from dagster_project.expectations.rules import suites

from .conftest import FILES, change


@pytest.fixture(scope="module")
def quality(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a release that breaks a rule in each file."""
    import duckdb

    from .conftest import HERE

    folder = tmp_path_factory.mktemp("docs") / "20260331-0123456789.tmp"
    folder.mkdir()
    for script, name in (("good_release", "marts"), ("good_customers", "customers")):
        with duckdb.connect(str(folder / f"{name}.duckdb")) as con:
            con.execute((HERE / f"{script}.sql").read_text("utf-8"))
    change(folder, "bi", "update customer_360 set gender = '女', p_alive = 7")
    change(folder, "restricted", "insert into customer select * from customer")
    change(folder, "restricted", "update customer set customer_id = email")
    answers = [
        ask(folder / name, [s for s in suites() if s.where == w]) for w, name in FILES.items()
    ]
    own = found("optional_files_are_readable", False, "a <b>.csv: not CSV", ["a <b>.csv"])
    verdict = Verdict(
        checks=(own, *(check for each in answers for check in each.checks)),
        checked={},
        validations=tuple(result for each in answers for result in each.validations),
    )
    return write_docs(folder, verdict).parent


def test_every_rule_stands_on_the_index_in_both_languages(quality: Path) -> None:
    index = (quality / "index.html").read_text("utf-8")
    for rule in (rule for suite in suites() for rule in suite.rules):
        assert rule.name in index and rule.ja in index and rule.owner in index
    assert "公開できません" in index and "Not publishable" in index
    assert "20260331-0123456789" in index and "a &lt;b&gt;.csv" in index


def test_every_table_has_great_expectations_own_page(quality: Path) -> None:
    pages = {each.stem: each.read_text("utf-8") for each in (quality / "tables").glob("*.html")}
    assert set(pages) == {suite.table for suite in suites()}
    assert all('href="../quality.css"' in page for page in pages.values())
    assert "customer_360" in pages["customer_360"] and "✗" not in pages["customer_360"]
    index = (quality / "index.html").read_text("utf-8")
    links = re.findall(r'(?:href|src)="([^"#]+)"', index)
    assert links and all((quality / link).exists() for link in links)


def test_nothing_is_loaded_from_elsewhere(quality: Path) -> None:
    for page in quality.rglob("*.*"):
        text = page.read_text("utf-8")
        assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text), page.name
        assert not re.search(r"url\(|@import|<script", text), page.name


def test_no_value_of_a_customer_is_shown(quality: Path) -> None:
    for page in quality.rglob("*.html"):
        text = page.read_text("utf-8")
        assert "example.jp" not in text and "架空" not in text, page.name
