"""Training of the probabilistic model: without labels, on a company's own records, seldom.

Splink learns how often records of one person agree in each column (expectation maximisation), this
module how many pairs there are, whether people share a door, and from which weight a pair is sure.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.matching.candidates import candidates
from dagster_project.matching.comparisons import settings
from dagster_project.matching.evidence import Doubles
from dagster_project.matching.features import features
from dagster_project.matching.model import Model, least_threshold
from dagster_project.matching.records import Records
from dagster_project.matching.scoring import linker_of, personal, predicted
from dagster_project.matching.weights import Scores, prior_of

Label = tuple[int, int, bool]  # (row, row, are one person)

SEED = 20260401
FEWEST_RECORDS = 1_000
_RANDOM_PAIRS, _TRAINING_PAIRS, _WEIGHED_PAIRS = 1_000_000, 300_000, 1_000_000
# Columns that are held fixed while the others are learned; each teaches those it does not name.
_SESSIONS = (("email",), ("family", "given"), ("birth", "postal"))
_FEWEST_PAIRS = 100
# What was never seen is rare, not impossible.
_LEAST_M, _LEAST_U = 0.001, 0.000001
_BAND, _FEWEST_ANSWERS = 4.0, 30


class TooFewRecords(Exception):
    """There is not enough to learn from; the shipped model serves better."""


def train(records: Records, labels: Sequence[Label] = ()) -> Model:
    """A model of these records, deterministic; `labels` are the stewards' answers about them."""
    if len(records) < FEWEST_RECORDS:
        raise TooFewRecords(
            f"found {len(records):,} records; accepted: at least {FEWEST_RECORDS:,}; the shipped "
            "model stays in use"
        )
    every = candidates(records, has_households=False)
    step = len(every.left) // _WEIGHED_PAIRS + 1
    pairs = every.left[::step], every.right[::step]
    learned, sessions = _learned(features(records, np.arange(len(records))))
    start = 0.5
    scores = predicted(records, pairs, learned, prior_of(start, len(records)))
    has_households = _has_households(scores)
    evident = scores.taken(personal(scores.levels, has_households))
    per_record = _pairs_per_record(evident.weight, start, len(records) / step)
    shift = np.log2(per_record / start)
    answers = _answers(records, evident, labels)
    threshold = _threshold(evident.weight + shift, *answers, least_threshold(has_households))
    return Model(
        settings=learned,
        pairs_per_record=round(per_record, 4),
        threshold=round(threshold, 2),
        has_households=has_households,
        trained_on={
            "records": len(records),
            "sessions": sessions,
            "answers": len(answers[0]),
            "labels": len(labels),
        },
    )


def _learned(table: pa.Table) -> tuple[dict[str, Any], list[str]]:
    """(Splink's parameters, the sessions that had pairs to learn from)."""
    with duckdb.connect() as con:
        con.execute("set threads = 2")
        linker = linker_of(con, table, settings(prior_of(0.5, len(table))))
        linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=SEED)
        held = [columns for columns in _SESSIONS if _agreeing(table, columns) >= _FEWEST_PAIRS]
        for columns in held:
            linker.training.estimate_parameters_using_expectation_maximisation(
                " and ".join(f"l.{name} = r.{name}" for name in columns),
                max_pairs=_TRAINING_PAIRS,
                record_sample_proportion=1.0,
            )
        return _bounded(linker.misc.save_model_to_json()), ["+".join(columns) for columns in held]


def _agreeing(table: pa.Table, columns: tuple[str, ...]) -> int:
    """How many records agree with an earlier one in these columns."""
    known = table.select(columns).drop_null()
    return len(known) - len(known.group_by(list(columns)).aggregate([]))


def _bounded(learned: dict[str, Any]) -> dict[str, Any]:
    """No parameter at 0 or 1: one unseen level would outweigh everything that was seen."""
    bounded = copy.deepcopy(learned)
    bounded.pop("linker_uid", None)
    for comparison in bounded["comparisons"]:
        levels = [x for x in comparison["comparison_levels"] if not x.get("is_null_level")]
        unseen = not any(level.get("m_probability") for level in levels)
        for level in levels:
            for name, least in (("m_probability", _LEAST_M), ("u_probability", _LEAST_U)):
                # A column that nobody fills must weigh nothing, not tell against everybody.
                share = 1 / len(levels) if unseen else level.get(name) or 0.0
                level[name] = round(min(max(share, least), 0.9999), 7)
    return bounded


def _has_households(scores: Scores) -> bool:
    """Whether another given name at one door usually comes with another birthday.

    Where it does, it is a relative. Where the birthday is the same as a rule, it is the same person
    under a slip, as in registers that hold everybody once.
    """
    level = scores.levels
    relatives = (
        (level["family"] == 4) & (level["given"] == 0) & (level["address"] >= 4)
        & (level["birth"] >= 0)
    )  # fmt: skip
    born_apart = (level["birth"] == 0)[relatives]
    return len(born_apart) < 50 or float(born_apart.mean()) > 0.3


def _pairs_per_record(weight: Doubles, start: float, count: float) -> float:
    """The number of true pairs by their own probabilities, until it settles."""
    per_record = start
    for _ in range(20):
        odds = np.exp2(np.clip(weight + np.log2(per_record / start), -60, 60))
        per_record = min(max(float((odds / (1 + odds)).sum()) / count, 0.05), 5.0)
    return per_record


def _answers(
    records: Records, scores: Scores, labels: Sequence[Label]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """(row of scores, are one person) where it is known: by two codes, or by a steward."""
    left, right = records.member_class[scores.left], records.member_class[scores.right]
    known: dict[int, bool] = {
        row: bool(left[row] == right[row])
        for row in np.flatnonzero((left >= 0) & (right >= 0)).tolist()
    }
    place = {
        pair: row
        for row, pair in enumerate(zip(scores.left.tolist(), scores.right.tolist(), strict=True))
    }
    for left_row, right_row, same in labels:
        pair = min(left_row, right_row), max(left_row, right_row)
        if pair in place:
            known[place[pair]] = same
    rows = np.array(sorted(known), np.int64)
    return rows, np.array([known[row] for row in rows.tolist()], bool)


def _threshold(
    weight: Doubles, rows: NDArray[np.int64], same: NDArray[np.bool_], least: float
) -> float:
    """The lowest weight, `least` or more, above which known pairs are right nine times in ten.

    Looked at in a band above each step, because the sure pairs far above prove nothing about it.
    """
    if len(rows) < _FEWEST_ANSWERS:
        return least
    known = weight[rows]
    for step in np.arange(least, least + 12, 0.5):
        band = (known >= step) & (known < step + _BAND)
        if band.sum() < 10 or (same[band].sum() + 0.9) / (band.sum() + 1) >= 0.9:
            return float(step)
    return least + 12
