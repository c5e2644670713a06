"""The published `customers.duckdb` as a steward asks it: records, links, refusals, measures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from dagster_project.documents import ConfigurationError

Row = dict[str, Any]


class Record(NamedTuple):
    """A source record, named as the tables name it."""

    source_system: str
    source_object: str
    source_record_id: str

    def __str__(self) -> str:
        return f"{self.source_system}/{self.source_object}/{self.source_record_id}"


class Link(NamedTuple):
    """Evidence that joins two records of one customer."""

    left: Record
    right: Record
    tier: str
    weight: float
    is_union: bool

    def other(self, record: Record) -> Record:
        return self.right if record == self.left else self.left


@dataclass(frozen=True)
class Customers:
    """An open restricted file."""

    con: duckdb.DuckDBPyConnection

    @classmethod
    @contextmanager
    def open(cls, file: Path) -> Iterator[Customers]:
        """The file of the current release; ConfigurationError before the first one."""
        if not file.exists():
            raise ConfigurationError(f"{file}: nothing is published yet; run `cx360 nightly`")
        con = duckdb.connect(str(file), read_only=True)
        try:
            yield cls(con)
        finally:
            con.close()

    def rows(self, sql: str, *values: object) -> list[Row]:
        answer = self.con.execute(sql, list(values))
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def record(self, system: str, record_id: str) -> Record:
        """The record that a person names by system and id, or system and object/id."""
        found = self.con.execute(
            "select source_system, source_object, source_record_id from customer_identity "
            "where source_system = $1 "
            "and (source_record_id = $2 or source_object || '/' || source_record_id = $2) "
            "order by all limit 1",
            [system, record_id],
        ).fetchall()
        if not found:
            raise ConfigurationError(
                f"no customer has the record {system} {record_id}; accepted: SOURCE_SYSTEM "
                "RECORD_ID as in sources.yaml and the extract, or a customer id"
            )
        return Record(*found[0])

    def customer_of(self, record: Record) -> str:
        [(customer_id,)] = self.con.execute(
            "select customer_id from customer_identity where source_system = ? "
            "and source_object = ? and source_record_id = ?",
            list(record),
        ).fetchall()
        return customer_id

    def customer(self, customer_id: str) -> str:
        """The id that stands for this one today; ConfigurationError for one never given."""
        [(found,)] = self.con.execute(
            "select coalesce(max(customer_id) filter (where place = 1), max(customer_id)) from ("
            "select 1 as place, customer_id from customer_identity where customer_id = $1 "
            "union all select 2, customer_id from customer_alias where old_customer_id = $1)",
            [customer_id],
        ).fetchall()
        if found is None:
            raise ConfigurationError(
                f"no customer has the id {customer_id}; accepted: a customer id of this or an "
                "earlier release, or SOURCE_SYSTEM RECORD_ID"
            )
        return found

    def records(self, customer_id: str) -> list[Row]:
        return self.rows(
            "select source_system, source_object, source_record_id, linked_by, link_evidence, "
            "link_weight, is_deleted from customer_identity where customer_id = ? order by all",
            customer_id,
        )

    def links(self, customer_id: str) -> list[Link]:
        """What holds a customer together, in the order in which it was tried."""
        found = self.con.execute(
            "select left_source_system, left_source_object, left_source_record_id, "
            "right_source_system, right_source_object, right_source_record_id, tier, weight, "
            "is_union from identity_link where customer_id = ? order by trial_number",
            [customer_id],
        ).fetchall()
        return [Link(Record(*row[:3]), Record(*row[3:6]), *row[6:]) for row in found]

    def aliases(self, customer_id: str) -> list[Row]:
        return self.rows(
            "select old_customer_id, reason, valid_from_at from customer_alias "
            "where customer_id = ? order by all",
            customer_id,
        )

    def refusals(self, customer_id: str) -> list[Row]:
        """Pairs in the review queue with a record of this customer."""
        return self.rows(
            "select review_rank, left_source_system, left_source_object, left_source_record_id, "
            "left_customer_id, right_source_system, right_source_object, right_source_record_id, "
            "right_customer_id, evidence, reason from identity_review "
            "where left_customer_id = $1 or right_customer_id = $1 order by review_rank",
            customer_id,
        )

    def measures(self, customer_id: str) -> dict[Record, Row]:
        """What each record alone brings to the customer."""
        found = self.rows("select * from record_measure where customer_id = ?", customer_id)
        return {Record(*(row[name] for name in Record._fields)): row for row in found}
