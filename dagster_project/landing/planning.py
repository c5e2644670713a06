"""From a file's header and its contract to the plan by which its cells are read."""

from __future__ import annotations

import re

from dagster_project.contracts import Contract
from dagster_project.landing.books import Book
from dagster_project.landing.cells import absent, cell_of, name
from dagster_project.landing.clocks import clock_of
from dagster_project.landing.delivery import Delivery
from dagster_project.landing.header import FileHeader
from dagster_project.landing.moments import combined
from dagster_project.landing.plan import Plan
from dagster_project.landing.questions import questions_of
from dagster_project.landing.withholding import withheld_positions


def plan_for(
    delivery: Delivery, contract: Contract, header: FileHeader, book: Book, company_zone: str
) -> Plan:
    source = delivery.source
    by_position = {column.position: column for column in header.columns}
    derived, sources = _derived(contract, delivery), _sources(contract, header)
    clocks = {
        column.name: clock_of(
            column,
            by_position.get(header.found.get(column.name, -1)),
            contract,
            source,
            company_zone,
        )
        for column in contract.columns
        if column.logical_type == "timestamp" and column.name in sources
    }
    cells = [
        cell_of(column, sources[column.name], clocks.get(column.name))
        if column.name in sources
        else absent(column, derived.get(column.name))
        for column in contract.columns
    ]
    questions, ignored = questions_of(header.unknown, contract.unpivot, source.survey)
    passed = {question.position for question in questions} | ignored
    passed |= withheld_positions(contract, header)
    return Plan(
        cells=cells,
        constants={
            "source_system": book.source_system,
            "source_object": book.source_object,
            "load_id": book.load_id,
            "tz_basis": ",".join(sorted({clock.basis for clock in clocks.values()})) or None,
        },
        unknown=[each for each in header.unknown if each.position not in passed],
        questions=questions,
        contract=contract,
        groups=header.groups,
    )


def _sources(contract: Contract, header: FileHeader) -> dict[str, str]:
    """For each column that the file carries, the SQL of its text."""
    found = {column: name(f"c{position}") for column, position in header.found.items()}
    found |= {column: name(f"g:{column}") for column in header.groups}
    if contract.repeat and header.groups:
        # A line whose groups are all empty has no number.
        some = " or ".join(f"{name(f'g:{column}')} is not null" for column in header.groups)
        found[contract.repeat.number] = f"case when {some} then cast(part as varchar) end"
    for column in contract.columns:
        if column.combine and column.combine.date in found:
            found[column.name] = combined(column, contract)
    return found


def _derived(contract: Contract, delivery: Delivery) -> dict[str, str]:
    """Values that stand in the file's name or in sources.yaml, for columns without a header."""
    source, found = delivery.source, {}
    said = {f"survey.{key}": value for key, value in (source.survey or {}).items()}
    said["name"] = source.name
    for column in contract.columns:
        for each in column.derived:
            value = said.get(each.source) if each.source else None
            if each.file_name and (match := re.search(each.file_name, delivery.file.name)):
                value = match.group(1)
            if value is not None:
                found[column.name] = str(value)
                break
    return found
