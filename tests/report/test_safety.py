"""The page asks nothing of the outside, and data on it is text and never code."""

from __future__ import annotations

import re
from pathlib import Path

from dagster_project import report
from tests.report.full_release import full_release
from tests.report.reading import page
from tests.report.release_by_hand import AS_OF, book, check

HOSTILE = "<script>window.ran = true</script><img src=x onerror='window.ran = true'>\"'&{nps}"


def hostile_release(folder: Path) -> Path:
    """Every text that comes from outside tries to run."""
    sale = {"period_start_on": AS_OF.replace(day=1), "store_id": HOSTILE, "store_name": HOSTILE,
            "channel": HOSTILE, "net_amount": 10}  # fmt: skip
    rule = check(HOSTILE, passed=False, table=HOSTILE, description_en=HOSTILE, found=HOSTILE,
                 description_ja=HOSTILE, owner=HOSTILE, files=[HOSTILE], kind=HOSTILE)  # fmt: skip
    entry = book(HOSTILE, rows_in=2, landed=1, source_system=HOSTILE, reason=HOSTILE,
                 quarantine_reasons={HOSTILE: 1}, drift={HOSTILE: [HOSTILE]},
                 repaired={HOSTILE: 1}, status=HOSTILE, refused_for=HOSTILE)  # fmt: skip
    target = {"kpi_id": HOSTILE, "label_ja": HOSTILE, "label_en": HOSTILE, "owner": HOSTILE,
              "due_on": AS_OF, "status": HOSTILE}  # fmt: skip
    definition = {"kpi_id": HOSTILE, "name_ja": HOSTILE, "name_en": HOSTILE, "formula": HOSTILE,
                  "formula_ja": HOSTILE, "owner": HOSTILE, "unit": HOSTILE}  # fmt: skip
    customer = {"customer_id": HOSTILE, "rfm_segment": HOSTILE, "rfm_r": 1, "rfm_f": 1,
                "net_amount_12m": 1}  # fmt: skip
    return full_release(
        folder,
        tables={"sales_monthly": [sale], "kpi_target": [target], "kpi_catalogue": [definition],
                "customer_360": [customer]},
        checks=[rule],
        books={"books": [entry], "missing_required": [{"source_system": HOSTILE}]},
    )  # fmt: skip


def hostile_page(folder: Path) -> Path:
    return report.write(
        hostile_release(folder), company_name=HOSTILE, as_of=AS_OF, verdict="refused"
    )


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    root = page(hostile_page(tmp_path))
    assert len(root.all("script")) == 1
    assert not root.all("img")
    assert not [e for e in root.all() if any(name.startswith("on") for name in e.attributes)]
    assert root.one("section", id="sales").text("en").count("window.ran") >= 4


def test_the_page_names_no_address_but_its_own_parts(full_page: Path) -> None:
    text = full_page.read_text("utf-8")
    assert not re.search(r"https?:|//[a-z]|@import|url\(", text)
    root = page(full_page)
    for name in ("src", "href", "xlink:href", "action", "srcset"):
        for element in root.all():
            assert (element.attributes.get(name) or "#").startswith(("#", "data:,"))


def test_the_policy_lets_only_the_own_script_run(full_page: Path) -> None:
    policies = [
        meta.attributes["content"] or ""
        for meta in page(full_page).all("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policies[0].split("script-src")[1].split(";")[0]


def test_the_page_is_small_enough_to_send(full_page: Path) -> None:
    assert full_page.stat().st_size < 1_500_000
