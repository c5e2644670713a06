"""The page as a reader finds it: its elements with their text, without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "br", "hr", "img", "input"}


@dataclass
class Element:
    """One element; `text` leaves out the other language when one is asked for."""

    tag: str
    attributes: dict[str, str | None]
    parent: Element | None
    parts: list[Element | str] = field(default_factory=list)

    def text(self, language: str | None = None) -> str:
        if self.tag in ("script", "style"):
            return ""
        other = {"ja": "en", "en": "ja"}.get(language or "")
        said = [
            part
            if isinstance(part, str)
            else ""
            if other and part.attributes.get("lang") == other
            else part.text(language)
            for part in self.parts
        ]
        return " ".join("".join(said).replace("\u00a0", " ").split())

    def all(self, tag: str | None = None, **wanted: str) -> list[Element]:
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                fits = all(
                    value in (part.attributes.get(name.rstrip("_").replace("_", "-")) or "").split()
                    for name, value in wanted.items()
                )
                found += [part] if fits and tag in (None, part.tag) else []
                found += part.all(tag, **wanted)
        return found

    def one(self, tag: str | None = None, **wanted: str) -> Element:
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} elements {tag} {wanted}"
        return found[0]

    def rows(self, language: str = "en") -> list[list[str]]:
        """A table's lines as texts."""
        return [
            [cell.text(language) for cell in line.all() if cell.tag in ("th", "td")]
            for line in self.all("tr")
        ]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("document", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), self.here)
        self.here.parts.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.parts.append(Element(tag, dict(attrs), self.here))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.here.tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.parts.append(data)


def page(path: Path) -> Element:
    """The page's elements; every one of them closed."""
    parser = _Parser()
    parser.feed(path.read_text("utf-8"))
    assert parser.here is parser.root, f"<{parser.here.tag}> is never closed"
    return parser.root
