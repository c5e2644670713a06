"""One file: checked, decoded, parsed, judged, written, accounted for; or refused with a sentence."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from dagster_project.contracts import Contract
from dagster_project.landing.books import Book
from dagster_project.landing.clocks import clock_of
from dagster_project.landing.containers import open_bytes
from dagster_project.landing.decoding import Utf8File, as_utf8
from dagster_project.landing.delivery import Delivery
from dagster_project.landing.durable import private_folder, settle
from dagster_project.landing.header import FileHeader, read_header
from dagster_project.landing.parsing import Parsed, checked_census, parse
from dagster_project.landing.plan import Plan, cells_of
from dagster_project.landing.quarantine import RefusedRow, keep_rows, raw_texts
from dagster_project.landing.questions import questions_of
from dagster_project.landing.receipts import Receipt
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.tables import (
    flag_counts,
    refused_rows,
    write_answers,
    write_landed,
)
from dagster_project.landing.wholeness import Stamp, declared_rows, still


@dataclass(frozen=True)
class Intake:
    """Where a night's files go and with what they are read."""

    con: duckdb.DuckDBPyConnection
    landing: Path
    quarantine: Path
    work: Path
    company_zone: str

    def land(
        self,
        delivery: Delivery,
        contract: Contract,
        book: Book,
        fingerprint: str,
        stamp: Stamp,
    ) -> Book:
        """The whole way of one file; RefusedFile leaves nothing behind but the work folder."""
        text = as_utf8(open_bytes(delivery.file, self.work), contract, self.work)
        header = read_header(text, contract)
        census = checked_census(text, header, contract)
        plan = self._plan(delivery, contract, header, book)
        if not census.records and not contract.load.allow_empty:
            raise RefusedFile(
                "no rows",
                "found a header and no rows; accepted: at least one row; an empty file deletes "
                "nothing, so look whether the export ran",
            )
        parsed = parse(self.con, plan, text, header, census, self.work)
        declared = declared_rows(delivery.file)
        if declared is not None and declared != parsed.records - parsed.blank:
            raise RefusedFile(
                "row count differs",
                f"{delivery.file.name}.rows says {declared:,}, the file has "
                f"{parsed.records - parsed.blank:,} rows; have it sent again",
            )
        # What was parsed must be what was hashed.
        still(delivery.file, stamp)
        return self._settle(plan, parsed, header, text, book, fingerprint)

    def _plan(self, delivery: Delivery, contract: Contract, header: FileHeader, book: Book) -> Plan:
        source = delivery.source
        by_position = {column.position: column for column in header.columns}
        clocks = {
            column.name: clock_of(
                column, by_position[header.found[column.name]], contract, source, self.company_zone
            )
            for column in contract.columns
            if column.logical_type == "timestamp" and column.name in header.found
        }
        questions, ignored = questions_of(header.unknown, contract.unpivot, source.survey)
        asked = {question.position for question in questions} | ignored
        constants = {
            "source_system": book.source_system,
            "source_object": book.source_object,
            "load_id": book.load_id,
            "tz_basis": ",".join(sorted({clock.basis for clock in clocks.values()})) or None,
        }
        return Plan(
            cells=cells_of(contract, header.found, clocks, _derived(contract, delivery)),
            constants=constants,
            unknown=[each for each in header.unknown if each.position not in asked],
            questions=questions,
            contract=contract,
        )

    def _settle(
        self,
        plan: Plan,
        parsed: Parsed,
        header: FileHeader,
        text: Utf8File,
        book: Book,
        fingerprint: str,
    ) -> Book:
        """Quarantined rows, child rows, rows, and last the receipt that makes them count."""
        first_row = header.records + 1
        refused, not_data = self._refused(plan, parsed, first_row)
        gaps = bool(refused or not_data or (parsed.bad or parsed.blank))
        folder = self.landing / book.source_system / book.source_object
        private_folder(folder.parent)
        final = folder / f"{book.load_id}.parquet"
        book = replace(
            book,
            status="landed",
            rows_in=parsed.records,
            rows_quarantined=len(refused),
            rows_not_data=sum(not_data.values()),
            rows_landed=parsed.records - len(refused) - sum(not_data.values()),
            quarantine_reasons=dict(sorted(Counter(row.reason for row in refused).items())),
            not_data_reasons=dict(sorted(not_data.items())),
            repaired=flag_counts(self.con, parsed.table) if plan.has_flags else {},
            drift=_drift(plan, header),
            encoding=text.encoding,
        )
        table = parsed.table
        if gaps or plan.contract.unpivot:
            table = self.work / "landed.part"
            landed = write_landed(self.con, plan, parsed, first_row, table)
            if landed != book.rows_landed:
                raise RefusedFile(
                    "books do not balance",
                    f"{book.rows_landed:,} rows should land and {landed:,} did; report this file's "
                    "header to the makers of this program",
                )
        keep_rows(
            refused,
            self.quarantine / book.source_system / book.source_object,
            book.load_id,
            work=self.work,
        )
        if plan.contract.unpivot:
            self._settle_answers(plan, parsed, first_row, book, fingerprint)
        settle(table, final)
        Receipt(book, fingerprint, first_row, gaps).write(
            final.with_suffix(".json"), work=self.work
        )
        return book

    def _settle_answers(
        self, plan: Plan, parsed: Parsed, first_row: int, book: Book, fingerprint: str
    ) -> None:
        assert plan.contract.unpivot is not None
        child = plan.contract.unpivot.object
        folder = private_folder(self.landing / book.source_system / child)
        final, unfinished = folder / f"{book.load_id}.parquet", self.work / "answers.part"
        count = write_answers(self.con, plan, parsed, first_row, unfinished)
        settle(unfinished, final)
        answers = replace(
            book,
            source_object=child,
            rows_in=count,
            rows_landed=count,
            rows_quarantined=0,
            rows_not_data=0,
            quarantine_reasons={},
            not_data_reasons={},
            drift={},
            repaired={},
        )
        receipt = Receipt(answers, fingerprint, first_row, has_gaps=True)
        receipt.write(final.with_suffix(".json"), work=self.work)

    def _refused(
        self, plan: Plan, parsed: Parsed, first_row: int
    ) -> tuple[list[RefusedRow], Counter[str]]:
        """Rows for the quarantine, and how many rows are not data by name."""
        rows: list[RefusedRow] = []
        not_data: Counter[str] = Counter({"blank line": parsed.blank} if parsed.blank else {})
        lines = [each for each in plan.contract.row_filters if each.line]
        for bad in parsed.bad:
            name = next((f.name for f in lines if re.search(str(f.line), bad.raw_text)), None)
            if name is None:
                rows.append(RefusedRow(bad.ordinal + first_row, bad.raw_text, bad.reason))
            else:
                not_data[name] += 1
        judged = refused_rows(self.con, parsed)
        verdicts = [(position, plan.verdicts[number]) for position, number in judged]
        texts = raw_texts(parsed, [position for position, each in verdicts if each.is_data])
        for position, verdict in verdicts:
            if not verdict.is_data:
                not_data[verdict.reason] += 1
                continue
            ordinal = position if parsed.kept is None else int(parsed.kept[position])
            rows.append(
                RefusedRow(ordinal + first_row, texts[position], verdict.reason, verdict.column)
            )
        return rows, not_data


def _derived(contract: Contract, delivery: Delivery) -> dict[str, str | None]:
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


def _drift(plan: Plan, header: FileHeader) -> dict[str, list[str]]:
    drift = {
        "new": sorted(each.key or f"column {each.position + 1}" for each in plan.unknown),
        "missing": sorted(header.missing(plan.contract)),
    }
    return {kind: names for kind, names in drift.items() if names}
