"""The pages say what the code does, and the README names only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dagster_project.settings import PROJECT
from docs.generate import pages


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_generated_pages_are_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == pages()[path], "run `make docs` and commit"


def test_every_path_that_a_page_names_is_there() -> None:
    for page in [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]:
        text = page.read_text("utf-8")
        linked = re.findall(r"\]\((?!https?:)([^)#]+)", text)
        named = re.findall(r"`((?:dagster_project|dbt|tests|docs|bench)/[\w./@-]+)`", text)
        missing = [each for each in linked if not (page.parent / each).exists()]
        missing += [each for each in named if not (PROJECT / each).exists()]
        assert not missing, f"{page.name} names {missing}"


def test_the_lock_file_names_no_index() -> None:
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock and "--index" not in lock
    packages = re.findall(r"^[a-z0-9][\w.-]*==", lock, re.MULTILINE)
    assert len(packages) > 100 and lock.count("--hash=sha256:") >= len(packages)
