"""A draft as the YAML that a person goes on with; what is unsure stands there as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from dagster_project.contracts.drafting.columns import Drafted
from dagster_project.contracts.drafting.keys import Loading
from dagster_project.contracts.drafting.sample import Sample
from dagster_project.contracts.model import Header, RowRule

_PLAIN = re.compile(r"[A-Za-z\u3040-\u30ff\u4e00-\u9fff][\w\u3040-\u30ff\u4e00-\u9fff./@-]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_SAMPLE_HEADER = Header()


@dataclass(frozen=True)
class Page:
    """All that stands in the file."""

    vendor: str
    object: str
    variant: str
    file_name: str
    sample: Sample
    columns: tuple[Drafted, ...]
    loading: Loading
    rules: tuple[RowRule, ...] = ()
    filters: tuple[dict[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    # Columns of the file that the contract does not name.
    left: tuple[str, ...] = ()
    final_terminator: bool = True


def written(page: Page) -> str:
    return "\n".join([*_top(page), *_columns(page), *_knobs(page)]) + "\n"


def scalar(value: Any) -> str:
    """A value as YAML: plain where nothing could be mistaken, else in double quotes."""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(scalar(each) for each in value) + "]"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{scalar(key)}: {scalar(each)}" for key, each in value.items()) + "}"
        )
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _comments(indent: int, remarks: Iterable[str]) -> list[str]:
    return [f"{' ' * indent}# {_one_line(each)}" for each in remarks]


def _one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _top(page: Page) -> list[str]:
    sample = page.sample
    looked = f"the first {sample.rows:,} rows" if sample.cut else f"all {sample.rows:,} rows"
    key = " and ".join(page.loading.key)
    return [
        f"# Drafted by `cx360 contract new` from {_one_line(page.file_name)}, by {looked}.",
        "# A comment says what is a guess. What nobody says has its default (docs/contracts.md).",
        *_comments(0, page.remarks),
        "apiVersion: v3.1.0",
        "kind: DataContract",
        f"id: {page.vendor}-{page.object}-{page.variant}".lower(),
        f"name: {page.object}",
        'version: "0.1.0"',
        "status: draft",
        "schema:",
        f"  - name: {page.object}",
        "    logicalType: object",
        *_comments(4, sample.form.doubts),
        f"    physicalType: {_format(page)}",
        f"    dataGranularityDescription: one row {f'a {key}' if key else 'a line of the file'}",
        "    properties:",
    ]


def _format(page: Page) -> str:
    layout = page.sample.layout
    tabs = layout is not None and layout.delimiter == "\t"
    return "tsv" if page.sample.form.format == "csv" and tabs else page.sample.form.format


def _columns(page: Page) -> list[str]:
    lines = [line for each in page.columns for line in _column(each)]
    if page.left:
        lines.append("      # Kept as they are in `extra`, since no column here is theirs:")
        lines += _comments(6, (f"  {each}" for each in page.left))
    return lines


def _column(column: Drafted) -> list[str]:
    said = {
        **({"kind": column.kind} if column.kind else {}),
        **({"pii": column.pii} if column.pii else {}),
        **{key: value for key, value in column.knobs.items() if key != "excel_serial"},
        **({"excel_serial": True} if column.knobs.get("excel_serial") else {}),
    }
    lines = _comments(6, column.doubts)
    lines.append(f"      - name: {column.name}")
    lines.append(f"        physicalName: {scalar(column.header)}")
    if column.logical_type != "string":
        lines.append(f"        logicalType: {column.logical_type}")
    if column.required:
        lines.append("        required: true")
    if column.primary_key:
        lines.append("        primaryKey: true")
    if said:
        lines.append("        customProperties:")
        lines += [f"          - {{property: {k}, value: {scalar(v)}}}" for k, v in said.items()]
    return lines


def _knobs(page: Page) -> list[str]:
    sample, lines = page.sample, ["customProperties:"]
    form, layout = sample.form, sample.layout

    def say(knob: str, value: Any, doubts: Iterable[str] = ()) -> None:
        lines.extend(_comments(2, doubts))
        lines.append(f"  - {{property: {knob}, value: {scalar(value)}}}")

    if form.container.members:
        say("container", {"members": form.container.members})
    if form.records:
        say("records", form.records)
    if form.format in ("csv", "json", "jsonl"):
        say("encodings", form.encodings, [f"found {form.found}"])
    if layout is not None and form.format == "csv" and layout.delimiter not in (",", "\t"):
        say("delimiters", [layout.delimiter])
    if layout is not None:
        said = {
            key: value
            for key, value in asdict(layout.header).items()
            if key == "rows" or value != getattr(_SAMPLE_HEADER, key)
        }
        say("header", said, layout.doubts)
    if page.filters:
        say("row_filters", list(page.filters))
    cursor = {"cursor": page.loading.cursor} if page.loading.cursor else {}
    say("load", {"mode": page.loading.mode, **cursor}, page.loading.doubts)
    if not page.final_terminator:
        why = "the sample's last line has no end, so a file that was cut cannot be told from it"
        say("integrity", {"final_terminator": False}, [why])
    if page.rules:
        lines.append("  - property: row_rules")
        lines.append("    value:")
        for rule in page.rules:
            fields = {key: value for key, value in asdict(rule).items() if value is not None}
            lines.append(f"      - {scalar(fields)}")
    return lines
