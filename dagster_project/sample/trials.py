"""What the invented company tries: initiatives, and tests with their drawn members.

The till knows nothing of either, so whatever effect is found is chance; one draw is broken on
purpose and one test still runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from dagster_project.sample.names import LISTS
from dagster_project.sample.randomness import Dice
from dagster_project.sample.span import Span
from dagster_project.sample.text import Text, glue, number, take, write_lines
from dagster_project.sample.vendors.smaregi_member import FIRST_ID as FIRST_CARD
from dagster_project.sample.world import World

EXPERIMENTS = (
    "experiment_id,name_ja,name_en,owner,outcome,control_variant,start_on,planned_end_on,planned_n,"
    "least_effect\n"
)
VARIANTS = "experiment_id,variant,planned_share\n"
ASSIGNMENTS = "experiment_id,source_system,source_record_id,variant\n"


@dataclass(frozen=True)
class Trial:
    """A test of two variants; days are counted back from the sample's last day."""

    id: str
    name_ja: str
    name_en: str
    outcome: str
    variant: str
    starts_before: int
    ends_before: int
    drawn_share: float
    least_effect: float


TRIALS = (
    Trial(
        "E01",
        "休眠前クーポン",
        "A voucher before they drift",
        "bought",
        "voucher",
        90,
        31,
        0.5,
        0.06,
    ),
    Trial(
        "E02", "送料無料の案内", "Free delivery by mail", "net_amount", "letter", 120, 61, 0.5, 900
    ),
    # Planned half and half; the list was sorted by date of entry before it was cut.
    Trial("E03", "新アプリの案内", "The new app by mail", "bought", "app", 80, 21, 0.58, 0.06),
    Trial(
        "E04", "誕生月はがき", "A card in the month of birth", "bought", "card", 30, -31, 0.5, 0.05
    ),
)


def write_trials(out: Path, world: World) -> None:
    span = world.span
    _write_initiatives(out / "initiatives.csv", span)
    last = span.last_on
    rows, shares = [EXPERIMENTS], [VARIANTS]
    for trial in TRIALS:
        start, end = (
            last - timedelta(before) for before in (trial.starts_before, trial.ends_before)
        )
        rows.append(
            f"{trial.id},{trial.name_ja},{trial.name_en},CRM推進部,{trial.outcome},control,"
            f"{start},{end},{world.cards.records.count // 3},{trial.least_effect:g}\n"
        )
        shares += [f"{trial.id},{variant},0.5\n" for variant in ("control", trial.variant)]
    for name, lines in (("experiments", rows), ("experiment_variants", shares)):
        (out / f"{name}.csv").write_text("".join(lines), "utf-8", newline="\n")
    drawn = [_drawn(trial, world) for trial in TRIALS]
    write_lines(out / "experiment_assignments.csv", ASSIGNMENTS, drawn)


def _write_initiatives(path: Path, span: Span) -> None:
    """The list names how many months ago each began; the file names the day."""
    header, *lines = (LISTS / "initiatives.csv").read_text("utf-8").splitlines()
    written = [header.replace("months_ago", "start_on,end_on")]
    for line in lines:
        cells = line.split(",")
        months = span.last_on.year * 12 + span.last_on.month - int(cells[6])
        cells[6] = f"{date(months // 12, months % 12 + 1, 1)},"
        written.append(",".join(cells))
    path.write_text("\n".join(written) + "\n", "utf-8", newline="\n")


def _drawn(trial: Trial, world: World) -> Text:
    """Members whose card was there on the first day of the test."""
    start = world.span.last - trial.starts_before
    cards = np.flatnonzero(world.cards.records.created < start).astype(np.int64)
    chance = Dice(world.seed, "trials").throw(cards, trial.id)
    variant = take(["control", trial.variant], (chance < trial.drawn_share).astype(np.int64))
    return glue(f"{trial.id},pos", number(cards + FIRST_CARD), glue(variant, "\n"), by=",")
