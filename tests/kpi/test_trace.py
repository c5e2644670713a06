"""The query that docs/kpis.md gives with each KPI finds the very rows that were counted."""

from __future__ import annotations

from statistics import median

import duckdb
import pytest

from docs.kpi_definitions import Kpi, read

KPIS = {kpi.kpi_id: kpi for kpi in read()}


@pytest.mark.parametrize("kpi_id", KPIS)
def test_the_rows_add_up_to_the_published_value(
    built: duckdb.DuckDBPyConnection, kpi_id: str
) -> None:
    published = built.execute(
        "select period_start_on, period_end_on, value, numerator, denominator, n "
        "from marts.kpi_value where kpi_id = ? and period_grain in ('month', 'fiscal_year') "
        "and dimension = 'all' and quality_flag <> 'immature' order by all",
        [kpi_id],
    ).fetchall()
    for start, end, value, numerator, denominator, n in published:
        rows = _rows(built, KPIS[kpi_id], start, end)
        where = f"{kpi_id} from {start} to {end}"
        if not rows:
            assert n == 0, where
        elif "observed" in rows[0]:
            assert (median(row["observed"] for row in rows), len(rows)) == (
                pytest.approx(value, abs=1e-4),
                n,
            ), where
        elif "above" in rows[0]:
            assert float(sum(row["above"] for row in rows)) == pytest.approx(numerator), where
            if denominator is not None:
                assert sum(row["below"] for row in rows) == denominator == n, where
        elif kpi_id != "ltv_simple":
            # Requests of one person within 24 hours stand in the list and count once.
            assert len(rows) >= n, where


def _rows(
    con: duckdb.DuckDBPyConnection, kpi: Kpi, start: object, end: object
) -> list[dict[str, object]]:
    query = kpi.meta["trace"]
    given = {"from_on": start, "to_on": end}
    answer = con.execute(query, {key: day for key, day in given.items() if f"${key}" in query})
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
