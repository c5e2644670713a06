"""Names: split, read and put right with what the company's own furigana rows teach."""

import pytest

from dagster_project.matching.normalise.parts import NameCells
from dagster_project.matching.normalise.person_name import NAMELESS, NameReader, PersonName

LEARNED = [
    NameCells(None, "森田", "康平", None, "モリタ", "コウヘイ"),
    NameCells(None, "髙橋", "一郎", None, "タカハシ", "イチロウ"),
    NameCells("小鳥遊 美咲", None, None, "タカナシ ミサキ", None, None),
    NameCells(None, "鈴木", "康平", None, "スズキ", "コウヘイ"),
    NameCells(None, "池田", "康平", None, "イケダ", "コウヘイ"),
    NameCells(None, "森田", "裕子", None, "モリタ", "ユウコ"),
    NameCells(None, "林", "裕子", None, "ハヤシ", "ヒロコ"),
]
KOHEI = PersonName("森田", None, "康平", None)
READ_KOHEI = PersonName(None, "morita", None, "kohei")


def cells(
    full: str | None = None, family: str | None = None, given: str | None = None
) -> NameCells:
    return NameCells(full, family, given, None, None, None)


def read(name: NameCells) -> PersonName:
    return NameReader([*LEARNED, name]).read(name)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        (cells("森田康平"), KOHEI),
        (cells("森田　康平"), KOHEI),
        (cells("森田 康平 様"), KOHEI),
        (cells(None, "森田", "康平さま"), KOHEI),
        (cells(None, "康平", "森田"), KOHEI),
        (cells(None, "森田康平", None), KOHEI),
        (cells(None, "森田 康平", None), KOHEI),
        (cells("モリタ コウヘイ"), READ_KOHEI),
        (cells("ﾓﾘﾀｺｳﾍｲ"), READ_KOHEI),
        (cells("Kohei Morita"), READ_KOHEI),
        (cells("MORITA Kohei"), READ_KOHEI),
        (cells("Morita, Kohei"), READ_KOHEI),
        (cells("Mr. Kohei Morita"), READ_KOHEI),
        (cells("小鳥遊美咲"), PersonName("小鳥遊", None, "美咲", None)),
        (cells("高橋一郎(旧姓森田)"), PersonName("高橋", None, "一郎", None)),
        (cells(None, "Morita", "K."), PersonName(None, "morita", None, None, "k")),
        (cells("高橋"), PersonName("高橋")),
        (cells("John Smith"), PersonName(None, "smith", None, "zyon")),
        (cells("ジョン・スミス"), PersonName(None, "sumisu", None, "zyon")),
    ],
    ids=lambda value: "".join(filter(None, value)) if isinstance(value, NameCells) else "",
)
def test_a_name_is_read_from_whatever_cells_hold_it(name: NameCells, keys: PersonName) -> None:
    assert read(name) == keys


@pytest.mark.parametrize(
    "filler", ["テスト", "不明", "-", "ゲスト様", "お客様", "N/A", "１２３", "ああああ", "　"]
)
def test_a_filler_is_no_name(filler: str) -> None:
    assert read(cells(filler)) == NAMELESS
    assert read(cells(None, filler, filler)) == NAMELESS


def test_readings_come_from_the_companys_own_customers() -> None:
    lexicon = NameReader(LEARNED).lexicon
    assert set(lexicon.given.readings("裕子")) == {"yuko", "hiroko"}
    assert lexicon.given.readings("康平") == ("kohei",)
    assert lexicon.given.readings("知らない") == ()
