"""What stands on the page is what stands in the release's tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project import report
from tests.report.full_release import AS_OF, books, full_release, scores
from tests.report.reading import Element, page
from tests.report.release_by_hand import catalogue, kpi_row, month_start, write_release


def asked(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder / "marts.duckdb"), read_only=True) as marts:
        return marts.execute(query).fetchall()


def tile(root: Element, kpi_id: str) -> Element:
    return root.one("li", data_kpi=kpi_id)


def figure(root: Element, kpi_id: str) -> str:
    return tile(root, kpi_id).one("p", class_="figure").text("en")


@pytest.mark.parametrize(
    ("kpi_id", "written"),
    [
        ("nps", "{:.1f}points"),
        ("ces_ease", "{:.1f}points"),
        ("active_customers", "{:,.0f}customers"),
        ("new_customers", "{:,.0f}customers"),
        ("aov", "¥{:,.0f}"),
    ],
)
def test_a_tile_shows_the_last_closed_month(full_folder: Path, kpi_id: str, written: str) -> None:
    ((value,),) = asked(
        full_folder,
        f"select value from kpi_value where kpi_id = '{kpi_id}' and period_grain = 'month' "
        "and period_end_on = date '2026-02-28'",
    )
    assert figure(page(full_folder / "report/index.html"), kpi_id) == written.format(value)


@pytest.mark.parametrize("kpi_id", ["csat", "email_open_rate"])
def test_shares_are_shown_in_percent_with_interval_and_n(full_folder: Path, kpi_id: str) -> None:
    ((value, low, high, n),) = asked(
        full_folder,
        f"select value, ci_low, ci_high, n from kpi_value where kpi_id = '{kpi_id}' "
        "and period_end_on = date '2026-02-28'",
    )
    shown = tile(page(full_folder / "report/index.html"), kpi_id)
    assert shown.one("p", class_="figure").text("en") == f"{100 * value:.1f}%"
    interval = f"95 % interval {100 * low:.1f} % to {100 * high:.1f} %"
    assert shown.one("p", class_="basis").text("en") == f"{interval}n = {n:,}"


def test_a_measure_that_looks_back_shows_its_twelve_months(full_page: Path) -> None:
    root = page(full_page)
    assert tile(root, "churn_rate").one("p", class_="when").text("en") == "12 months to Feb 2026"
    assert tile(root, "churn_rate").one("p", class_="when").text("ja") == "2026年2月までの12か月"


def test_a_month_that_is_too_young_is_not_shown_as_a_value(full_page: Path) -> None:
    f2 = tile(page(full_page), "f2_rate")
    assert f2.one("p", class_="when").text("ja") == "2025年8月"
    assert "まだ足りません" in f2.one("p", class_="note").text("ja")


@pytest.mark.parametrize(("flag", "word"), [("immature", "too early"), ("no_data", "no data")])
def test_what_is_not_known_is_a_dash_and_never_a_zero(tmp_path: Path, flag: str, word: str) -> None:
    unknown = [kpi_row("csat", month_start(i), None, n=0, quality_flag=flag) for i in range(4)]
    tables = {"kpi_value": unknown, "kpi_catalogue": catalogue("csat")}
    folder = write_release(tmp_path, tables)
    shown = tile(page(_written(folder)), "csat")
    assert shown.one("p", class_="figure").text("en") == "–"
    assert shown.one("span", class_="flag").text("en") == word
    assert "0" not in shown.text("en")


def test_few_answers_are_flagged(full_page: Path) -> None:
    assert tile(page(full_page), "win_rate").one("span", class_="flag").text("en") == "few answers"


def test_the_steering_grain_of_the_catalogue_decides_the_period(tmp_path: Path) -> None:
    year = {
        "period_grain": "trailing_12m",
        "period_end_on": kpi_row("nps", month_start(22), 0)["period_end_on"],
    }
    rows = [
        kpi_row("nps", month_start(22), 31.0),
        kpi_row("nps", month_start(11), 24.5, **year),
    ]  # fmt: skip
    definition = [{**catalogue("nps")[0], "steering_grain": "trailing_12m"}]
    shown = tile(
        page(_written(write_release(tmp_path, {"kpi_value": rows, "kpi_catalogue": definition}))),
        "nps",
    )
    assert shown.one("p", class_="figure").text("en") == "24.5points"
    assert shown.one("p", class_="recent").text("en").startswith("Feb 2026")
    assert "31.0" in shown.one("p", class_="recent").text("en")


def test_the_newest_definition_of_a_period_counts(tmp_path: Path) -> None:
    rows = [
        kpi_row("nps", month_start(22), 10.0, definition_version=1),
        kpi_row("nps", month_start(22), 12.0, definition_version=2),
    ]
    folder = write_release(tmp_path, {"kpi_value": rows, "kpi_catalogue": catalogue("nps")})
    assert figure(page(_written(folder)), "nps") == "12.0points"


def test_nps_groups_are_counted_from_the_scores(full_page: Path) -> None:
    counts = {row["score"]: row["n"] for row in scores()}
    total = sum(counts.values())
    groups = {"Detractors (0–6)": range(7), "Passives (7–8)": (7, 8), "Promoters (9–10)": (9, 10)}
    shown = page(full_page).one("section", id="nps").all("table")
    lines = {line[0]: line[1:] for line in shown[0].rows()[1:]}
    for name, members in groups.items():
        n = sum(counts[score] for score in members)
        assert lines[name] == [f"{n:,}", f"{100 * n / total:.1f} %"]
    assert [line[1] for line in shown[1].rows()[1:]] == [f"{n:,}" for n in counts.values()]


def test_transactional_answers_stay_out_of_the_distribution(tmp_path: Path) -> None:
    asked_in_shop = [
        {**row, "survey_id": "SV_2", "survey_kind": "transactional"} for row in scores()
    ]
    folder = full_release(tmp_path, tables={"survey_distribution": [*scores(), *asked_in_shop]})
    total = sum(row["n"] for row in scores())
    assert f"n = {total:,}" in page(_written(folder)).one(id="nps-caption").text("en")


def test_the_triangle_shows_every_observed_rate(full_folder: Path) -> None:
    table = page(full_folder / "report/index.html").one(id="retention").all("table")[0]
    lines = {line[0]: line[1:] for line in table.rows()[1:]}
    for start, size, rates in asked(
        full_folder,
        "select cohort_month_on, any_value(customer_count), "
        "list(retention_rate order by month_number) from cohort_retention "
        "where month_number >= 1 group by all having any_value(customer_count) >= 5",
    ):
        known = [f"{100 * rate:.0f}" for rate in rates if rate is not None]
        shown = lines[f"{start:%b %Y}"]
        assert shown[0] == f"{size:,}"
        assert [cell for cell in shown[1:] if cell] == known


def test_sales_of_stores_and_channels_add_up_to_the_last_twelve_months(full_folder: Path) -> None:
    ((total,),) = asked(
        full_folder,
        "select sum(net_amount) from sales_monthly "
        "where period_start_on between date '2025-03-01' and date '2026-02-01'",
    )
    tables = page(full_folder / "report/index.html").one(id="sales").all("table")
    for table in tables[:2]:
        amounts = [int(line[1].strip("¥").replace(",", "")) for line in table.rows()[1:]]
        assert sum(amounts) == pytest.approx(float(total), abs=len(amounts))


def cells(root: Element, part: str) -> list[list[str]]:
    """The rows of a part's first table, without the cells that only hold a bar."""
    body = root.one("section", id=part).all("tbody")[0]
    return [
        [cell.text("en") for cell in row.all() if cell.tag in ("th", "td") and not hidden(cell)]
        for row in body.all("tr")
    ]


def hidden(cell: Element) -> bool:
    return "wide-bar" in str(cell.attributes.get("class", ""))


def test_a_funnel_shows_twelve_months_of_all_channels(full_page: Path) -> None:
    """Two channels in each of 12 months; the checkout that nobody tracks is no step."""
    assert cells(page(full_page), "funnel") == [
        ["View", "24,000", "100.0 %", "–", "9,600"],
        ["Cart", "14,400", "60.0 %", "60.0 %", "10,800"],
        ["Purchase", "3,600", "15.0 %", "25.0 %", "0"],
    ]


def test_reasons_are_ranked_and_the_rest_is_one_line(full_page: Path) -> None:
    rows = cells(page(full_page), "contacts")
    assert len(rows) == 9
    # Overdue are those of the last closed month: 24 an index of 22, in two channels.
    assert rows[0] == ["配送", "2,400", "18.2 %", "75.0 %", "80.0 %", "48"]
    assert rows[-1][:2] == ["2 other reasons", "720"]
    assert sum(int(row[1].replace(",", "")) for row in rows) == 24 * 550


def test_campaigns_and_what_none_touched_make_the_sales(full_page: Path) -> None:
    rows = cells(page(full_page), "campaigns")
    assert rows[0] == ["春の便り9", *["¥1,308,000"] * 3, "7.1 %"]
    assert rows[-2][:2] == ["Touched by none", "¥6,000,000"]
    amounts = [int(row[1][1:].replace(",", "")) for row in rows]
    assert sum(amounts[:-1]) == amounts[-1] == 12 * 1_545_000


def test_targets_hang_below_their_kgi(full_page: Path) -> None:
    lines = page(full_page).one(id="targets").one("table").rows()[1:]
    assert [line[0] for line in lines] == [
        "Lifetime value (LTV)", "Churn rate", "F2 conversion", "NPS",
    ]  # fmt: skip
    assert lines[1][1:7] == ["On track", "33.0 %", "26.4 %", "25.0 %", "82 %", "75 %"]
    assert lines[2][1:4] == ["No data", "34.0 %", "–"]


def test_the_books_add_up_and_leave_out_doubled_files(tmp_path: Path) -> None:
    entries = books()["books"]
    doubled = {**entries[0], "status": "duplicate", "path": "extracts/again.csv"}
    folder = full_release(tmp_path, books={"books": [*entries, doubled], "missing_required": []})
    root = page(_written(folder)).one(id="landing")
    total = root.all("table")[0].rows()[-1]
    keys = ("rows_in", "rows_landed", "rows_quarantined", "rows_not_data")
    assert total[2:6] == [f"{sum(book[key] for book in entries):,}" for key in keys]
    assert len(root.all("table")[1].rows()) == 1 + len(entries) + 1
    assert "duplicate (1)" in root.all("table")[0].text("en")


def test_a_book_that_does_not_balance_says_so(tmp_path: Path) -> None:
    broken = {**books()["books"][0], "rows_landed": 1}
    folder = full_release(tmp_path, books={"books": [broken], "missing_required": []})
    assert "✗ differs" in page(_written(folder)).one(id="landing").text("en")


def test_the_same_release_gives_the_same_bytes(tmp_path: Path, full_page: Path) -> None:
    folder = full_release(tmp_path / full_page.parents[1].name)
    assert _written(folder).read_bytes() == full_page.read_bytes()


def _written(folder: Path) -> Path:
    return report.write(folder, company_name="青葉珈琲株式会社", as_of=AS_OF, verdict="published")


def test_the_definitions_say_which_days_count_and_when_a_value_is_final(full_page: Path) -> None:
    glossary = page(full_page).one("section", id="glossary")
    english, japanese = glossary.text("en"), glossary.text("ja")
    assert "definition of nps" in english and "days of nps" in english
    assert "finality of nps" in english and "nps の確定時期" in japanese


def test_what_only_some_companies_measure_has_a_tile_only_where_it_is_measured(
    tmp_path: Path, full_page: Path
) -> None:
    assert not page(full_page).all("li", data_kpi="fcr_7d")
    rows = [
        kpi_row("fcr_7d", month_start(22), 0.8),
        kpi_row("first_reply_minutes_median", month_start(22), 369.5),
        kpi_row("cvr_session", month_start(22), None),
    ]
    known = catalogue("fcr_7d", "first_reply_minutes_median", "cvr_session")
    tables = {"kpi_value": rows, "kpi_catalogue": known}
    shown = page(_written(write_release(tmp_path, tables)))
    assert figure(shown, "fcr_7d") == "80.0%"
    assert figure(shown, "first_reply_minutes_median") == "370minutes"
    assert not shown.all("li", data_kpi="cvr_session")
