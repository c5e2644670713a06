"""The graph as Dagster sees it: whole, one way, and with nothing published past the gate."""

from __future__ import annotations

import dagster as dg
import pytest

from dagster_project import dbt_project, nightly
from dagster_project.definitions import defs as definitions
from dagster_project.settings import Settings


@pytest.fixture(scope="module")
def graph() -> dg.Definitions:
    nightly.surround(Settings.from_environment())
    return definitions()


def keys(graph: dg.Definitions) -> dict[dg.AssetKey, set[dg.AssetKey]]:
    nodes = graph.resolve_asset_graph()
    return {key: set(nodes.get(key).parent_keys) for key in nodes.get_all_asset_keys()}


def test_every_key_that_is_depended_on_can_be_made(graph: dg.Definitions) -> None:
    """A check or a dependency on a mistyped key is silently none at all."""
    nodes = graph.resolve_asset_graph()
    assert nodes.get_all_asset_keys() == nodes.materializable_asset_keys
    for check in nodes.asset_check_keys:
        assert check.asset_key in nodes.materializable_asset_keys, check


def test_the_nightly_job_makes_everything_but_the_matching_model(graph: dg.Definitions) -> None:
    job = graph.resolve_job_def(nightly.JOB)
    model = dg.AssetKey(["identity_model", "company"])
    assert set(job.asset_layer.selected_asset_keys) == set(keys(graph)) - {model}


def test_the_release_stands_behind_the_gate_and_the_gate_behind_every_mart(
    graph: dg.Definitions,
) -> None:
    parents = keys(graph)

    def above(key: dg.AssetKey) -> set[dg.AssetKey]:
        direct = parents[key]
        return direct.union(*(above(parent) for parent in direct)) if direct else set()

    verdict = dg.AssetKey(["release", "verdict"])
    assert verdict in above(dg.AssetKey(["release", "current"]))
    published = {dg.AssetKey(["marts", each["name"]]) for each in dbt_project.published_models()}
    assert len(published) >= 11
    assert published <= above(verdict)


def test_data_walks_one_way(graph: dg.Definitions) -> None:
    """No stage reads what stands below it on the way from file to release."""
    order = ["raw", "staging", "canonical", "commerce", "identity", "insight"]
    order += ["measure", "marts", "release"]
    # a vendor's object in an entity's words; the model that identity weighs with
    same = {"mapping": "canonical", "identity_model": "identity"}
    raw = {each["source_name"] for each in dbt_project.raw_tables()}

    def stage(key: dg.AssetKey) -> int:
        name = "raw" if key.path[0] in raw else same.get(key.path[0], key.path[0])
        return order.index(name)

    named = {
        "canonical/party_identifier",  # carries the matching's normal forms, read by nobody
        # Who a customer is tonight is told once, by the customer's picture.
        "measure/int_first_order_tallies",
        "measure/int_sales_tallies",
        "measure/int_lead_scores",  # and so is what they did
    }
    backwards = [
        f"{key.to_user_string()} reads {parent.to_user_string()}"
        for key, parents in keys(graph).items()
        for parent in parents
        if key.to_user_string() not in named and stage(key) < stage(parent)
    ]
    assert backwards == []


def test_the_schedule_is_at_two_where_the_company_is(graph: dg.Definitions) -> None:
    schedule = graph.get_repository_def().get_schedule_def("every_night")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Tokyo")
