"""No figure of the RFM map stands for fewer than five customers, nor can one be worked out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dagster_project import report
from dagster_project.report.segments import FEW, withheld_labels
from tests.report.reading import Element, page
from tests.report.release_by_hand import AS_OF, write_release


@given(st.lists(st.integers(1, 40), max_size=25))
def test_what_is_withheld_cannot_be_subtracted_from_the_total(sizes: list[int]) -> None:
    labels = withheld_labels([{"customers": size} for size in sizes])
    shown = [size for size, label in zip(sizes, labels, strict=True) if label is None]
    hidden = [size for size, label in zip(sizes, labels, strict=True) if label is not None]
    assert all(size >= 5 for size in shown)
    assert all(
        (label == FEW) == (size < 5) for size, label in zip(sizes, labels, strict=True) if label
    )
    if hidden and shown:
        assert len(hidden) >= 2 and sum(hidden) >= 5


def test_a_group_of_four_is_shown_as_fewer_than_five(tmp_path: Path) -> None:
    root = rfm(tmp_path, {(5, 5): 4, (4, 4): 5, (3, 3): 60, (1, 1): 70})
    table = {line[0]: line[1:] for line in root.one(id="rfm-table").rows()[1:]}
    assert table["R5"] == ["–", "–", "–", "–", "<5"]
    assert table["R4"] == ["–", "–", "–", "※", "–"]
    assert table["R3"] == ["–", "–", "60", "–", "–"]
    pictures = [text for svg in root.all("svg") for text in (t.text() for t in svg.all("text"))]
    assert "<5" in pictures and "※" in pictures and "60" in pictures
    assert "4,444" not in "".join(pictures)


def test_a_small_segment_tells_neither_its_customers_nor_its_sales(tmp_path: Path) -> None:
    root = rfm(tmp_path, {(5, 5): 2, (4, 4): 3, (3, 3): 60})
    lines = {line[0]: line[1:] for line in root.all("table")[0].rows()[1:]}
    assert lines["Champions"] == ["<5", "–", "–"]


def rfm(tmp_path: Path, sizes: dict[tuple[int, int], int]) -> Element:
    names = {5: "champions", 4: "loyal", 3: "promising", 1: "hibernating"}
    rows: list[dict[str, Any]] = [
        {"customer_id": f"C{r}{f}{k}", "rfm_r": r, "rfm_f": f, "rfm_m": f,
         "rfm_segment": names[r], "net_amount_12m": 1111}
        for (r, f), size in sizes.items() for k in range(size)
    ]  # fmt: skip
    folder = write_release(tmp_path, {"customer_360": rows})
    path = report.write(folder, company_name="Aoba", as_of=AS_OF, verdict="published")
    return page(path).one("section", id="rfm")
