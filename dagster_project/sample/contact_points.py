"""E-mail addresses and telephone numbers: invented, unique to a person, some shared by a family."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.sample.names import given_names, surnames
from dagster_project.sample.people import People
from dagster_project.sample.places import cities
from dagster_project.sample.randomness import Ints, Mask, cumulated, pick, stream
from dagster_project.sample.span import day
from dagster_project.sample.text import Text, choose, glue, listed, number, take

if TYPE_CHECKING:
    from dagster_project.sample.faces import Home

# Names that are reserved for examples (RFC 2606, JPRS), and hosts below them.
DOMAINS = listed(
    "example.jp example.com example.ne.jp mail.example.jp mail.example.com mobile.example.ne.jp "
    "example.net example.org"
)
_DOMAIN_SHARES = cumulated([5, 7, 5, 4, 6, 3, 1, 1])
_HAS_EMAIL, _HAS_MOBILE, _HAS_LANDLINE = 0.88, 0.95, 0.42
_FAMILY_MAIL, _FAMILY_PHONE = 0.10, 0.04


def _scattered(index: Ints, below: int, by: int) -> Ints:
    """A different number for every index below `below`, in no visible order."""
    return (index * by + 13) % below


def emails(people: People, changes: Mask, seed: int) -> Text:
    """2 x N addresses: those of before, then those of after; blank where somebody has none."""
    rng = stream(seed, "emails")
    count = people.count
    digits = 10 ** (len(str(count)) + 1)
    suffix = number(_scattered(np.arange(count), digits, 7919))
    family = pc.utf8_lower(take(surnames().readings.passport, people.surname))
    given = pc.utf8_lower(take(given_names().readings.passport, people.given))
    year = number(
        np.array([day(d).year % 100 for d in range(-20000, 20000)])[people.birth + 20000], 2
    )
    styles = (
        glue(given, ".", family, suffix),
        glue(family, "_", pc.utf8_slice_codeunits(given, 0, 1), suffix),
        glue(given, suffix),
        glue(family, ".", given, year, "x", suffix),
    )
    style, domain = rng.integers(0, 4, count), pick(_DOMAIN_SHARES, rng.random(count))
    first = glue(_by_style(styles, style), "@", take(DOMAINS, domain))
    other = (domain + 1 + rng.integers(0, len(DOMAINS) - 1, count)) % len(DOMAINS)
    second = glue(_by_style(styles, (style + 1) % 4), "@", take(DOMAINS, other))
    first = choose(rng.random(count) < _HAS_EMAIL, first, "")
    in_family = (people.size > 1) & (rng.random(count)[people.head] < _FAMILY_MAIL) & ~changes
    shared = take(first, people.head)
    first = choose(in_family & (people.role > 0), shared, first)
    return pa.concat_arrays([first, choose(changes, second, first)])


def _by_style(styles: tuple[Text, ...], style: Ints) -> Text:
    chosen = styles[0]
    for index in range(1, len(styles)):
        chosen = choose(style == index, styles[index], chosen)
    return chosen


def mobiles(people: People, changes: Mask, seed: int) -> Text:
    """2 x N numbers of eleven digits without hyphens, blank where somebody has none."""
    rng = stream(seed, "mobiles")
    count = people.count
    first = choose(rng.random(count) < _HAS_MOBILE, _mobile(np.arange(count)), "")
    in_family = (people.size > 1) & (rng.random(count)[people.head] < _FAMILY_PHONE) & ~changes
    first = choose(in_family & (people.role > 0), take(first, people.head), first)
    second = choose(changes, _mobile(np.arange(count) + 50_000_000), first)
    return pa.concat_arrays([first, second])


def _mobile(index: Ints) -> Text:
    scattered = _scattered(index, 270_000_000, 123_456_791)
    prefix = take(["090", "080", "070"], scattered // 90_000_000)
    return glue(prefix, number(scattered % 90_000_000 + 10_000_000))


def landlines(people: People, home: Home, seed: int) -> Text:
    """N numbers of ten digits; everybody in a household has the same one."""
    rng = stream(seed, "landlines")
    count = people.count
    length = 10 - cities().area_length[home.city]
    local = (2 + 6 * rng.random(count)[people.head]) * 10.0 ** (length - 1)
    line = glue(take(cities().area_code, home.city), number(local.astype(np.int64)))
    return choose(rng.random(count)[people.head] < _HAS_LANDLINE, line, "")
