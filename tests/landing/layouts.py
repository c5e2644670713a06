"""Contracts in a few words, for files in the layouts that vendors are known to write."""

from __future__ import annotations

from typing import Any

import yaml

from tests.landing.extracts import Extracts

KNOWN = ("physicalName", "logicalType", "required", "primaryKey", "logicalTypeOptions")


def column(name: str, header: str | None = None, **knobs: Any) -> dict[str, Any]:
    """One property; what ODCS does not know becomes a custom property."""
    said: dict[str, Any] = {"name": name, **({"physicalName": header} if header else {})}
    said |= {key: value for key, value in knobs.items() if key in KNOWN}
    custom = [{"property": k, "value": v} for k, v in knobs.items() if k not in KNOWN]
    return said | ({"customProperties": custom} if custom else {})


def agree(extracts: Extracts, *columns: dict[str, Any], **knobs: Any) -> None:
    """The contract of the company's only source from now on."""
    document = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "sales-item-csv",
        "version": "1.0.0",
        "status": "active",
        "schema": [{"name": "item", "properties": list(columns)}],
        "customProperties": [{"property": key, "value": value} for key, value in knobs.items()],
    }
    extracts.contract(text=yaml.safe_dump(document, allow_unicode=True, sort_keys=False))
