"""A merge that a steward undoes leaves no trace: ids, consent and KPIs are as they were before."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.matching import (
    ForcedRule,
    IdentityRules,
    Registry,
    resolve,
    resolve_organisations,
)
from tests.dbt import project, raw_layer
from tests.dbt.test_phase_1 import line

SPLIT = IdentityRules(force_split=(ForcedRule((("ma", "1"), ("pos", "M1"))),))
LEAD = {"id": "1", "last_name": "田中", "first_name": "太郎", "unsubscribed": "true"}
MEMBER = {
    "member_id": "M1", "member_code": "0001", "last_name": "田中", "first_name": "太郎",
    "status": "0", "joined_on": "2025-01-01", "mobile_phone": "09011112233",
}  # fmt: skip
BRIDGE = {"id": "C1", "last_name": "田中", "first_name": "太郎", "is_deleted": "false"}


def rows(*, with_bridge: bool) -> raw_layer.Rows:
    """A lead who unsubscribed, a member who buys, and a contact with the marks of both."""
    bridge = [BRIDGE | {"email": "taro@home.jp", "mobile_phone": "09011112233"}]
    return {
        "marketo.lead": [LEAD | {"email": "taro@home.jp"}],
        "smaregi.member": [MEMBER],
        "smaregi.transaction_line": [line("9001", 1, 1100, member_id="M1")],
        "salesforce.contact": bridge if with_bridge else [],
    }


def night(
    folder: Path, registry: Registry, rules: IdentityRules, *, with_bridge: bool
) -> tuple[Registry, dict[str, dict[str, Any]]]:
    """(registry, customer_360 by customer id) of a whole night without dbt's process."""
    folder.mkdir()
    warehouse = folder / "warehouse.duckdb"
    raw_layer.write(warehouse, rows(with_bridge=with_bridge))
    with duckdb.connect(str(warehouse)) as con:
        seeds(con)
    project.build(warehouse, "phase_1")
    with duckdb.connect(str(warehouse)) as con:
        found = resolve(con, rules=rules, registry=registry, valid_from=date(2026, 4, 1))
        resolve_organisations(con)
        for schema in ("insight", "landing"):
            empty_sources(con, schema)
    project.build(warehouse, "phase_2")
    with duckdb.connect(str(warehouse)) as con:
        answer = con.execute("select * from marts.customer_360")
        names = [column[0] for column in answer.description]
        customers = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return found.registry, {each["customer_id"]: each for each in customers}


def seeds(con: duckdb.DuckDBPyConnection) -> None:
    """dbt's seed files, where the compiled SQL looks for them."""
    for node in project.manifest()["nodes"].values():
        if node["resource_type"] == "seed":
            con.execute(f"create schema if not exists {node['schema']}")
            file = project.DBT / node["original_file_path"]
            con.execute(f"create table {node['relation_name']} as from read_csv('{file}')")


def empty_sources(con: duckdb.DuckDBPyConnection, schema: str) -> None:
    for source in project.manifest()["sources"].values():
        if source["schema"] == schema:
            columns = ", ".join(
                f"{each['name']} {each.get('data_type') or 'string'}"
                for each in source["columns"].values()
            )
            con.execute(f"create schema if not exists {schema}")
            con.execute(f"create table if not exists {source['relation_name']} ({columns})")


def test_a_forced_split_after_a_merge_gives_back_ids_consent_and_kpis(tmp_path: Path) -> None:
    registry, before = night(tmp_path / "1", Registry.empty(), IdentityRules(), with_bridge=False)
    assert sorted(each["marketing_consent_email"] for each in before.values()) == [
        "unknown",
        "withdrawn",
    ]
    registry, merged = night(tmp_path / "2", registry, IdentityRules(), with_bridge=True)
    (customer,) = merged.values()
    assert customer["marketing_consent_email"] == "withdrawn"
    assert customer["purchase_count"] == 1

    _, apart = night(tmp_path / "3", registry, SPLIT, with_bridge=True)
    assert apart.keys() == before.keys()
    for customer_id, each in apart.items():
        # The contact that had joined them stays with one of the two.
        same = each["record_count"] == before[customer_id]["record_count"]
        changed = {name for name, value in each.items() if value != before[customer_id][name]}
        assert changed <= (set() if same else {"source_count", "record_count"})
