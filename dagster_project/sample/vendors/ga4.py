"""The BigQuery export of Google Analytics 4, a table a day written out as gzipped JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dagster_project.sample import clock
from dagster_project.sample.products import products
from dagster_project.sample.randomness import Dice, Ints
from dagster_project.sample.text import Text, choose, glue, is_blank, number, slices, take
from dagster_project.sample.web import STEPS, STRANGER, Events

_DENIES, _LATE_HITS = 0.04, 0.15
_PAGES = ("/", "/items/", "/cart", "/checkout", "/thanks")
_SOURCES = (
    ("google", "organic", ""), ("(direct)", "(none)", ""), ("newsletter", "email", "mail_magazine"),
    ("instagram", "social", ""), ("google", "cpc", "brand"),
)  # fmt: skip
_SOURCE_SHARES = np.array([0.38, 0.62, 0.8, 0.9, 1.0])


@dataclass(frozen=True)
class EventLog:
    """The measured events; `code` is, by person, the member code that the shop's login gives."""

    events: Events
    dice: Dice
    code: Text

    def rows(self, first: int, last: int, *, with_late: bool = True) -> Ints:
        """Rows of whole days; hits of strangers that reach Google late are in no first export."""
        rows = self.events.between(first, last)
        late = (self.dice.throw(rows, "late") < _LATE_HITS) & ~self.events.is_logged_in[rows]
        return rows if with_late else rows[~late]

    def blocks(self, rows: Ints) -> Iterator[Text]:
        for part in slices(len(rows)):
            yield self._lines(rows[part])

    def _lines(self, rows: Ints) -> Text:
        events = self.events.at(rows)
        throw = lambda what: self.dice.throw(events.session, what)  # noqa: E731
        denied = throw("consent") < _DENIES
        days = events.moment // 86_400_000_000
        source = np.searchsorted(_SOURCE_SHARES, throw("source"), side="right")
        names, mediums, campaigns = zip(*_SOURCES, strict=True)
        product = take(products().codes, events.product)
        is_product = np.isin(events.step, (1, 2))
        page = choose(
            is_product & (events.step == 1),
            glue(take(_PAGES, events.step), product),
            take(_PAGES, events.step),
        )
        told = [
            _parameter("ga_session_id", "int_value", number(events.started)),
            _parameter("engagement_time_msec", "int_value", number(events.engaged)),
            _parameter("session_engaged", "string_value", choose(throw("short") < 0.4, "0", "1")),
            _parameter("page_location", "string_value", glue("https://shop.example.jp", page)),
            _parameter("source", "string_value", take(names, source)),
            _parameter("medium", "string_value", take(mediums, source)),
            _parameter("campaign", "string_value", take(campaigns, source)),
        ]
        device = np.where(events.person != STRANGER, events.person, 10_000_000 + events.session)
        code = take(self.code, events.person.clip(0))
        known = events.is_logged_in & ~denied & ~is_blank(code)
        revenue = products().price(events.product, days)
        return glue(
            '{"event_date":"', clock.on_day(days, "%Y%m%d"),
            '","event_timestamp":"', number(events.moment - clock.JAPAN * 1_000_000),
            '","event_name":"', take(STEPS, events.step),
            '","event_params":[', glue(*told, by=","),
            '],"event_bundle_sequence_id":"', number(events.session + 1),
            '","batch_event_index":"', number(events.place + 1),
            '","user_id":', choose(known, glue('"', code, '"'), "null"),
            ',"user_pseudo_id":', choose(denied, "null", glue('"', number(device), '.1760000000"')),
            ',"privacy_info":{"analytics_storage":"', choose(denied, "No", "Yes"),
            '"},"platform":"WEB","stream_id":"7701","items":',
            choose(is_product, glue('[{"item_id":"', product, '"}]'), "[]"),
            ',"ecommerce":{"purchase_revenue":',
            choose(events.step == len(STEPS) - 1, number(revenue), "null"),
            "}}\n",
        )  # fmt: skip


def _parameter(key: str, kind: str, value: Text) -> Text:
    return glue('{"key":"', key, '","value":{"', kind, '":"', value, '"}}')
