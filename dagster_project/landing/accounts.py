"""Where each row of a parsed file went: the rows that do not land, each with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import duckdb

from dagster_project.landing.books import Book
from dagster_project.landing.footers import Footer
from dagster_project.landing.parsing import Parsed, no_data_by_its_line
from dagster_project.landing.plan import Plan
from dagster_project.landing.quarantine import RefusedRow, raw_texts
from dagster_project.landing.tables import flag_counts, refused_rows
from dagster_project.landing.withholding import Withholding


@dataclass(frozen=True)
class Accounts:
    """The rows for the quarantine, and how many rows are not data by name."""

    refused: list[RefusedRow]
    not_data: Counter[str]
    repaired: dict[str, int]
    # Records that were cut off behind the data, before the parser saw them.
    cut_off: int = 0

    @property
    def left_out(self) -> int:
        return len(self.refused) + self.not_data.total() - self.cut_off

    def entered(self, book: Book, parsed: Parsed) -> Book:
        rows = parsed.records + parsed.repeated
        return replace(
            book,
            rows_in=rows + self.cut_off,
            rows_repeated=parsed.repeated,
            rows_quarantined=len(self.refused),
            rows_not_data=self.not_data.total(),
            rows_landed=rows - self.left_out,
            quarantine_reasons=dict(sorted(Counter(row.reason for row in self.refused).items())),
            not_data_reasons=dict(sorted(self.not_data.items())),
            repaired=self.repaired,
        )


def settle_accounts(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    parsed: Parsed,
    first_row: int,
    footer: Footer | None,
    withholding: Withholding,
) -> Accounts:
    rows: list[RefusedRow] = []
    not_data: Counter[str] = Counter({"blank line": parsed.blank} if parsed.blank else {})
    if footer:
        not_data[footer.name] += footer.records
    for bad in parsed.bad:
        name = no_data_by_its_line(bad, plan.contract)
        if name is None:
            kept = withholding.kept(bad.raw_text, is_row=not bad.was_none)
            rows.append(RefusedRow(bad.ordinal + first_row, kept, bad.reason))
        else:
            not_data[name] += 1
    verdicts = [(position, plan.verdicts[number]) for position, number in refused_rows(con, parsed)]
    texts = raw_texts(parsed, [position for position, each in verdicts if each.is_data])
    for position, verdict in verdicts:
        if not verdict.is_data:
            not_data[verdict.reason] += 1
            continue
        number = first_row + (position if parsed.kept is None else int(parsed.kept[position]))
        kept = withholding.kept(texts[position])
        rows.append(RefusedRow(number, kept, verdict.reason, verdict.column))
    repaired = flag_counts(con, parsed.table) if plan.has_flags else {}
    return Accounts(rows, not_data, repaired, footer.records if footer else 0)
