"""A warehouse with a hand-written canonical layer, and its resolution."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from dagster_project.matching import IdentityRules, Memory, Registry, Resolution, resolve

NIGHT = date(2026, 4, 1)
_PARTY = {
    "source_system": "text", "source_object": "text", "source_record_id": "text", "load_seq": "int",
    "is_deleted": "boolean", "party_type": "text", "full_name": "text", "family_name": "text",
    "given_name": "text", "full_name_kana": "text", "family_name_kana": "text",
    "given_name_kana": "text", "email": "text", "phone": "text", "mobile_phone": "text",
    "postal_code": "text", "prefecture": "text", "city": "text", "address_line": "text",
    "birth_on": "date", "gender": "text", "member_code": "text", "merged_into_record_id": "text",
}  # fmt: skip
_CONTACT = {
    "source_system": "text", "party_key": "text", "email": "text", "phone": "text",
    "member_code": "text", "first_load_seq": "int", "has_live_row": "boolean",
    "first_seen_at": "timestamp",
}  # fmt: skip

_IDENTIFIER = {
    "source_system": "text", "party_record_id": "text", "identifier_type": "text",
    "identifier_raw": "text", "is_deleted": "boolean",
}  # fmt: skip


@dataclass
class Company:
    """Records of a company, in the order in which they were delivered."""

    parties: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    identifiers: list[dict[str, Any]] = field(default_factory=list)

    def party(self, source: str, record_id: str, **cells: Any) -> Company:
        """One more party record; `name` is short for 姓 名, `kana` for its reading."""
        for short, columns in (("name", ""), ("kana", "_kana")):
            if short in cells:
                family, _, given = cells.pop(short).partition(" ")
                cells[f"family_name{columns}"] = family or None
                cells[f"given_name{columns}"] = given or None
        row = {"source_system": source, "source_object": "person", "source_record_id": record_id}
        row |= {"load_seq": 1, "is_deleted": False, "party_type": "person"}
        self.parties.append(row | cells)
        return self

    def contact(self, source: str, key: str, **cells: Any) -> Company:
        """One more contact that belongs to no party row."""
        row = {"source_system": source, "party_key": f"contact:{key}", "first_load_seq": 1}
        self.contacts.append(row | {"has_live_row": True} | cells)
        return self

    def lists(self, source: str, record_id: str, *, is_deleted: bool = False, **of: str) -> Company:
        """Further identifiers of a record, by type."""
        for kind, raw in of.items():
            row = {"source_system": source, "party_record_id": record_id, "is_deleted": is_deleted}
            self.identifiers.append(row | {"identifier_type": kind, "identifier_raw": raw})
        return self

    def warehouse(self) -> duckdb.DuckDBPyConnection:
        """An open connection on the canonical layer of this company."""
        con = duckdb.connect()
        con.execute("create schema canonical")
        for table, columns, rows in (
            ("party", _PARTY, self.parties),
            ("contact_set", _CONTACT, self.contacts),
            ("source_identifier", _IDENTIFIER, self.identifiers),
        ):
            spelled = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            con.execute(f"create table canonical.{table} ({spelled})")
            if rows:
                marks = ", ".join("?" * len(columns))
                con.executemany(
                    f"insert into canonical.{table} values ({marks})",
                    [[row.get(name) for name in columns] for row in rows],
                )
        return con


@dataclass
class Night:
    """A resolved company."""

    con: duckdb.DuckDBPyConnection
    resolution: Resolution

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.con.execute(query).fetchall()

    @property
    def ids(self) -> dict[str, str]:
        """Customer id by record id."""
        return dict(
            self.rows("select source_record_id, customer_id from identity.customer_identity")
        )

    @property
    def people(self) -> set[frozenset[str]]:
        """Record ids that stand under one customer id."""
        found: dict[str, set[str]] = {}
        for record, customer in self.ids.items():
            found.setdefault(customer, set()).add(record)
        return {frozenset(records) for records in found.values()}

    def together(self, *records: str) -> bool:
        return len({self.ids[record] for record in records}) == 1

    def reasons(self) -> set[str]:
        """Why unions were refused."""
        return {reason for (reason,) in self.rows("select reason from identity.refused_union")}


def night(
    company: Company,
    *,
    rules: IdentityRules | None = None,
    registry: Registry | None = None,
    valid_from: date = NIGHT,
    memory: Memory | None = None,
) -> Night:
    """The company resolved once."""
    con = company.warehouse()
    resolution = resolve(
        con,
        rules=rules or IdentityRules(),
        registry=registry or Registry.empty(),
        valid_from=valid_from,
        memory=memory,
    )
    return Night(con, resolution)
