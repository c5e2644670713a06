"""The Parquet that a file becomes: its rows that landed, and the child rows its columns hold."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from dagster_project.landing.cells import literal, name
from dagster_project.landing.parquet import write_parquet
from dagster_project.landing.parsing import Parsed, no_pattern
from dagster_project.landing.plan import Plan
from dagster_project.landing.questions import Question

ENVELOPE = ("source_system", "source_object", "load_id", "tz_basis", "flags", "extra")


def refused_rows(con: duckdb.DuckDBPyConnection, parsed: Parsed) -> list[tuple[int, int]]:
    """Position of the record and number of the verdict, for each row that does not land."""
    return con.execute(
        f"select {_place(parsed)}, refused from {_rows(parsed)} where refused is not null "
        "order by all"
    ).fetchall()


def flag_counts(con: duckdb.DuckDBPyConnection, table: Path) -> dict[str, int]:
    rows = con.execute(
        "select flag, count(*) from (select unnest(string_split(flags, ',')) as flag "
        f"from read_parquet({literal(no_pattern(table))}) where flags is not null) "
        "group by flag order by flag"
    ).fetchall()
    return {str(flag): int(count) for flag, count in rows}


def partition_counts(con: duckdb.DuckDBPyConnection, table: Path, column: str) -> dict[str, int]:
    """How many landed rows each partition has; rows without one belong to none."""
    rows = con.execute(
        f"select {name(column)}, count(*) from read_parquet({literal(no_pattern(table))}) "
        f"where {name(column)} is not null group by all order by all"
    ).fetchall()
    return {str(value): int(count) for value, count in rows}


def write_landed(
    con: duckdb.DuckDBPyConnection, plan: Plan, parsed: Parsed, first_row: int, target: Path
) -> int:
    """The rows that land, each with its row number in the delivered file."""
    columns = [cell.column.name for cell in plan.cells] + list(ENVELOPE)
    named = ", ".join(name(column) for column in columns)
    rows = _numbered(con, parsed, first_row)
    sql = f"select source_row_number, {named} from ({rows}) where refused is null"
    return write_parquet(con, sql, target, len(columns))


def write_answers(
    con: duckdb.DuckDBPyConnection, plan: Plan, parsed: Parsed, first_row: int, target: Path
) -> int:
    """One row an answered question of a sheet that landed."""
    unpivot = plan.contract.unpivot
    assert unpivot is not None
    sheets = _numbered(con, parsed, first_row)
    parts = [_answers(question, plan) for question in plan.questions] or [
        f"{_answers(_NO_QUESTION, plan)} and false"
    ]
    sql = (
        f"with sheets as materialized (select * from ({sheets}) where refused is null) "
        f"select * from ({' union all '.join(parts)}) order by source_row_number, question_key"
    )
    return write_parquet(con, sql, target, _ANSWER_COLUMNS)


_ANSWER_COLUMNS = 17
_NO_QUESTION = Question(-1, "", "", "", "text", None, None, None)


def _answers(question: Question, plan: Plan) -> str:
    unpivot = plan.contract.unpivot
    assert unpivot is not None
    answer = name(f"q:{question.position}") if question.position >= 0 else "cast(null as varchar)"
    low, high = (f"{each:g}" for each in question.scale) if question.scale else (None, None)
    better = None if question.higher_is_better is None else str(question.higher_is_better).lower()
    said = {
        "question_key": question.key,
        "question_tag": question.tag,
        "question_text": question.text,
        "metric": question.metric,
        "scale_min": low,
        "scale_max": high,
        "higher_is_better": better,
    }
    cells = [f"{name(unpivot.parent_key)} as {name(unpivot.parent_key)}"]
    cells += [
        f"cast({'null' if value is None else literal(value)} as varchar) as {key}"
        for key, value in said.items()
    ]
    sheet = name(unpivot.touchpoint) if unpivot.touchpoint else "cast(null as varchar)"
    cells.append(f"{literal(question.touchpoint) if question.touchpoint else sheet} as touchpoint")
    cells.append(f"{f'integer_text({answer})' if question.scale else answer} as answer_value")
    cells.append(f"source_row_number, source_system, {literal(unpivot.object)} as source_object")
    cells.append(
        "load_id, tz_basis, cast(null as varchar) as flags, cast(null as varchar) as extra"
    )
    return f"select {', '.join(cells)} from sheets where {answer} is not null"


def _place(parsed: Parsed) -> str:
    return "origin" if parsed.reshaped else "file_row_number"


def _rows(parsed: Parsed) -> str:
    return f"read_parquet({literal(no_pattern(parsed.table))}, file_row_number = true)"


def _numbered(con: duckdb.DuckDBPyConnection, parsed: Parsed, first_row: int) -> str:
    """The parsed rows with their row numbers, counting also the records that were left out."""
    if parsed.kept is None or len(parsed.kept) == parsed.records:
        place = _place(parsed)
        return f"select *, {place} + {first_row} as source_row_number from {_rows(parsed)}"
    kept = parsed.kept
    if parsed.reshaped:
        kept = kept[con.execute(f"select origin from {_rows(parsed)}").fetchnumpy()["origin"]]
    numbers = {"source_row_number": np.asarray(kept + first_row)}
    con.register("landing_numbers", numbers)
    return f"select * from landing_numbers positional join {_rows(parsed)}"
