"""What the reading of a text promises to those who count and explain it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from bench.voice import OWN, labelled
from dagster_project.documents import ConfigurationError
from dagster_project.voice import read, read_lexicon, read_texts


@pytest.mark.parametrize("language, least", [("ja", 0.95), ("en", 0.92)])
def test_our_own_sentences_are_read_as_a_person_labelled_them(language: str, least: float) -> None:
    lexicon = read_lexicon()
    chosen = [each for each in labelled(OWN) if each[1].isascii() == (language == "en")]
    right = Counter(read(text, lexicon).sentiment == label for label, text in chosen)
    assert right[True] / len(chosen) >= least


@pytest.mark.parametrize(
    "text, sentiment",
    [
        ("おいしくない", "negative"),
        ("美味しくないわけではない", "positive"),
        ("悪くない", "positive"),
        ("ｵｽｽﾒです", "positive"),
        ("わかりにくい", "negative"),
        ("分かりづらい", "negative"),
        ("問題ありません", "positive"),
        ("使えました", "neutral"),
        ("not bad", "positive"),
        ("The staff were not friendly", "negative"),
        ("", "neutral"),
        ("👍", "neutral"),
    ],
)
def test_spelling_and_negation_decide(text: str, sentiment: str) -> None:
    assert read(text, read_lexicon()).sentiment == sentiment


def test_each_theme_has_the_sentiment_of_its_own_part() -> None:
    reading = read("スタッフは親切だが、待ち時間が長い", read_lexicon())
    assert reading.sentiment == "negative"
    said = {each.theme: each.sentiment for each in reading.mentions}
    assert (said["staff"], said["waiting"]) == ("positive", "negative")
    assert "親切" in next(each for each in reading.mentions if each.theme == "staff").matched_words


@pytest.mark.parametrize(
    "text",
    [
        "担当の良子さんの説明",
        "山田親切様の説明",
        "説明は good@best.example へ",
        "Mr. Good explained",
    ],
)
def test_a_name_is_neither_praise_nor_a_reason(text: str) -> None:
    reading = read(text, read_lexicon())
    assert reading.sentiment == "neutral"
    for mention in reading.mentions:
        assert not {"良", "親切", "good", "best"} & set(mention.matched_words.split())


def test_a_company_adds_words_and_themes_and_the_version_tells(tmp_path: Path) -> None:
    folder = tmp_path / "voice"
    folder.mkdir()
    (folder / "polarity.yaml").write_text(
        "polarity:\n  - {score: -1, words: [もっさり]}\n", "utf-8"
    )
    (folder / "themes.yaml").write_text(
        "themes:\n  subscription: {name_ja: 定期便, words: [定期便]}\n", "utf-8"
    )
    own = read_lexicon(tmp_path)
    reading = read("定期便がもっさりしている", own)
    assert [(each.theme, each.sentiment) for each in reading.mentions] == [
        ("subscription", "negative")
    ]
    assert own.version != read_lexicon().version == read_lexicon(tmp_path / "nobody").version


def test_a_mistake_in_the_companys_words_names_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "voice"
    folder.mkdir()
    file = folder / "polarity.yaml"
    file.write_text('polarity:\n  - score: 1\n    words:\n      - "{良,よ"\n', "utf-8")
    with pytest.raises(ConfigurationError, match=r"polarity\.yaml:4: .*balanced"):
        read_lexicon(tmp_path)
    file.write_text("polarity:\n  - score: 9\n    words: [良い]\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"polarity\.yaml:2: .*from -2 to 2"):
        read_lexicon(tmp_path)


def test_live_texts_up_to_the_day_are_written_with_every_theme() -> None:
    con = duckdb.connect()
    con.execute("create schema canonical")
    con.execute(
        """
        create table canonical.voc_text as
        select 's' as source_system, 'o' as source_object, * from (values
            ('1', '店員が親切で、安い', false, date '2026-03-01'),
            ('2', '店員が親切で、安い', false, date '2026-03-02'),
            ('3', 'なし', false, date '2026-03-02'),
            ('4', '最悪', true, date '2026-03-02'),
            ('5', '最悪', false, date '2026-03-03'),
            ('6', ' ', false, date '2026-03-02')
        ) as rows(source_record_id, text, is_deleted, business_date)
        """
    )
    assert read_texts(con, read_lexicon(), as_of=date(2026, 3, 2)) == 2
    rows = con.execute(
        "select source_record_id, sentiment, theme from insight.text_sentiment"
    ).fetchall()
    assert rows == [
        ("1", "positive", "price"),
        ("1", "positive", "staff"),
        ("2", "positive", "price"),
        ("2", "positive", "staff"),
        ("3", "neutral", None),
    ]
    versions = con.execute("select distinct lexicon_version from insight.text_theme").fetchall()
    assert versions == [(read_lexicon().version,)]
