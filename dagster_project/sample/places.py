"""The company's shops and the towns that its customers live in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from dagster_project.sample.names import read_list
from dagster_project.sample.randomness import Floats, Ints, cumulated
from dagster_project.sample.text import Text, listed, words

ONLINE = 99
ONLINE_NAME = "オンラインストア"
BUILDINGS = listed(
    "メゾン青葉 コーポさくら グリーンハイツ レジデンス栄 サンパレス パークサイド ハイム中央 "
    "シャトー本町 第二ひかり荘 ヴィラ桜 ライオンズ台 プラザ若葉"
)


@dataclass(frozen=True)
class Cities:
    prefecture: Text
    city: Text
    postal_prefix: Text
    area_code: Text
    area_length: Ints
    store: Ints
    shares: Floats
    towns: Text
    town_start: Ints
    town_count: Ints


@cache
def cities() -> Cities:
    rows = read_list("cities.csv")
    towns = [row["towns"].split("|") for row in rows]
    counts = np.array([len(each) for each in towns])
    return Cities(
        prefecture=words([row["prefecture"] for row in rows]),
        city=words([row["city"] for row in rows]),
        postal_prefix=words([row["postal_prefix"] for row in rows]),
        area_code=words([row["area_code"] for row in rows]),
        area_length=np.array([len(row["area_code"]) for row in rows]),
        store=np.array([int(row["store_id"]) for row in rows]),
        shares=cumulated([float(row["share"]) for row in rows]),
        towns=words([town for each in towns for town in each]),
        town_start=np.cumsum(counts) - counts,
        town_count=counts,
    )


@cache
def stores() -> dict[int, str]:
    """Store id to name; the online shop is one of Smaregi's stores."""
    rows = [row for row in read_list("cities.csv") if row["store_name"]]
    return {int(row["store_id"]): row["store_name"] for row in rows} | {ONLINE: ONLINE_NAME}
