"""Where the columns of a contract stand in a nested record, and what of the record is left over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

DEEPEST = 100
# A double keeps this many digits of any whole number; beyond, an id has lost some.
_WHOLE_DIGITS = 15
_STEP = re.compile(r"\.?([^.\[\]]+)|\[([^\]]+)\]")
# One value in several spellings, as analytics exports write it; the first that is said counts.
_SPELLINGS = ("string_value", "int_value", "float_value", "double_value")


class Number(str):
    """A number as the file writes it, digit for digit."""


class UnreadableRecord(Exception):
    """What keeps one record from being a row."""


@dataclass
class Place:
    """One step of the paths: what stands here, and the steps that lead on."""

    path: str | None = None
    keys: dict[str, Place] = field(default_factory=dict)
    # Steps in brackets: the `key` of an element of a list, or its number from 0.
    looked_up: dict[str, Place] = field(default_factory=dict)


_NOWHERE = Place()


def places_of(paths: Iterable[str]) -> Place:
    """`reviewer.displayName`, `event_params[page_location]`, `items[0].name` as one tree."""
    root = Place()
    for path in paths:
        here = root
        for key, inside in _STEP.findall(path):
            steps = here.keys if key else here.looked_up
            here = steps.setdefault(key or inside, Place())
        here.path = path
        # A key may hold a dot or a bracket itself.
        root.keys.setdefault(path, Place()).path = path
    return root


def split(record: dict[str, Any], root: Place) -> tuple[dict[str, str], dict[str, str]]:
    """The texts at known paths, and those at paths that the contract does not know."""
    known: dict[str, str] = {}
    rest: dict[str, str] = {}
    _take(root, record, "", known, rest)
    return known, rest


def _take(place: Place, value: Any, name: str, known: dict[str, str], rest: dict[str, str]) -> None:
    # Not a number is how tables in memory write that there is none.
    if value is None or value != value:
        return
    if place.path is not None:
        known[place.path] = text_of(value)
        # The whole is kept, so its parts are no more than a second look at it.
        rest = {}
    if isinstance(value, dict) and (place.keys or not name):
        for key, each in value.items():
            below = f"{name}.{key}" if name else key
            _take(place.keys.get(key, _NOWHERE), each, below, known, rest)
    elif isinstance(value, list) and place.looked_up:
        _take_elements(place, value, name, known, rest)
    elif place.path is None and name:
        rest[name] = text_of(value)


def _take_elements(
    place: Place, elements: list[Any], name: str, known: dict[str, str], rest: dict[str, str]
) -> None:
    """Elements by number or by key; what nobody asks for stays together."""
    left, seen = [], set()
    for index, element in enumerate(elements):
        key = element.get("key") if isinstance(element, dict) else None
        step = next((s for s in (str(index), key) if s in place.looked_up and s not in seen), None)
        if step is None:
            left.append(element)
            continue
        seen.add(step)
        below = f"{name}[{step}]"
        if step == key:
            element = _value_said(element, below, rest)
        _take(place.looked_up[step], element, below, known, rest)
    if left:
        rest[name] = text_of(left)


def _value_said(element: dict[str, Any], name: str, rest: dict[str, str]) -> Any:
    """The value behind a key, plain or in one of several spellings; more than it is left over."""
    value = element.get("value")
    others = {k: v for k, v in element.items() if k not in ("key", "value") and v is not None}
    if isinstance(value, dict) and set(value) & set(_SPELLINGS):
        said = [each for each in _SPELLINGS if value.get(each) is not None]
        others |= {k: v for k, v in value.items() if v is not None and k not in said[:1]}
        value = value[said[0]] if said else None
    if others:
        rest[name] = text_of(others)
    return value


def text_of(value: Any) -> str:
    """A scalar as text; anything nested as compact JSON."""
    if isinstance(value, Number):
        return number_text(value)
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        if abs(value) >= 10**_WHOLE_DIGITS:
            return f"{Decimal(repr(value)).normalize():E}"
        return number_text(repr(value).removesuffix(".0"))
    return compact(value)


def number_text(token: str) -> str:
    """Digits without an exponent, where the file cannot have lost any of them."""
    if not re.search("[eE]", token) or len(token) > 400:
        return token
    try:
        number = Decimal(token)
    except InvalidOperation:
        # The exponent itself has too many digits.
        return token
    if -_WHOLE_DIGITS <= number.adjusted() < _WHOLE_DIGITS:
        plain = format(number, "f")
        return re.sub(r"\.?0+$", "", plain) if "." in plain else plain
    return f"{number:E}"


def compact(value: Any, depth: int = 0) -> str:
    if depth > DEEPEST:
        raise UnreadableRecord("nested too deeply")
    if isinstance(value, dict):
        items = (f"{_quoted(key)}:{compact(each, depth + 1)}" for key, each in value.items())
        return "{" + ",".join(items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(compact(each, depth + 1) for each in value) + "]"
    return str(value) if isinstance(value, Number) else _quoted(value)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
