"""Which tables are published, to whom and in what order their rows lie, as dbt's models say."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Where = Literal["bi", "restricted"]


@dataclass(frozen=True)
class PublishedTable:
    """One table of the release."""

    name: str
    where: Where
    order_by: tuple[str, ...]
    owner: str = ""
    description: str = ""
    column_descriptions: dict[str, str] = field(default_factory=dict)


def published_tables(manifest_path: Path) -> list[PublishedTable]:
    """Every model whose `config.meta.publish` says bi or restricted, by name."""
    manifest = json.loads(manifest_path.read_text("utf-8"))
    nodes = [each for each in manifest["nodes"].values() if each["resource_type"] == "model"]
    tables = [_table(each) for each in nodes if _meta(each).get("publish")]
    return sorted(tables, key=lambda table: table.name)


def _meta(node: dict[str, Any]) -> dict[str, Any]:
    return {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}


def _table(node: dict[str, Any]) -> PublishedTable:
    meta, name = _meta(node), node["name"]
    where, order_by = meta["publish"], tuple(meta.get("order_by") or ())
    if where not in ("bi", "restricted"):
        raise ValueError(f"model {name}: meta.publish is `{where}`; accepted: bi | restricted")
    if not order_by:
        raise ValueError(f"model {name}: meta.order_by is missing; name the columns of its key")
    return PublishedTable(
        name=name,
        where=where,
        order_by=order_by,
        owner=str(meta.get("owner") or ""),
        description=(node.get("description") or "").strip(),
        column_descriptions={
            column["name"]: (column.get("description") or "").strip()
            for column in node["columns"].values()
        },
    )
