"""Custom properties of a contract document, turned into the fields of the model."""

from __future__ import annotations

from typing import Any

from dagster_project.contracts.model import (
    CarryForward,
    Column,
    Combined,
    Container,
    DerivedFrom,
    Header,
    Integrity,
    Load,
    QuestionPattern,
    Repeat,
    RowFilter,
    RowRule,
    Unpivot,
)

USUAL_FORMATS = {
    "date": ("iso", "slash", "compact", "japanese", "wareki"),
    "timestamp": ("iso", "slash"),
}
# Half of all records do not leave in one night.
USUAL_DROP_PCT = 50.0


def _custom(element: dict[str, Any]) -> dict[str, Any]:
    return {each["property"]: each["value"] for each in element.get("customProperties", [])}


def column_of(element: dict[str, Any]) -> Column:
    """One property: what ODCS knows from its own fields, the rest from custom properties."""
    custom = _custom(element)
    booleans = custom.get("booleans", {"true": ["true", "1"], "false": ["false", "0"]})
    required = bool(element.get("required", False))
    return Column(
        name=element["name"],
        header=element.get("physicalName"),
        logical_type=element.get("logicalType", "string"),
        aliases=tuple(custom.get("aliases", ())),
        required=required,
        needed=custom.get("column", "required" if required else "optional") == "required",
        primary_key=bool(element.get("primaryKey", False)),
        strict=bool(custom.get("strict", False)),
        null_tokens=tuple(custom.get("null_tokens", ())),
        kind=custom.get("kind"),
        pii=custom.get("pii"),
        formats=_formats(custom, element.get("logicalType", "string")),
        basis=custom.get("time_basis"),
        combine=Combined(**custom["combine"]) if "combine" in custom else None,
        repair=custom.get("repair"),
        true_tokens=tuple(str(each).lower() for each in booleans["true"]),
        false_tokens=tuple(str(each).lower() for each in booleans["false"]),
        options=dict(element.get("logicalTypeOptions", {})),
        derived=tuple(DerivedFrom(**each) for each in custom.get("derived", ())),
        record_key=tuple(custom.get("record_key", ())),
        description=element.get("description", ""),
    )


def _formats(custom: dict[str, Any], logical_type: str) -> tuple[str, ...]:
    said = tuple(custom.get("formats", ()))
    if custom.get("excel_serial"):
        said = (*(said or USUAL_FORMATS.get(logical_type, ())), "excel_serial")
    return said


def contract_knobs(document: dict[str, Any]) -> dict[str, Any]:
    """The file-level knobs that the document sets; the model holds the defaults of the others."""
    custom = _custom(document)
    knobs: dict[str, Any] = {"format": document["schema"][0].get("physicalType", "csv")}
    if knobs["format"] == "tsv":
        knobs["delimiters"] = ("\t",)
    if "container" in custom:
        knobs["container"] = Container(**custom["container"])
    knobs["sheet"], knobs["records"] = custom.get("sheet"), custom.get("records")
    if "encodings" in custom:
        knobs["encodings"] = tuple(custom["encodings"])
    if "delimiters" in custom:
        knobs["delimiters"] = tuple(custom["delimiters"])
    if "header" in custom:
        said = custom["header"]
        knobs["header"] = Header(**{**said, "scan_for": tuple(said.get("scan_for", ()))})
    knobs |= _loading(custom)
    knobs["timezone"] = custom.get("timezone")
    knobs["business_day_start"] = custom.get("business_day_start")
    knobs["row_rules"] = tuple(RowRule(**each) for each in custom.get("row_rules", ()))
    knobs["row_filters"] = tuple(RowFilter(**each) for each in custom.get("row_filters", ()))
    knobs["skip_lines"] = tuple(custom.get("skip_lines", ()))
    knobs["withheld"] = tuple(custom.get("withheld", ()))
    knobs["unused"] = tuple(custom.get("unused", ()))
    knobs["pad_short"] = bool(custom.get("pad_short", False))
    if "carry_forward" in custom:
        knobs["carry_forward"] = _carry_forward(custom["carry_forward"])
    if "repeat" in custom:
        knobs["repeat"] = Repeat(**custom["repeat"])
    if "unpivot" in custom:
        knobs["unpivot"] = _unpivot(custom["unpivot"], document["schema"])
    return knobs


def _loading(custom: dict[str, Any]) -> dict[str, Any]:
    """A snapshot tells by absence, so it is believed less readily when it has little to tell."""
    load, integrity = dict(custom.get("load", {})), dict(custom.get("integrity", {}))
    if load.get("mode") == "full_snapshot":
        load.setdefault("allow_empty", False)
        integrity.setdefault("max_drop_pct", USUAL_DROP_PCT)
    return {"load": Load(**load), "integrity": Integrity(**integrity)}


def _carry_forward(value: dict[str, Any]) -> CarryForward:
    key = value["key"]
    return CarryForward(
        key=(key,) if isinstance(key, str) else tuple(key),
        columns=tuple(value["columns"]),
        key_blank=bool(value.get("key_blank", False)),
    )


def _unpivot(value: dict[str, Any], schema: list[dict[str, Any]]) -> Unpivot:
    child: dict[str, Any] = next(
        (each for each in schema if each["name"] == value["object"]), {"properties": []}
    )
    fields = {**value, "ignore": tuple(value.get("ignore", ()))}
    fields["null_tokens"] = tuple(value.get("null_tokens", ()))
    fields["patterns"] = tuple(
        QuestionPattern(**{**each, "scale": tuple(each["scale"]) if "scale" in each else None})
        for each in value.get("patterns", ())
    )
    fields["child_columns"] = tuple(each["name"] for each in child["properties"])
    return Unpivot(**fields)
