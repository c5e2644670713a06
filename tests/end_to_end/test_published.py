"""The first night over the sample company: what a newcomer sees is there, whole and safe."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections import Counter

import duckdb

from tests.end_to_end.nights import Night, query

BI = {
    "customer_360", "touchpoint", "kpi_catalogue", "kpi_value", "kpi_target",
    "survey_distribution", "cohort_retention", "sales_monthly",
}  # fmt: skip
# dbt's copies of the project's own text, with the invented rows of its unit tests.
PROJECT_TEXT = {"manifest.json", "semantic_manifest.json"}
RESTRICTED = {"customer", "customer_identity", "customer_alias"}


def test_the_sample_night_is_published(sample_night: Night) -> None:
    assert (sample_night.exit_code, sample_night.result["ended"]) == (0, "published")
    assert sample_night.result["as_of"] == "2026-03-31"


def test_every_file_has_balanced_books_and_every_drop_defect_is_named(sample_night: Night) -> None:
    books = json.loads((sample_night.current / "evidence" / "books.json").read_text())["books"]
    assert all(
        book["rows_in"] == book["rows_landed"] + book["rows_quarantined"] + book["rows_not_data"]
        for book in books
    )
    defects = Counter((book["status"], book["source_system"]) for book in books)
    assert {each: count for each, count in defects.items() if each[0] != "landed"} == {
        ("superseded", "pos"): 1,  # the corrected till file
        ("superseded", "web"): 3,  # a day's events come again with the late hits
        ("duplicate", "pos"): 1,  # the till file that came twice
        ("duplicate", "reviews"): 1,  # a list in which nothing is new
    }


def test_the_release_holds_the_promised_tables_in_schema_main(sample_night: Night) -> None:
    for file, tables in (("marts.duckdb", BI), ("customers.duckdb", RESTRICTED)):
        found = query(
            sample_night.current, "select schema_name, table_name from duckdb_tables()", file
        )
        assert {schema for schema, _ in found} == {"main"}
        assert {table for _, table in found} >= tables
    parquet = {folder.name for folder in (sample_night.current / "parquet").iterdir()}
    assert parquet >= BI and not parquet & RESTRICTED


def test_parquet_and_duckdb_say_the_same(sample_night: Night) -> None:
    for table in sorted(BI):
        file = sample_night.current / "parquet" / table / f"{table}.parquet"
        con = duckdb.connect(str(sample_night.current / "marts.duckdb"), read_only=True)
        [(differing,)] = con.execute(
            f"select count(*) from ((from {table} except all from '{file}') "
            f"union all (from '{file}' except all from {table}))"
        ).fetchall()
        con.close()
        assert differing == 0, table


def test_published_files_cannot_be_written_and_customers_only_read_by_the_owner(
    sample_night: Night,
) -> None:
    mode = {
        name: stat.S_IMODE((sample_night.current / name).stat().st_mode)
        for name in ("marts.duckdb", "customers.duckdb")
    }
    assert mode == {"marts.duckdb": 0o444, "customers.duckdb": 0o400}


def test_the_manifest_names_every_file_with_its_bytes(sample_night: Night) -> None:
    folder = sample_night.current.resolve()
    named = json.loads((folder / "evidence" / "manifest.json").read_text())["files"]
    there = {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "manifest.json"
    }
    assert named == there


def test_no_personal_value_of_the_company_reaches_bi_pages_or_logs(sample_night: Night) -> None:
    """Every e-mail, telephone and full name of the restricted file, looked for in all else."""
    columns = ("email", "phone", "mobile_phone", "full_name", "address_line")
    values = {
        value
        for column in columns
        for (value,) in query(
            sample_night.current,
            f"select distinct {column} from customer where length({column}) >= 4",
            "customers.duckdb",
        )
    }
    assert len(values) > 1000
    release = sample_night.current.resolve()
    texts = [
        *(file.read_text("utf-8", "replace") for file in release.rglob("*.html")),
        *(file.read_text("utf-8", "replace") for file in release.rglob("*.json")),
        *(file.read_text("utf-8", "replace") for file in (sample_night.home / "logs").rglob("*")
          if file.suffix in {".json", ".log"} and file.name not in PROJECT_TEXT),
        sample_night.stderr,
    ]  # fmt: skip
    for table in sorted(BI):
        for row in query(sample_night.current, f"from {table}"):
            texts.append("\t".join(str(cell) for cell in row if isinstance(cell, str)))
    haystack = "\n".join(texts)
    tokens = set(re.findall(r"[^\s<>\"',;(){}\[\]|]+", haystack))
    leaked = {value for value in values if value in tokens}
    assert not leaked, f"{len(leaked)} personal values stand in the open"


def test_the_report_and_the_quality_pages_are_there(sample_night: Night) -> None:
    for page in ("report/index.html", "quality/index.html"):
        html = (sample_night.current / page).read_text("utf-8")
        assert "NPS" in html or "nps" in html
        assert not re.search(r"""(?:src|href)=["']https?:""", html)
