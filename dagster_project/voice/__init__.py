"""What customers say in their own words: sentiment and themes by rules that anyone can read.

    lexicon = read_lexicon(company_folder)
    read("スタッフは親切だが、待ち時間が長い", lexicon)
    # negative; of staff positive, of waiting negative

Knows neither Dagster nor dbt. docs/voice.md says how a comment becomes a theme.
"""

from dagster_project.voice.lexicon import (
    POLARITY_SCHEMA,
    THEMES_SCHEMA,
    Lexicon,
    read_lexicon,
)
from dagster_project.voice.reading import Mention, Reading, read
from dagster_project.voice.writing import VOICE_TABLES, read_texts

__all__ = [
    "POLARITY_SCHEMA",
    "THEMES_SCHEMA",
    "VOICE_TABLES",
    "Lexicon",
    "Mention",
    "Reading",
    "read",
    "read_lexicon",
    "read_texts",
]
