"""`insight.text_sentiment` and `insight.text_theme`: what every live text of voc_text says."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from dagster_project.voice.lexicon import Lexicon
from dagster_project.voice.reading import read

# The tables of schema insight that are written here.
VOICE_TABLES = ("text_sentiment", "text_theme", "theme")

_LIVE = """
create or replace temp table live_text as
select source_system, source_object, source_record_id, text
from canonical.voc_text
where not is_deleted and business_date <= $as_of and trim(text) <> ''
"""

_SENTIMENT = """
create or replace table insight.text_sentiment as
select
    live_text.source_system,
    live_text.source_object,
    live_text.source_record_id,
    said.sentiment,
    said.score,
    mentioned.theme,
    $version as lexicon_version
from live_text
inner join said on live_text.text = said.text
left join mentioned on live_text.text = mentioned.text
order by all
"""

_THEME = """
create or replace table insight.text_theme as
select
    live_text.source_system,
    live_text.source_object,
    live_text.source_record_id,
    mentioned.theme,
    mentioned.sentiment,
    mentioned.matched_words,
    $version as lexicon_version
from live_text
inner join mentioned on live_text.text = mentioned.text
order by all
"""

_NAMES = """
create or replace table insight.theme (theme text, name_ja text, name_en text)
"""


def read_texts(con: duckdb.DuckDBPyConnection, lexicon: Lexicon, *, as_of: date) -> int:
    """Writes both tables and insight.theme; the number of different texts that were read.

    A text that a thousand customers wrote is read once.
    """
    con.execute("create schema if not exists insight")
    con.execute(_LIVE, {"as_of": as_of})
    texts = [text for (text,) in con.execute("select distinct text from live_text").fetchall()]
    readings = [(text, read(text, lexicon)) for text in texts]
    said = pa.table(
        {
            "text": pa.array([text for text, _ in readings], pa.string()),
            "sentiment": pa.array([each.sentiment for _, each in readings], pa.string()),
            "score": pa.array([each.score for _, each in readings], pa.float64()),
        }
    )
    mentions = [(text, each) for text, reading in readings for each in reading.mentions]
    mentioned = pa.table(
        {
            "text": pa.array([text for text, _ in mentions], pa.string()),
            "theme": pa.array([each.theme for _, each in mentions], pa.string()),
            "sentiment": pa.array([each.sentiment for _, each in mentions], pa.string()),
            "matched_words": pa.array([each.matched_words for _, each in mentions], pa.string()),
        }
    )
    con.register("said", said)
    con.register("mentioned", mentioned)
    try:
        con.execute(_SENTIMENT, {"version": lexicon.version})
        con.execute(_THEME, {"version": lexicon.version})
    finally:
        con.unregister("said")
        con.unregister("mentioned")
        con.execute("drop table live_text")
    con.execute(_NAMES)
    con.executemany(
        "insert into insight.theme values (?, ?, ?)",
        [(each.theme, each.name_ja, each.name_en) for each in lexicon.themes],
    )
    return len(texts)
