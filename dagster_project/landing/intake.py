"""One file: checked, decoded, parsed, judged, written and accounted for; or refused."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from dagster_project.contracts import Contract
from dagster_project.landing.accounts import Accounts, settle_accounts
from dagster_project.landing.books import Book
from dagster_project.landing.containers import opened
from dagster_project.landing.decoding import Utf8File
from dagster_project.landing.delivery import Delivery
from dagster_project.landing.drift import drift_of, headers_of
from dagster_project.landing.durable import settle
from dagster_project.landing.footers import without_footer
from dagster_project.landing.forms import as_text
from dagster_project.landing.guards import counted
from dagster_project.landing.header import FileHeader, read_header
from dagster_project.landing.parsing import Parsed, parse
from dagster_project.landing.plan import Plan
from dagster_project.landing.planning import plan_for
from dagster_project.landing.quarantine import keep_rows
from dagster_project.landing.readings import make_room
from dagster_project.landing.receipts import Receipt
from dagster_project.landing.refusal import RefusedFile
from dagster_project.landing.structure import Census
from dagster_project.landing.tables import partition_counts, write_answers, write_landed
from dagster_project.landing.wholeness import Stamp, declared_rows, still
from dagster_project.landing.withholding import Withholding


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
        packed = opened(delivery.file, contract.container.members, self.work)
        book = replace(book, members=packed.members)
        text = as_text(packed.parts, contract, self.work, delivery.path)
        header = read_header(text, contract)
        text, footer = without_footer(text, header, contract, self.work)
        found = counted(text, header, contract, self.work)
        text, census = found.text, found.census
        if not census.records and not contract.load.allow_empty:
            raise RefusedFile(
                "no rows",
                "found a header and no rows; accepted: at least one row; an empty file deletes "
                "nothing, so look whether the export ran",
            )
        plan = plan_for(delivery, contract, header, book, self.company_zone)
        plan.guarded = found.guarded
        parsed = self._parsed(plan, text, header, census)
        _check_count(delivery, text, parsed)
        _check_least(contract, parsed)
        # What was parsed must be what was hashed.
        still(delivery.file, stamp)
        book = replace(
            book,
            status="landed",
            encoding=text.encoding,
            nul_bytes=text.nul_count,
            drift=drift_of(plan, header),
            headers=headers_of(header),
        )
        first_row = header.records + 1 - text.rows_above
        accounts = settle_accounts(
            self.con, plan, parsed, first_row, footer, Withholding.of(contract, header)
        )
        book = accounts.entered(book, parsed)
        book = self._settle(plan, parsed, accounts, first_row, book, fingerprint)
        shutil.rmtree(self.work / "packed", ignore_errors=True)
        return book

    def _parsed(self, plan: Plan, text: Utf8File, header: FileHeader, census: Census) -> Parsed:
        make_room(self.con, len(header.columns))
        try:
            return parse(self.con, plan, text, header, census, self.work)
        except duckdb.OutOfMemoryException as error:
            raise RefusedFile(
                "too wide for memory",
                f"found rows of {len(header.columns):,} columns and up to {census.longest:,} "
                "bytes, too many for the memory that it may take; accepted: fewer columns, or more "
                "memory by CX360_MEMORY_LIMIT (such as 2GB)",
            ) from error

    def _settle(
        self,
        plan: Plan,
        parsed: Parsed,
        accounts: Accounts,
        first_row: int,
        book: Book,
        fingerprint: str,
    ) -> Book:
        """Quarantined rows, child rows, rows, and last the receipt that makes them count."""
        table = parsed.table
        gaps = bool(accounts.left_out or plan.contract.unpivot or parsed.reshaped)
        if gaps:
            table = self.work / "landed.part"
            landed = write_landed(self.con, plan, parsed, first_row, table)
            if landed != book.rows_landed:
                raise RefusedFile(
                    "books do not balance",
                    f"{book.rows_landed:,} rows should land and {landed:,} did; send the makers "
                    "of this program the file's header",
                )
        if column := plan.contract.load.partition:
            book = replace(book, partitions=partition_counts(self.con, table, column))
        kept_at = self.quarantine / book.source_system / book.source_object
        keep_rows(accounts.refused, kept_at, book.load_id, work=self.work)
        if plan.contract.unpivot:
            self._settle_answers(plan, parsed, first_row, book, fingerprint)
        final = self._table(book, book.source_object)
        settle(table, final)
        receipt = Receipt(book, fingerprint, first_row, gaps)
        receipt.write(final.with_suffix(".json"), work=self.work)
        return book

    def _settle_answers(
        self, plan: Plan, parsed: Parsed, first_row: int, book: Book, fingerprint: str
    ) -> None:
        """The child object's table and receipt; both count only with the parent's receipt."""
        assert plan.contract.unpivot is not None
        child = plan.contract.unpivot.object
        final, unfinished = self._table(book, child), self.work / "answers.part"
        count = write_answers(self.con, plan, parsed, first_row, unfinished)
        settle(unfinished, final)
        answers = Book(
            source_system=book.source_system,
            source_object=child,
            contract=book.contract,
            path=book.path,
            sha256=book.sha256,
            load_id=book.load_id,
            status=book.status,
            rows_in=count,
            rows_landed=count,
            delivered_on=book.delivered_on,
        )
        receipt = Receipt(answers, fingerprint, first_row, has_gaps=True)
        receipt.write(final.with_suffix(".json"), work=self.work)

    def _table(self, book: Book, object_name: str) -> Path:
        return self.landing / book.source_system / object_name / f"{book.load_id}.parquet"


def _check_count(delivery: Delivery, text: Utf8File, parsed: Parsed) -> None:
    if text.records is not None and text.records != parsed.records:
        raise RefusedFile(
            "books do not balance",
            f"read {text.records:,} records and parsed {parsed.records:,}; send the makers of "
            "this program the file's shape",
        )
    declared, found = declared_rows(delivery.file), parsed.records - parsed.blank
    if declared is not None and declared != found:
        raise RefusedFile(
            "row count differs",
            f"{delivery.file.name}.rows says {declared:,}, the file has {found:,} rows; have it "
            "sent again",
        )


def _check_least(contract: Contract, parsed: Parsed) -> None:
    least, found = contract.integrity.min_rows, parsed.records - parsed.blank
    if found < least:
        raise RefusedFile(
            "too few rows",
            f"found {found:,} rows; accepted: at least {least:,} (`min_rows` of {contract.ref}); "
            "look whether the export ran to its end",
        )
