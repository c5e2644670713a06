"""The third tier: pairs that no single rule joins, weighed by the model.

Splink is imported when a pair is to be weighed, not before: most commands never need it.
"""

from __future__ import annotations

import logging
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.matching.candidates import candidates
from dagster_project.matching.cold_pairs import ColdPairs, Scores
from dagster_project.matching.evidence import SCORED, SCORED_ALONE, Edges, Longs, Scorer
from dagster_project.matching.features import features
from dagster_project.matching.model import Model
from dagster_project.matching.nights import Nights
from dagster_project.matching.records import Records

# Below this the odds against any link are so high that a pair need not be kept.
LEAST_WEIGHT = -12.0
# Fewer records hold hardly a pair that the rules leave over.
FEWEST_RECORDS = 200
# Splink holds both records of every pair that it weighs in memory.
PAIRS_AT_ONCE = 500_000
COMPARED = ("given", "family", "email", "phone", "birth", "address")
# Levels count down from the best, 0 is disagreement, -1 unknown: see `comparisons`.
_NAME_SLIP, _BIRTH_SAME = 2, 3


def scorer(model: Model) -> Scorer:
    """The seam of `resolve`: the pairs of this model that are sure enough to be linked."""

    def score(records: Records, nights: Nights) -> Edges:
        if len(records) < FEWEST_RECORDS:
            nobody = np.zeros(0, np.int64)
            return Edges.of(SCORED, nobody, nobody)
        found = weighed_again(records, model, nights)
        sure = found.taken(
            (found.weight >= model.threshold) & personal(found, model.has_households)
        )
        odds = np.exp2(np.minimum(sure.weight, 50.0))
        tier = SCORED if model.has_households else SCORED_ALONE
        return Edges.of(tier, sure.left, sure.right, np.round(odds / (1 + odds), 6))

    return score


def personal(found: Scores, has_households: bool) -> NDArray[np.bool_]:
    """Pairs with evidence of the person, not only of the household, and of more than the name.

    People at one door share surname, address, telephone and often the mailbox.
    """
    level = found.levels
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


def weighed(records: Records, model: Model) -> Scores:
    """Every candidate pair with its match weight."""
    prior = prior_of(model.pairs_per_record, len(records))
    pairs = candidates(records, has_households=model.has_households)
    return predicted(features(records), pairs, model.settings, prior)


def weighed_again(records: Records, model: Model, nights: Nights) -> Scores:
    """Every candidate pair that may reach the threshold, with its match weight.

    The others are those that last night found too far below it, and whose records have not changed.
    """
    pairs = candidates(records, has_households=model.has_households)
    prior = prior_of(model.pairs_per_record, len(records))
    cold = ColdPairs(records, model, prior, nights)
    open_ = ~cold.known(pairs)
    found = predicted(features(records), (pairs[0][open_], pairs[1][open_]), model.settings, prior)
    cold.remember(pairs, found)
    return found


def prior_of(pairs_per_record: float, count: int) -> float:
    """The chance that two records drawn at random are one person."""
    return min(2 * pairs_per_record / max(count, 2), 0.5)


def predicted(
    table: pa.Table, pairs: tuple[Longs, Longs], settings: dict[str, Any], prior: float
) -> Scores:
    """Splink's weights of the pairs, in the order of left and right."""
    left, right = pairs
    parts = []
    with duckdb.connect() as con:
        con.execute("set threads = 2; set memory_limit = '1.5GB'")
        linker = linker_of(con, table, settings | {"probability_two_random_records_match": prior})
        for first in range(0, len(left), PAIRS_AT_ONCE):
            piece = slice(first, first + PAIRS_AT_ONCE)
            parts.append(_predicted_piece(con, linker, left[piece], right[piece]))
    if not parts:
        nothing, unknown = np.zeros(0, np.int64), np.zeros(0, np.int32)
        return Scores(nothing, nothing, nothing.astype(float), dict.fromkeys(COMPARED, unknown))
    rows = pa.concat_tables(parts)
    return Scores(
        rows["unique_id_l"].to_numpy(),
        rows["unique_id_r"].to_numpy(),
        pc.round(rows["match_weight"], 6).to_numpy(),
        {name: rows[f"gamma_{name}"].to_numpy() for name in COMPARED},
    )


def _predicted_piece(
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
    found = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT, warning_mode="never")
    levels = ", ".join(f"gamma_{name}" for name in COMPARED)
    rows = con.execute(
        f"select unique_id_l, unique_id_r, match_weight, {levels} from {found.physical_name}"
        " order by unique_id_l, unique_id_r"
    ).to_arrow_table()
    found.drop_table_from_database_and_remove_from_cache()
    return rows


def linker_of(con: duckdb.DuckDBPyConnection, table: pa.Table, settings: dict[str, Any]) -> Any:  # noqa: ANN401  Splink is not imported for its name
    """A Splink linker on a connection of its own."""
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(con)
    shown = {"retain_matching_columns": True, "retain_intermediate_calculation_columns": True}
    return Linker(api.register(table), settings | shown, log_level=logging.ERROR)
