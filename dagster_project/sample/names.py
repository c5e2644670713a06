"""Japanese names with their readings and how common they are."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from dagster_project.sample.kana import half_width, hiragana, latin, passport
from dagster_project.sample.randomness import Floats, Ints, cumulated
from dagster_project.sample.text import Text, words

LISTS = Path(__file__).parent / "lists"

# The list holds the common surnames; the long tail of real life is put together from these.
_FIRST = (
    "大オオ 北キタ 南ミナミ 西ニシ 松マツ 竹タケ 梅ウメ 杉スギ 石イシ 岩イワ 水ミズ 黒クロ 白シラ "
    "青アオ 長ナガ 高タカ 平ヒラ 広ヒロ 古フル 若ワカ 早ハヤ 浅アサ 深フカ 花ハナ 寺テラ 堀ホリ"
)
_SECOND = (
    "田タ 山ヤマ 川カワ 村ムラ 本モト 野ノ 沢サワ 島シマ 井イ 口グチ 原ハラ 木キ 谷タニ 崎サキ "
    "塚ツカ 岡オカ 倉クラ 森モリ 橋ハシ 尾オ"
)
_HIS_FIRST = (
    "健ケン 大ダイ 翔ショウ 拓タク 雄ユウ 裕ユウ 俊シュン 直ナオ 和カズ 正マサ 英ヒデ 光ミツ 智トモ"
)
_HIS_SECOND = "太タ 介スケ 也ヤ 人ト 樹キ 彦ヒコ 之ユキ 明アキ 則ノリ 哉ヤ 司シ"
_HER_FIRST = "美ミ 優ユウ 真マ 由ユ 彩アヤ 千チ 奈ナ 菜ナ 理リ 亜ア 友トモ 里リ 沙サ 紗サ"
_HER_SECOND = "子コ 香カ 恵エ 代ヨ 穂ホ 希キ 織オリ 佳カ 津ツ 江エ"
_TAIL_SURNAME = 20
_TAIL_GIVEN = (1.0, 0.7, 0.9)


@dataclass(frozen=True)
class Readings:
    """One entry a name: the same reading in every script."""

    katakana: Text
    hiragana: Text
    half: Text
    latin: Text
    passport: Text

    @classmethod
    def of(cls, kana: list[str]) -> Readings:
        scripts = (str, hiragana, half_width, latin, passport)
        return cls(*(words([write(each) for each in kana]) for write in scripts))


@dataclass(frozen=True)
class Surnames:
    """`forms` holds the everyday form of each name and after it its 異体字, from `start` on."""

    forms: Text
    start: Ints
    form_count: Ints
    readings: Readings
    shares: Floats


@dataclass(frozen=True)
class GivenNames:
    """`shares[sex, era]` are cumulative; sex 0 is male, era 0 ends in 1964, era 1 in 1989."""

    kanji: Text
    readings: Readings
    shares: list[list[Floats]]


def read_list(name: str) -> list[dict[str, str]]:
    with (LISTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _put_together(first: str, second: str) -> list[tuple[str, str]]:
    return [
        (one[0] + two[0], one[1:] + two[1:])
        for one in first.split()
        for two in second.split()
        if one[0] != two[0]
    ]


@cache
def surnames() -> Surnames:
    rows = [
        (r["forms"].split("|"), r["kana"], float(r["thousands"])) for r in read_list("surnames.csv")
    ]
    known = {form for forms, _, _ in rows for form in forms}
    tail = _put_together(_FIRST, _SECOND)
    rows += [([kanji], kana, float(_TAIL_SURNAME)) for kanji, kana in tail if kanji not in known]
    counts = np.array([len(forms) for forms, _, _ in rows])
    return Surnames(
        forms=words([form for forms, _, _ in rows for form in forms]),
        start=np.cumsum(counts) - counts,
        form_count=counts,
        readings=Readings.of([kana for _, kana, _ in rows]),
        shares=cumulated([weight for _, _, weight in rows]),
    )


@cache
def given_names() -> GivenNames:
    eras = ("before_1965", "until_1990", "after")
    rows = [
        (r["kanji"], r["kana"], int(r["sex"]) - 1, tuple(float(r[era]) for era in eras))
        for r in read_list("given_names.csv")
    ]
    known = {(kanji, sex) for kanji, _, sex, _ in rows}
    for sex, parts in enumerate(((_HIS_FIRST, _HIS_SECOND), (_HER_FIRST, _HER_SECOND))):
        tail = [pair for pair in _put_together(*parts) if (pair[0], sex) not in known]
        rows += [(kanji, kana, sex, _TAIL_GIVEN) for kanji, kana in tail]
    weights = np.array([weights for _, _, _, weights in rows])
    sexes = np.array([sex for _, _, sex, _ in rows])
    return GivenNames(
        kanji=words([kanji for kanji, _, _, _ in rows]),
        readings=Readings.of([kana for _, kana, _, _ in rows]),
        shares=[
            [cumulated(weights[:, era] * (sexes == sex)) for era in range(3)] for sex in (0, 1)
        ],
    )
