"""The six name cells of a record, cleaned: no honorifics, no notes in brackets, no fillers."""

from __future__ import annotations

import re
from typing import NamedTuple

from dagster_project.matching.normalise.text import fold

_NOTE = re.compile(r"[(\[【〔「<][^)\]】〕」>]*[)\]】〕」>]")
_HONORIFIC_AFTER = re.compile(
    r"(?:\s*(?:様|さま|サマ|殿|御中|先生)|\s+(?:さん|氏|君|ちゃん|san|sama)|(?<=[\u3400-\u9fff])さん)$",
    re.I,
)
_HONORIFIC_BEFORE = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam)(?:\.\s*|\s+)", re.I)
_FILLER = re.compile(
    r"^(?:[\W_\d]*|(.)\1{2,}|テスト.*|てすと.*|test.*|dummy.*|ダミー.*|sample|サンプル|不明|名無し?|名なし|"
    r"匿名.*|未入力|未登録|未設定|なし|無し|該当なし|ゲスト.*|guest.*|お客様?|会員|null|none|n/?a|nan|"
    r"unknown|anonymous|noname|no name|undefined|ああ+|あいう.*)$",
    re.I,
)


class NameCells(NamedTuple):
    """One record's name as its source wrote it."""

    full: str | None
    family: str | None
    given: str | None
    full_kana: str | None
    family_kana: str | None
    given_kana: str | None


class NameCleaner:
    """Cleans each distinct cell once."""

    def __init__(self) -> None:
        self._seen: dict[str, str | None] = {}

    def __call__(self, raw: str | None) -> str | None:
        if raw is None:
            return None
        if raw not in self._seen:
            self._seen[raw] = _clean(raw)
        return self._seen[raw]


def words(name: str) -> list[str]:
    """The parts of a cleaned full name, the family name first where its punctuation tells.

    A comma puts the family name first; ・ parts a Western name written in kana, given name first.
    """
    if "," in name:
        return [part.strip() for part in name.split(",") if part.strip()]
    if "・" in name:
        return [part.strip() for part in reversed(name.split("・")) if part.strip()]
    return name.split()


def _clean(raw: str) -> str | None:
    text = _NOTE.sub(" ", fold(raw)).replace("、", ",").strip(" 　*?!;:\"'・")
    text = _HONORIFIC_BEFORE.sub("", _HONORIFIC_AFTER.sub("", text)).strip()
    return None if _FILLER.match(text) else text
