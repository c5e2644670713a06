"""What customers are expected to be worth, who is about to leave, and what tests came to."""

from collections.abc import Iterator

import dagster as dg

from dagster_project import dbt_project
from dagster_project.defs.resources import Night
from dagster_project.measures import read_experiments, score_churn, value_customers
from dagster_project.voice import VOICE_TABLES
from dagster_project.warehouse import as_of_day

TABLES = [
    each for each in dbt_project.written_tables("insight") if each["name"] not in VOICE_TABLES
]


@dg.multi_asset(
    name="insight",
    specs=[
        dg.AssetSpec(
            ["insight", each["name"]],
            deps=[
                ["commerce", "orders"],
                ["commerce", "order_lines"],
                ["identity", "party_customer"],
                ["canonical", "product"],
                ["canonical", "as_of"],
                ["canonical", "message_activity"],
                ["canonical", "survey_answer"],
                ["canonical", "survey_response"],
                ["canonical", "support_case"],
                ["identity", "customer_identity"],
                ["landing", "experiment"],
                ["landing", "experiment_assignment"],
                ["landing", "experiment_variant"],
            ],
            group_name="insight",
            description=each["description"],
            kinds={"python", "scipy"},
        )
        for each in TABLES
    ],
)
def insight(night: Night) -> Iterator[dg.MaterializeResult]:
    """BG/NBD, Gamma-Gamma and churn risk; simpler measures, with a reason, where data is thin."""
    with (
        night.stages.stage("insight", "Fitting customer value and churn risk") as stage,
        night.warehouse() as con,
    ):
        as_of = as_of_day(con)
        report = value_customers(con, as_of=as_of, currency=night.settings.company.currency)
        score_churn(con, as_of=as_of)
        read_experiments(con, as_of=as_of)
        counts = {
            each["name"]: con.table(f"insight.{each['name']}").count("*").fetchall()[0][0]
            for each in TABLES
        }
        stage.rows = {"customers": counts["customer_value"]}
    for table, count in counts.items():
        yield dg.MaterializeResult(
            asset_key=["insight", table],
            metadata={"dagster/row_count": count, "method": str(report.method)},
        )
