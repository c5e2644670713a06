"""The page can be heard and walked through without seeing it."""

from __future__ import annotations

from pathlib import Path

from tests.report.reading import page


def test_every_picture_has_words(full_page: Path) -> None:
    root = page(full_page)
    ids = {element.attributes["id"] for element in root.all() if "id" in element.attributes}
    pictures = root.all(role="img")
    assert len(pictures) >= 12
    for picture in pictures:
        assert picture.attributes["aria-labelledby"] in ids
        label = root.one(id=str(picture.attributes["aria-labelledby"]))
        assert label.text("ja") and label.text("en")


def test_every_drawing_is_silent_itself(full_page: Path) -> None:
    assert all(svg.attributes.get("aria-hidden") == "true" for svg in page(full_page).all("svg"))


def test_ids_are_unique_and_links_lead_somewhere(full_page: Path) -> None:
    root = page(full_page)
    ids = [element.attributes["id"] for element in root.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert {str(a.attributes["href"])[1:] for a in root.all("a")} <= set(ids)


def test_every_table_has_headers_and_headings_step_by_one(full_page: Path) -> None:
    root = page(full_page)
    for table in root.all("table"):
        head = table.all("thead")[0].all("th")
        assert head and all(cell.attributes.get("scope") == "col" for cell in head)
    levels = [int(e.tag[1]) for e in root.all() if e.tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
