"""Text in Japanese and English at once; the page carries both and shows one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from dagster_project.documents import read_yaml

WORDS = Path(__file__).parent / "words.yaml"


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said twice. A template prints it as two spans, of which CSS shows one."""

    ja: str
    en: str

    def __html__(self) -> str:
        if self.ja == self.en:
            return escape(self.ja)
        return f'<span lang="ja">{escape(self.ja)}</span><span lang="en">{escape(self.en)}</span>'

    def filled(self, values: dict[str, Any]) -> Text:
        """The same text with its {places} filled, each language from its own side of a value."""
        return Text(
            ja=self.ja.format(**{key: said(value).ja for key, value in values.items()}),
            en=self.en.format(**{key: said(value).en for key, value in values.items()}),
        )


def said(value: Any) -> Text:
    """Any value as text; what is not bilingual reads the same in both languages."""
    return value if isinstance(value, Text) else Text(str(value), str(value))


def joined(parts: list[Text], *, ja: str = "、", en: str = ", ") -> Text:
    return Text(ja=ja.join(part.ja for part in parts), en=en.join(part.en for part in parts))


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return read_yaml(WORDS)


def word(key: str, **values: Any) -> Text:
    """The text under `group.name` in words.yaml, its places filled."""
    group, name = key.split(".", 1)
    return Text(**_words()[group][name]).filled(values)


def known_word(group: str, name: str | None) -> Text:
    """A code of the data (a channel, a status) in words where it has some, else as it stands."""
    if name is None or not str(name).strip():
        return word("page.unknown")
    entry = _words().get(group, {}).get(str(name).lower().replace(" ", "_"))
    return Text(**entry) if entry else said(name)
