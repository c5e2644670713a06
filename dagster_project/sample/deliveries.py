"""The drops: all history first, then a folder a night, with the defects of life among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from shutil import copyfile

import numpy as np

from dagster_project.sample import corporate, deals
from dagster_project.sample.places import ONLINE
from dagster_project.sample.receipts import SALE, Receipts
from dagster_project.sample.span import NIGHTS, compact, day
from dagster_project.sample.text import Text, write_lines
from dagster_project.sample.till import Till
from dagster_project.sample.vendors import (
    marketo,
    marketo_activity,
    salesforce_contact,
    smaregi_member,
    zendesk,
)
from dagster_project.sample.web import measured_since
from dagster_project.sample.world import World

# Nights are counted from 0. The first night's till file is wrong and is sent again two nights
# later, one shop's receipts of the second night come two nights late, the third night's file twice.
WRONG_NIGHT, LATE_NIGHT, DOUBLED_NIGHT, DELAY = 0, 1, 2, 2
_WRONG_RECEIPTS = 3


class Deliveries:
    """Writes the files of each drop below `extracts/<day>/`, in order of time."""

    def __init__(self, world: World, out: Path) -> None:
        self._world, self._span = world, world.span
        self._extracts = out / "extracts"
        self.till = Till(world)

    def history(self, tell: Callable[[str], None]) -> None:
        world, on = self._world, self._span.history_end
        self._company_records(on, lambda records: records.rows_of(on))
        accounts = world.corporate.account_blocks()
        write_lines(self._path(on, "salesforce_account", on), corporate.ACCOUNT_HEADER, accounts)
        self._survey_files(on, self._span.first - 60)
        self._web_file(on, measured_since(self._span), on)
        self._reviews(on)
        for first, last in self._span.history_months:
            self._activities(on, first, last)
            receipts = self.till.receipts(first, last)
            self.till.book(self._till_path(on, first, last), receipts, on)
            self.till.count(receipts)
            tell(f"{day(first):%Y-%m}: {receipts.count} receipts")
        self._cards(on, world.cards.rows_of(on))

    def night(self, index: int) -> None:
        on = self._span.nights[index]
        self._company_records(on, lambda records: records.rows_touched(on))
        self._survey_files(on, on)
        self._web_file(on, on, on, with_late=False)
        if index >= DELAY:
            before = self._span.nights[index - DELAY]
            self._web_file(on, before, before)
        if index == NIGHTS - 1:
            self._reviews(on)
        self._activities(on, on, on)
        self._till_files(index, on)
        came = np.flatnonzero(self.till.purchases.seen // 86_400 == on)
        self._cards(on, self._world.cards.rows_touched(on, came))

    def _company_records(self, on: int, rows_of: Callable[..., np.ndarray]) -> None:
        world = self._world
        kinds = (
            ("salesforce_contact", salesforce_contact.HEADER, world.contacts),
            ("salesforce_opportunity", deals.HEADER, world.deals),
            ("marketo_lead", marketo.LEAD_HEADER, world.leads),
            ("zendesk_tickets", zendesk.HEADER, world.tickets),
        )
        for name, header, kept in kinds:
            rows = rows_of(kept)
            self._file(on, name, header, kept.blocks(rows, on), len(rows))

    def _file(self, on: int, name: str, header: str, blocks: Iterable[Text], rows: int) -> None:
        """No rows, no file: an export job without a result leaves none."""
        if rows:
            write_lines(self._path(on, name, on), header, blocks)

    def _cards(self, on: int, rows: np.ndarray) -> None:
        bought = self.till.purchases
        blocks = self._world.cards.blocks(rows, on, bought.balance, bought.seen)
        self._file(on, "smaregi_kaiin", smaregi_member.HEADER, blocks, len(rows))

    def _activities(self, on: int, first: int, last: int) -> None:
        log = self._world.activities
        if log.count(first, last):
            path = self._path(on, "marketo_activity", first, last)
            write_lines(path, marketo_activity.HEADER, log.blocks(first, last))

    def _survey_files(self, on: int, first: int) -> None:
        for responses in self._world.surveys:
            rows = responses.sheets.between(first, on)
            form = responses.form
            self._file(on, f"qualtrics_{form.id}", form.header, responses.blocks(rows), len(rows))

    def _web_file(self, on: int, first: int, last: int, *, with_late: bool = True) -> None:
        """A day's events come twice: the second time with the hits that reached Google late."""
        log = self._world.web
        rows = log.rows(first, last, with_late=with_late)
        if len(rows):
            path = self._path(on, "ga4_events", first, last).with_suffix(".json.gz")
            write_lines(path, "", log.blocks(rows))

    def _reviews(self, on: int) -> None:
        """Every fetch lists all reviews of the shops."""
        rows = self._world.reviews.rows_of(on)
        if len(rows):
            path = self._path(on, "google_business_reviews", on).with_suffix(".json")
            write_lines(path, "", self._world.reviews.blocks(rows))

    def _till_files(self, index: int, on: int) -> None:
        till, nights = self.till, self._span.nights
        receipts, path = till.receipts(on, on), self._till_path(on, on, on)
        if index == WRONG_NIGHT:
            self._misbooked(receipts, path, nights[index + DELAY])
        elif index == LATE_NIGHT:
            self._partly_late(receipts, path, nights[index + DELAY])
        else:
            till.book(path, receipts, on)
            till.count(receipts)
        if index == DOUBLED_NIGHT:
            later = self._path(nights[index + DELAY], "x", on).parent
            later.mkdir(parents=True, exist_ok=True)
            copyfile(path, later / f"{path.stem} (1){path.suffix}")

    def _misbooked(self, receipts: Receipts, path: Path, again: int) -> None:
        """Three receipts with a piece too many, and one that the corrected file has no more."""
        on = self._span.nights[WRONG_NIGHT]
        sales = np.flatnonzero(receipts.kind == SALE)
        wrong = np.isin(np.arange(receipts.count), sales[:_WRONG_RECEIPTS])
        self.till.misbook(path, receipts, wrong, on)
        right = receipts.at(np.setdiff1d(np.arange(receipts.count), sales[-1:]))
        corrected = self._path(again, "x", on).parent / path.name
        self.till.book(corrected, right, again)
        self.till.count(right)

    def _partly_late(self, receipts: Receipts, path: Path, later: int) -> None:
        """The busiest shop's connection was down, so its receipts come in a file of their own."""
        on = self._span.nights[LATE_NIGHT]
        shops = receipts.store[receipts.store != ONLINE]
        late = receipts.store == (np.bincount(shops).argmax() if len(shops) else 0)
        balance = self.till.purchases.balance.copy()
        self.till.book(path, receipts, on, ~late)
        self.till.purchases.balance[:] = balance
        name = f"{path.stem}_tenpo{receipts.store[late][0] if late.any() else 0}{path.suffix}"
        self.till.book(self._path(later, "x", on).parent / name, receipts, later, late)
        self.till.count(receipts)

    def _till_path(self, on: int, first: int, last: int) -> Path:
        return self._path(on, "smaregi_torihiki_meisai", first, last)

    def _path(self, on: int, name: str, *days: int) -> Path:
        stamp = "_".join(compact(each) for each in days)
        return self._extracts / day(on).isoformat() / f"{name}_{stamp}.csv"
