"""Why records are one customer: the evidence kept beside each record in the restricted file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from dagster_project.documents import ConfigurationError


def explain_customer(customers_file: Path, who: tuple[str, ...]) -> dict[str, Any]:
    """The records, evidence and former ids of a customer, named by its id or one of its records."""
    if not customers_file.exists():
        raise ConfigurationError(f"{customers_file}: nothing is published yet; run `cx360 nightly`")
    con = duckdb.connect(str(customers_file), read_only=True)
    try:
        customer_id = _customer(con, who)
        if customer_id is None:
            raise ConfigurationError(
                f"no customer has the record {' '.join(who)}; accepted: SOURCE_SYSTEM RECORD_ID as "
                "in sources.yaml and the extract, or a customer id"
            )
        records = _rows(
            con,
            "select source_system, source_object, source_record_id, linked_by, link_evidence, "
            "link_weight from customer_identity where customer_id = ? order by all",
            customer_id,
        )
        aliases = _rows(
            con,
            "select old_customer_id, reason, valid_from_at from customer_alias "
            "where customer_id = ? order by all",
            customer_id,
        )
        return {"customer_id": customer_id, "records": records, "aliases": aliases}
    finally:
        con.close()


def _customer(con: duckdb.DuckDBPyConnection, who: tuple[str, ...]) -> str | None:
    if len(who) == 2:
        found = con.execute(
            "select min(customer_id) from customer_identity "
            "where source_system = ? and source_record_id = ?",
            list(who),
        ).fetchall()
    else:
        found = con.execute(
            "select min(customer_id) from (select customer_id from customer_identity "
            "where customer_id = $1 union all select customer_id from customer_alias "
            "where old_customer_id = $1)",
            [who[0]],
        ).fetchall()
    return found[0][0]


def _rows(con: duckdb.DuckDBPyConnection, sql: str, customer_id: str) -> list[dict[str, Any]]:
    answer = con.execute(sql, [customer_id])
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
