"""The corporate side: companies that buy gifts, who works there, and the deals with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dagster_project.sample import clock
from dagster_project.sample.places import cities
from dagster_project.sample.randomness import Dice, Ints
from dagster_project.sample.span import Span
from dagster_project.sample.text import Text, choose, glue, listed, number, slices, take
from dagster_project.sample.vendors import salesforce

ACCOUNT_COLUMNS = listed(
    "Id IsDeleted MasterRecordId Name Industry NumberOfEmployees AnnualRevenue BillingPostalCode "
    "BillingState BillingCity BillingStreet Phone Website CreatedDate LastModifiedDate "
    "SystemModstamp"
)
ACCOUNT_HEADER = salesforce.header(ACCOUNT_COLUMNS)
_AT_WORK = 0.16
_HEADS = listed("青葉 北斗 みらい 東雲 大和 サンライズ 瑞穂 日の出 ときわ 若葉 やまと 三葉")
_TAILS = listed(
    "商事 物産 建設 工業 システムズ 不動産 印刷 食品 運輸 デザイン クリニック 法律事務所"
)
_INDUSTRIES = listed(
    "卸売 小売 建設 製造 情報通信 不動産 印刷 食品 運輸 サービス 医療 専門サービス"
)


@dataclass(frozen=True)
class Corporate:
    """One row an account; a person works for at most one of them."""

    count: int
    created: Ints
    dice: Dice

    @classmethod
    def of(cls, people: int, seed: int, span: Span) -> Corporate:
        dice = Dice(seed, "accounts")
        count = max(2, people // 60)
        rows = np.arange(count)
        created = span.first - 900 + (dice.throw(rows, "created") * 890).astype(np.int64)
        return cls(count, np.sort(created), dice)

    def employer(self, person: Ints) -> Ints:
        """The account that each person works for, or -1."""
        account = (self.dice.throw(person, "employer") * self.count).astype(np.int64)
        return np.where(self.dice.throw(person, "at work") < _AT_WORK, account, -1)

    def account_ids(self, rows: Ints) -> Text:
        return salesforce.ids("0015g00000", rows)

    def domain(self, rows: Ints) -> Text:
        return glue("corp", number(rows + 101), ".example.co.jp")

    def phone(self, rows: Ints) -> Text:
        city = self._city(rows)
        code = take(cities().area_code, city)
        local = 2 * 10 ** (9 - cities().area_length[city]) + rows * 7 + 100
        return glue(code, number(local // 10_000), number(local % 10_000, 4), by="-")

    def _city(self, rows: Ints) -> Ints:
        return (self.dice.throw(rows, "city") * len(cities().city)).astype(np.int64)

    def account_blocks(self) -> Iterator[Text]:
        for rows in slices(self.count):
            yield self._lines(rows)

    def name(self, rows: Ints) -> Text:
        throw = self.dice.throw
        head = (throw(rows, "head") * len(_HEADS)).astype(np.int64)
        tail = (throw(rows, "tail") * len(_TAILS)).astype(np.int64)
        city = self._city(rows)
        name = glue(take(_HEADS, head), take(_TAILS, tail))
        branch = choose(
            throw(rows, "branch") < 0.3, glue(name, take(cities().city, city), by=" "), name
        )
        before = glue("株式会社", branch)
        return choose(throw(rows, "before") < 0.5, before, glue(branch, "㈱"))

    def _lines(self, rows: Ints) -> Text:
        staff = (5 + 10 ** (1 + 2.5 * self.dice.throw(rows, "staff"))).astype(np.int64)
        industry = (self.dice.throw(rows, "tail") * len(_TAILS)).astype(np.int64)
        city = self._city(rows)
        town = cities().town_start[city]
        entered = clock.utc(self.created[rows], 36_000 + rows % 3_600, ".000Z")
        return salesforce.line([
            self.account_ids(rows), "false", "", self.name(rows), take(_INDUSTRIES, industry),
            number(staff), number(staff * 14_000_000),
            glue(take(cities().postal_prefix, city), "-", number(rows % 90 + 10, 4)),
            take(cities().prefecture, city), take(cities().city, city),
            glue(take(cities().towns, town), number(rows % 5 + 1), "-", number(rows % 20 + 1)),
            self.phone(rows), glue("https://", self.domain(rows), "/"), entered, entered, entered,
        ])  # fmt: skip
