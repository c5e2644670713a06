"""What a person reads in the terminal after a command, and the same as data for machines."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rich import box
from rich.console import Console
from rich.table import Table

from dagster_project.outcome import Outcome
from dagster_project.report.indicators import indicators
from dagster_project.report.source import read
from dagster_project.settings import Settings

Side = Literal["left", "right"]
WIDTH = 118
SHOWN_FILES = 5


@dataclass(frozen=True)
class Summary:
    data: dict[str, Any]
    text: str


def night_summary(settings: Settings, ended: Outcome) -> Summary:
    """Files, rows, customers, main KPIs, verdict, and where to look."""
    books = _json(settings.logs / "books.json", {"books": []})
    identity = _json(settings.logs / "identity.json", {})
    folder = Path(ended.folder) if ended.folder else None
    tiles = indicators(read(folder)) if folder else []
    kpis = [
        {
            "kpi_id": tile.kpi_id,
            "name": tile.name.en,
            "value": tile.value.en,
            "interval": tile.interval.en if tile.interval else "",
            "period": tile.period.en if tile.period else "",
            "change": ", ".join(
                f"{c.arrow} {c.amount.en} {c.against.en}" for c in tile.changes[:1]
            ),
            "flag": tile.flag,
        }
        for tile in tiles
    ]
    data = {
        "ended": ended.ended,
        "release": ended.release_id,
        "as_of": ended.as_of,
        "folder": ended.folder,
        "books": _by_object(books["books"]),
        "identity": identity,
        "kpis": kpis,
        "broken_rules": ended.broken_rules,
        "warnings": ended.warnings,
    }
    return Summary(data, _night_text(data, settings))


def books_table(books: dict[str, Any]) -> str:
    """One line a file: what was in it and where every row went."""
    counts = ("rows_in", "rows_landed", "rows_quarantined", "rows_not_data")
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("file", overflow="fold")
    table.add_column("status")
    for name in counts:
        table.add_column(name.removeprefix("rows_").replace("_", " "), justify="right")
    for book in books["books"]:
        table.add_row(book["path"], book["status"], *(f"{book[name]:,}" for name in counts))
        for said in _remarks(book):
            table.add_row(f"  {said}")
    text = _printed(table)
    for source in books.get("missing_required", []):
        told = source.get("reason") or f"no file fits `{source['path']}`"
        text += f"{source['source_system']}: required, but {told} ({source['contract']})\n"
    for source in books.get("unreachable", []):
        text += f"{source['source_system']}: {source['reason']} ({source['contract']})\n"
    return text


def status_text(found: dict[str, Any]) -> str:
    """What readers see, what is kept beside it, and what was refused last."""
    current, refused = found["current"], found["last_rejected"]
    lines = [f"current   {_release_line(current)}" if current else "nothing is published yet"]
    lines += [
        f"kept      {_release_line(each)}"
        for each in found["kept"]
        if not current or each["release_id"] != current["release_id"]
    ]
    if refused:
        lines.append(f"refused   {_release_line(refused)}")
        for rule in refused["verdict"]["broken"]:
            lines.append(f"            {rule['rule']}: {rule['found']}")
        lines.append(f"            report {refused['folder']}/report/index.html")
    return "\n".join(lines)


def _release_line(release: dict[str, Any]) -> str:
    customers = release["tables"].get("customer_360", 0)
    return (
        f"{release['release_id']}  as of {release['as_of_on']}, {customers:,} customers, "
        f"decided {release['decided_at']}"
    )


def _night_text(data: dict[str, Any], settings: Settings) -> str:
    text = f"\n{settings.company.name}, as of {data['as_of'] or 'unknown'}\n"
    landed = Table("extract", box=box.SIMPLE, pad_edge=False)
    for name in ("files", "new", "rows landed", "quarantined", "not data", "refused files"):
        landed.add_column(name, justify="right")
    counts = ("files", "new", "landed", "quarantined", "not_data", "refused")
    for row in data["books"]:
        landed.add_row(row["extract"], *(f"{row[name]:,}" for name in counts))
    text += _printed(landed)
    if who := data["identity"]:
        text += (
            f"{who['records']:,} records are {who['customers']:,} customers "
            f"({who['links']:,} links, {who['refused_unions']:,} refused; largest "
            f"{who['largest_cluster']}, ids changed since last time {who['ids_changed']:,})\n"
        )
    if data["kpis"]:
        kpis = Table("KPI", box=box.SIMPLE, pad_edge=False)
        for name in ("value", "95 % interval", "period", "change", ""):
            side: Side = "left" if name in ("", "period") else "right"
            kpis.add_column(name, justify=side, no_wrap=True)
        for row in data["kpis"]:
            flag = "" if row["flag"] == "ok" else row["flag"]
            kpis.add_row(
                row["name"], row["value"], row["interval"], row["period"], row["change"], flag
            )
        text += _printed(kpis)
    return text + _verdict(data)


def _verdict(data: dict[str, Any]) -> str:
    folder = data["folder"]
    lines = []
    for rule in data["warnings"]:
        lines.append(f"  warning  {rule['description_en']}: {rule['found']}")
    if data["ended"] == "refused":
        lines.append("REFUSED: `current` is untouched. What does not hold:")
        for rule in data["broken_rules"]:
            lines.append(
                f"  {rule['rule']}: {rule['description_en']}\n      found: {rule['found']}"
            )
            lines += [f"      file: {file}" for file in rule["files"][:SHOWN_FILES]]
            if (more := len(rule["files"]) - SHOWN_FILES) > 0:
                lines.append(f"      … and {more} more files (evidence/checks.json has them all)")
    elif data["ended"] == "unchanged":
        lines.append(f"UNCHANGED: the same content as {data['release']}, which stays current.")
    else:
        lines.append(f"PUBLISHED {data['release']}")
    if folder:
        lines += [
            f"  report   {folder}/report/index.html",
            f"  checks   {folder}/quality/index.html",
            f"  BI       {folder}/marts.duckdb  (and parquet/)",
        ]
    return "\n".join(lines)


def _by_object(books: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for book in books:
        groups[f"{book['source_system']} {book['source_object']}"].append(book)
    return [
        {
            "extract": name,
            "files": len(group),
            "new": sum(each["status"] == "landed" for each in group),
            "landed": sum(each["rows_landed"] for each in group if each["status"] in COUNTED),
            "quarantined": sum(
                each["rows_quarantined"] for each in group if each["status"] in COUNTED
            ),
            "not_data": sum(each["rows_not_data"] for each in group if each["status"] in COUNTED),
            "refused": sum(each["status"] == "quarantined" for each in group),
        }
        for name, group in groups.items()
    ]


COUNTED = {"landed", "already_landed"}


def _remarks(book: dict[str, Any]) -> list[str]:
    said = [book["reason"]] if book.get("reason") else []
    said += [f"{count} rows: {reason}" for reason, count in book["quarantine_reasons"].items()]
    said += [f"{count} cells {flag}" for flag, count in book["repaired"].items()]
    said += [
        f"{kind} columns: {', '.join(names)}" for kind, names in book["drift"].items() if names
    ]
    said += [
        f"{kind} since the last file: {', '.join(names)}"
        for kind, names in book.get("changed", {}).items()
    ]
    if book.get("rows_repeated"):
        said.append(f"{book['rows_repeated']:,} of the rows in stood in a line with others")
    return said


def _printed(table: Table) -> str:
    out = io.StringIO()
    Console(file=out, width=WIDTH, color_system=None).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _json(file: Path, otherwise: Any) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return otherwise
