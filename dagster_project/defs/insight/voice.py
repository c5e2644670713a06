"""What customers say in their own words, and how."""

from collections.abc import Iterator

import dagster as dg

from dagster_project import dbt_project
from dagster_project.defs.resources import Night
from dagster_project.voice import VOICE_TABLES, read_lexicon, read_texts
from dagster_project.warehouse import as_of_day

TABLES = [each for each in dbt_project.written_tables("insight") if each["name"] in VOICE_TABLES]


@dg.multi_asset(
    name="voice",
    specs=[
        dg.AssetSpec(
            ["insight", each["name"]],
            deps=[["canonical", "voc_text"], ["canonical", "as_of"]],
            group_name="insight",
            description=each["description"],
            kinds={"python", "duckdb"},
        )
        for each in TABLES
    ],
)
def voice(night: Night) -> Iterator[dg.MaterializeResult]:
    """Sentiment and themes by a lexicon that the company extends in its folder `voice/`."""
    lexicon = read_lexicon(night.settings.company_folder)
    with (
        night.stages.stage("voice", "Reading what customers say") as stage,
        night.warehouse() as con,
    ):
        stage.rows = {"texts": read_texts(con, lexicon, as_of=as_of_day(con))}
        counts = {
            each["name"]: con.table(f"insight.{each['name']}").count("*").fetchall()[0][0]
            for each in TABLES
        }
    for table, count in counts.items():
        yield dg.MaterializeResult(
            asset_key=["insight", table],
            metadata={"dagster/row_count": count, "lexicon_version": lexicon.version},
        )
