"""The third tier: pairs that no single rule joins, weighed by the model.

Splink is imported when a pair is to be compared, not before: most commands never need it.
"""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.matching.candidates import candidates
from dagster_project.matching.doors import Assumption, assumption
from dagster_project.matching.evidence import SCORED, SCORED_ALONE, Edges, Longs, Scorer
from dagster_project.matching.features import features
from dagster_project.matching.model import Model
from dagster_project.matching.nights import Nights
from dagster_project.matching.records import Records
from dagster_project.matching.weights import COMPARED, Levels, Scores, prior_of, weights

# Below this the odds against any link are so high that a pair need not be kept.
LEAST_WEIGHT = -12.0
# Fewer records hold hardly a pair that the rules leave over.
FEWEST_RECORDS = 200
# Splink holds both records of every pair that it compares in memory.
PAIRS_AT_ONCE = 500_000
# Levels count down from the best, 0 is disagreement, -1 unknown: see `comparisons`.
_NAME_SLIP, _BIRTH_SAME = 2, 3
_TERM_FREQUENCY = (
    "tf_adjustment_column", "tf_minimum_u_value", "tf_adjustment_weight",
    "disable_tf_exact_match_detection",
)  # fmt: skip


@dataclass(frozen=True)
class ModelScorer:
    """The seam of `resolve`: the pairs of this model that are sure enough to be linked."""

    model: Model
    households: bool | None

    def assumption(self, records: Records) -> Assumption:
        """Whether people share a door, and why that is assumed."""
        return assumption(records, self.households, self.model.has_households)

    def __call__(self, records: Records, nights: Nights, has_households: bool) -> Edges:
        """The links among the records."""
        if len(records) < FEWEST_RECORDS:
            nobody = np.zeros(0, np.int64)
            return Edges.of(SCORED, nobody, nobody)
        model = self.model.told(has_households)
        left, right, levels = personal_pairs(records, model, nights, has_households)
        prior = prior_of(model.pairs_per_record, len(records))
        weight = weights(records, left, right, levels, model.settings, prior)
        sure = weight >= model.threshold
        odds = np.exp2(np.minimum(weight[sure], 50.0))
        tier = SCORED if has_households else SCORED_ALONE
        return Edges.of(tier, left[sure], right[sure], np.round(odds / (1 + odds), 6))


def scorer(model: Model, households: bool | None = None) -> Scorer:
    """Weighs pairs by this model; `households`: what the company itself says of them."""
    return ModelScorer(model, households)


def personal(level: Levels, has_households: bool) -> NDArray[np.bool_]:
    """Pairs with evidence of the person, not only of the household, and of more than the name.

    People at one door share surname, address, telephone and often the mailbox.
    """
    others = sum((level[name] > 0).astype(int) for name in ("email", "phone", "birth", "address"))
    names = (level["given"] > 0).astype(int) + (level["family"] > 0)
    if not has_households:
        return (others > 0) & (others + names > 1)
    # A neighbour may have the same given name: with another surname an address proves nothing.
    kin = (
        (level["family"] != 0) | (level["email"] > 0) | (level["phone"] > 0) | (level["birth"] > 0)
    )
    named = (level["given"] >= _NAME_SLIP) & (others > 0) & kin
    unnamed = (level["given"] == -1) & (level["birth"] == _BIRTH_SAME) & (others + names > 1)
    return named | unnamed


def personal_pairs(
    records: Records, model: Model, nights: Nights, has_households: bool
) -> tuple[Longs, Longs, Levels]:
    """Every candidate pair with evidence of the person, and the levels it reaches.

    Only pairs of records that may have become candidates are compared tonight: the others reach
    the levels that they reached last night.
    """
    memory = nights.memory
    touched = nights.changed_values(records)
    last, of = memory.last("pairs"), memory.last("pairs_of")
    usable = last is not None and of is not None and of["model"].to_pylist() == [model.version]
    found = candidates(
        records,
        has_households=has_households,
        touched=touched if usable else None,
        crowded=memory.last("crowded") if usable else None,
    )
    levels = compared(records, (found.left, found.right), model.settings)
    rows = np.flatnonzero(personal(levels, has_households))
    pairs = _as_table(found.left[rows], found.right[rows], {k: v[rows] for k, v in levels.items()})
    if usable and last is not None:
        left, right = (nights.now[last[side].to_numpy()] for side in ("left", "right"))
        asked = np.append(found.asked, True)  # a record that is gone: -1
        stays = np.flatnonzero(~asked[left] & ~asked[right])
        kept = {name: last[name].to_numpy()[stays] for name in COMPARED}
        pairs = pa.concat_tables([_as_table(left[stays], right[stays], kept), pairs])
    memory.keep("pairs", pairs)
    memory.keep("pairs_of", pa.table({"model": [model.version]}))
    memory.keep("crowded", found.crowded)
    return (
        pairs["left"].to_numpy().astype(np.int64),
        pairs["right"].to_numpy().astype(np.int64),
        {name: pairs[name].to_numpy() for name in COMPARED},
    )


def _as_table(left: Longs, right: Longs, levels: Levels) -> pa.Table:
    ends = {"left": pa.array(left, pa.int32()), "right": pa.array(right, pa.int32())}
    return pa.table(ends | {name: pa.array(levels[name], pa.int8()) for name in COMPARED})


def predicted(
    records: Records, pairs: tuple[Longs, Longs], settings: dict[str, Any], prior: float
) -> Scores:
    """The pairs with their match weights, without the hopeless ones."""
    levels = compared(records, pairs, settings)
    weight = weights(records, *pairs, levels, settings, prior)
    return Scores(*pairs, weight, levels).taken(weight >= LEAST_WEIGHT)


def compared(records: Records, pairs: tuple[Longs, Longs], settings: dict[str, Any]) -> Levels:
    """The level that Splink finds for each comparison of the pairs, which stand in order."""
    left, right = pairs
    parts = []
    if len(left):
        with duckdb.connect() as con:
            con.execute("set threads = 2; set memory_limit = '1.5GB'")
            ends = np.unique(np.concatenate(pairs))
            linker = linker_of(con, features(records, ends), _without_frequencies(settings))
            for first in range(0, len(left), PAIRS_AT_ONCE):
                piece = slice(first, first + PAIRS_AT_ONCE)
                parts.append(_compared_piece(con, linker, left[piece], right[piece]))
    if not parts:
        return {name: np.zeros(0, np.int8) for name in COMPARED}
    rows = pa.concat_tables(parts)
    return {name: rows[f"gamma_{name}"].to_numpy().astype(np.int8) for name in COMPARED}


def _compared_piece(
    con: duckdb.DuckDBPyConnection,
    linker: Any,  # noqa: ANN401  Splink is not imported for its name
    left: Longs,
    right: Longs,
) -> pa.Table:
    keys = pa.array(["0"]).take(pa.array(np.zeros(len(left), np.int64)))
    con.register("piece", pa.table({"match_key": keys, "join_key_l": left, "join_key_r": right}))
    con.execute("create or replace table pairs_at_once as select * from piece")
    con.unregister("piece")
    api = linker._db_api
    linker.table_management.register_blocked_pairs_for_predict(
        api.table_to_splink_dataframe("pairs_at_once", "pairs_at_once")
    )
    found = linker.inference.predict(warning_mode="never")
    levels = ", ".join(f"gamma_{name}" for name in COMPARED)
    rows = con.execute(
        f"select {levels} from {found.physical_name} order by unique_id_l, unique_id_r"
    ).to_arrow_table()
    found.drop_table_from_database_and_remove_from_cache()
    return rows


def _without_frequencies(settings: dict[str, Any]) -> dict[str, Any]:
    """How frequent a name is changes what a level weighs, not which level a pair reaches."""
    plain = copy.deepcopy(settings)
    for comparison in plain["comparisons"]:
        for level in comparison["comparison_levels"]:
            for name in _TERM_FREQUENCY:
                level.pop(name, None)
    return plain


def linker_of(con: duckdb.DuckDBPyConnection, table: pa.Table, settings: dict[str, Any]) -> Any:  # noqa: ANN401  Splink is not imported for its name
    """A Splink linker on a connection of its own."""
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(con)
    shown = {"retain_matching_columns": True, "retain_intermediate_calculation_columns": True}
    return Linker(api.register(table), settings | shown, log_level=logging.ERROR)
