"""What each customer is expected to order and be worth."""

from collections.abc import Iterator

import dagster as dg

from dagster_project import dbt_project
from dagster_project.defs.resources import Night
from dagster_project.measures import value_customers
from dagster_project.warehouse import as_of_day

TABLES = dbt_project.written_tables("insight")


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
            ],
            group_name="insight",
            description=each["description"],
            kinds={"python", "scipy"},
        )
        for each in TABLES
    ],
)
def insight(night: Night) -> Iterator[dg.MaterializeResult]:
    """BG/NBD and Gamma-Gamma over the order history; the simple measure where data is thin."""
    with night.stages.stage("insight", "Fitting customer value") as stage, night.warehouse() as con:
        report = value_customers(
            con, as_of=as_of_day(con), currency=night.settings.company.currency
        )
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
