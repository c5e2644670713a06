"""The page says everything in Japanese and in English."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import yaml

from dagster_project.report.bilingual import WORDS
from tests.report.conftest import COMPANY
from tests.report.full_release import CAMPAIGNS, REASONS, STORES, kpi_targets
from tests.report.reading import Element, page

JAPANESE = re.compile(r"[\u3041-\u30fa\u30fc\u4e00-\u9fff]")
# Names that the company gave are the same in both languages.
NAMES = {COMPANY, *STORES, *REASONS, *CAMPAIGNS, *(row["owner"] for row in kpi_targets())}


def words() -> dict[str, dict[str, str]]:
    document = yaml.safe_load(WORDS.read_text("utf-8"))
    return {f"{g}.{k}": text for g, entries in document.items() for k, text in entries.items()}


def places(text: str) -> set[str | None]:
    return {place for _, place, _, _ in Formatter().parse(text) if place}


def test_every_word_has_both_languages_and_the_same_places() -> None:
    for key, text in words().items():
        assert set(text) == {"ja", "en"}, key
        assert text["ja"].strip() and text["en"].strip(), key
        assert places(text["ja"]) == places(text["en"]), key


def test_no_english_side_is_written_in_japanese() -> None:
    told = {key: text["en"] for key, text in words().items() if key != "page.switch"}
    assert not {key for key, en in told.items() if JAPANESE.search(en)}


def test_every_japanese_text_has_its_english_beside_it(full_page: Path) -> None:
    for element in page(full_page).one("body").all("span", lang="ja"):
        assert element.parent is not None
        siblings = [part for part in element.parent.parts if isinstance(part, Element)]
        other = siblings[siblings.index(element) + 1]
        assert other.attributes.get("lang") == "en" and other.text(), element.text()


def test_with_english_chosen_no_japanese_is_left_but_names(full_page: Path) -> None:
    left = page(full_page).one("main").text("en")
    for name in NAMES:
        left = left.replace(name, "")
    assert not JAPANESE.findall(left), re.findall(rf".{{20}}{JAPANESE.pattern}.{{20}}", left)


def test_without_a_script_the_page_is_japanese(full_page: Path) -> None:
    root = page(full_page)
    assert root.one("html").attributes["lang"] == "ja"
    assert "hidden" in root.one("button").attributes
    assert 'html[lang="ja"] [lang="en"]' in full_page.read_text("utf-8")
