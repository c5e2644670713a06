"""The review queue as a sheet for people, and their answers taken into the company folder."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from datetime import date
from pathlib import Path

from dagster_project.documents import ConfigurationError
from dagster_project.matching.answers import COLUMNS, DIFFERENT, FILE, SAME
from dagster_project.matching.portrait import TWO_EXCLUSIVE_IDS, TWO_MEMBER_CODES
from dagster_project.steward.customers import Customers, Row
from dagster_project.steward.sheets import read_sheet, write_sheet
from dagster_project.steward.words import words

# What a steward may write, in either language.
ANSWERS = {
    "same": SAME, "different": DIFFERENT,
    "同一": SAME, "同一人物": SAME, "同じ": SAME, "別人": DIFFERENT, "違う": DIFFERENT,
}  # fmt: skip
_SHOWN = ("name", "kana", "email", "phone", "address", "birth_on", "customer_id")
_KEYS = ("source_system", "source_object", "source_record_id")


def export(customers_file: Path, sheet: Path, limit: int | None = None) -> int:
    """Writes the queue, what matters most first; returns how many pairs it holds."""
    with Customers.open(customers_file) as customers:
        queue = customers.rows("select * from identity_review order by review_rank")
    queue = queue[:limit]
    header = ["pair", "answer (same / different)", "why", "review_rank"]
    header += ["evidence_ja", "evidence_en", "reason_ja", "reason_en"]
    header += [f"{side}_{name}" for name in (*_SHOWN, *_KEYS) for side in ("left", "right")]
    header += ["consent_differs", "net_amount", "order_count", "record_count"]
    write_sheet(sheet, [header, *(_line(row) for row in queue)])
    return len(queue)


def take_answers(
    customers_file: Path, company_folder: Path, sheet: Path, *, by: str, on: date
) -> dict[str, int]:
    """Adds a filled sheet's answers to `identity_answers.csv`, all of them or none.

    Returns how many said same and different, how many rows are still open, and how many pairs are
    no longer in the queue (answered before, or no question any more) and were passed over.
    """
    if not by.strip():
        raise ConfigurationError("--by: found nothing; accepted: who answers")
    with Customers.open(customers_file) as customers:
        queue = {pair_key(row): row for row in customers.rows("from identity_review")}
    taken: list[list[str]] = []
    count = {SAME: 0, DIFFERENT: 0, "open": 0, "passed_over": 0}
    for number, cells in read_sheet(sheet):
        word = next((text for name, text in cells.items() if name.startswith("answer")), None)
        if word is None or "pair" not in cells:
            raise ConfigurationError(
                f"{sheet}:1: found the columns {', '.join(cells)}; accepted: a sheet of "
                "`cx360 review export` with its columns pair and answer"
            )
        if not word:
            count["open"] += 1
            continue
        answer = ANSWERS.get(word.lower())
        if answer is None:
            raise ConfigurationError(
                f"{sheet}:{number}: answer: found `{word}`; accepted: {' | '.join(ANSWERS)}"
            )
        row = queue.get(cells["pair"])
        if row is None:
            count["passed_over"] += 1
            continue
        if answer == SAME and row["reason"] in (TWO_MEMBER_CODES, TWO_EXCLUSIVE_IDS):
            raise ConfigurationError(
                f"{sheet}:{number}: answer: found `{word}` for two records with different member "
                "codes or exclusive ids; accepted: different, or nothing; correct them at their "
                "source first"
            )
        why = " ".join(cells.get("why", "").split())
        keys = [row[f"{side}_{name}"] for side in ("left", "right") for name in _NAMED]
        taken.append([*keys, answer, by.strip(), on.isoformat(), why])
        count[answer] += 1
    _append(company_folder / FILE, taken)
    return count


_NAMED = ("source_system", "source_record_id")


def pair_key(row: Row) -> str:
    """A pair's name in the sheet: it survives what a spreadsheet does to long numbers."""
    records = sorted("|".join(row[f"{side}_{key}"] for key in _KEYS) for side in ("left", "right"))
    return "P" + hashlib.sha256("\n".join(records).encode()).hexdigest()[:15]


def _line(row: Row) -> list[str]:
    evidence, reason = words("evidence", row["evidence"]), words("reason", row["reason"])
    cells = [pair_key(row), "", "", row["review_rank"]]
    cells += [evidence["ja"], evidence["en"], reason["ja"], reason["en"]]
    cells += [row[f"{side}_{name}"] for name in (*_SHOWN, *_KEYS) for side in ("left", "right")]
    cells += [row["consent_differs"], row["net_amount"], row["order_count"], row["record_count"]]
    return ["" if cell is None else str(cell) for cell in cells]


def _append(path: Path, rows: list[list[str]]) -> None:
    """The file with these lines at its end, replaced in one step."""
    if not rows:
        return
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    before = path.read_text("utf-8-sig") if path.exists() else ""
    if not before:
        lines.writerow([column.name for column in COLUMNS])
    lines.writerows(rows)
    draft = path.with_name(path.name + ".tmp")
    gap = "" if not before or before.endswith("\n") else "\n"
    draft.write_text(before + gap + out.getvalue(), "utf-8")
    os.replace(draft, path)
