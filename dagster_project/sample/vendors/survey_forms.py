"""The two questionnaires: their columns as Qualtrics heads them, and what they measure."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from dagster_project.sample.handwriting import Style
from dagster_project.sample.places import ONLINE
from dagster_project.sample.randomness import Ints
from dagster_project.sample.text import Text, choose, number, take

STYLE = Style(latin=0.03)
_LABELS = {
    "StartDate": ("開始日", "startDate"), "EndDate": ("終了日", "endDate"),
    "Status": ("回答タイプ", "status"), "IPAddress": ("IPアドレス", "ipAddress"),
    "Progress": ("進捗", "progress"), "Duration (in seconds)": ("所要時間（秒）", "duration"),
    "Finished": ("完了", "finished"), "RecordedDate": ("記録日", "recordedDate"),
    "ResponseId": ("回答ID", "_recordId"), "RecipientLastName": ("受信者の姓", "recipientLastName"),
    "RecipientFirstName": ("受信者の名", "recipientFirstName"),
    "RecipientEmail": ("受信者のメール", "recipientEmail"),
    "ExternalReference": ("外部データ参照", "externalDataReference"),
    "LocationLatitude": ("緯度", "locationLatitude"),
    "LocationLongitude": ("経度", "locationLongitude"),
    "DistributionChannel": ("配信チャネル", "distributionChannel"),
    "UserLanguage": ("ユーザー言語", "userLanguage"),
}  # fmt: skip
_DATES = ("startDate", "endDate", "recordedDate")


@dataclass(frozen=True)
class Form:
    """`columns` are (export tag, question text, ImportId) after the seventeen fixed ones."""

    id: str
    name: str
    kind: str
    columns: tuple[tuple[str, str, str], ...]
    questions: dict[str, dict[str, Any]]
    has_nps: bool
    invited_share: float
    other_channel: str
    embedded: Callable[[Ints], list[Text]]

    @property
    def header(self) -> str:
        fixed = [(tag, label, key) for tag, (label, key) in _LABELS.items()]
        tags, labels, keys = zip(*fixed, *self.columns, strict=True)
        rows = (tags, labels, [_import_id(key) for key in keys])
        return "\ufeff" + "".join(",".join(map(_cell, row)) + "\n" for row in rows)


def _import_id(key: str) -> str:
    value = {"ImportId": key} | ({"timeZone": "Asia/Tokyo"} if key in _DATES else {})
    return json.dumps(value, separators=(",", ":"))


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\r\n') else text


def _wave(basis: Ints) -> list[Text]:
    quarter = (basis % 12) // 3 + 1
    return [
        take(
            [f"{y}Q{q}" for y in range(1990, 2041) for q in (1, 2, 3, 4)],
            (basis // 12 - 1990) * 4 + quarter - 1,
        )
    ]


def _place(basis: Ints) -> list[Text]:
    return [choose(basis == ONLINE, "オンライン", "店頭"), number(np.asarray(basis))]


RELATIONSHIP = Form(
    id="SV_6tQmR2wXk9LbN4s",
    name="四半期NPS調査",
    kind="relationship",
    columns=(
        (
            "Q1_NPS_GROUP",
            "当店を友人やご家族に\nどの程度お薦めしますか？ - グループ",
            "QID1_NPS_GROUP",
        ),
        ("Q1", "当店を友人やご家族に\nどの程度お薦めしますか？", "QID1"),
        ("Q2", '当店での"お買い物全体"に、どの程度満足していますか？', "QID2"),
        ("Q3", "そのようにお答えになった理由を、ご自由にお書きください。", "QID3_TEXT"),
        ("Q3 - Topics", "Q3 - Topics", "QID3_TEXT_eae5a8d0Topics"),
        ("customer_id", "customer_id", "customer_id"),
        ("wave", "wave", "wave"),
    ),
    questions={
        "QID1": {"metric": "nps"},
        "QID2": {"metric": "csat", "scale": [1, 5], "higher_is_better": True, "touchpoint": "総合"},
        "QID3_TEXT": {"metric": "text"},
    },
    has_nps=True,
    invited_share=0.9,
    other_channel="anonymous",
    embedded=_wave,
)
_ITEMS = ("店員", "レジ", "店舗", "オンライン")
AFTER_PURCHASE = Form(
    id="SV_1zHc8VfYp3JtGd7",
    name="購入後アンケート",
    kind="transactional",
    columns=(
        ("Q1_1", '次の点にどの程度満足しましたか？ - 店員の\n"応対"', "QID11_1"),
        ("Q1_2", "次の点にどの程度満足しましたか？ - レジの待ち時間", "QID11_2"),
        ("Q1_3", "次の点にどの程度満足しましたか？ - 店舗の見やすさ, 清潔さ", "QID11_3"),
        ("Q1_4", "次の点にどの程度満足しましたか？ - オンラインストア", "QID11_4"),
        (
            "Q2",
            "今回のお買い物は簡単でしたか？\n（1:まったくそう思わない ～ 7:とてもそう思う）",
            "QID12",
        ),
        ("Q3", "お気づきの点を、ご自由にお書きください。", "QID13_TEXT"),
        ("Q3 - Topics", "Q3 - Topics", "QID13_TEXT_5b1c09f2Topics"),
        ("customer_id", "customer_id", "customer_id"),
        ("touchpoint", "touchpoint", "touchpoint"),
        ("store_id", "store_id", "store_id"),
    ),
    questions={
        **{
            f"QID11_{index}": {
                "metric": "csat",
                "scale": [1, 5],
                "higher_is_better": True,
                "touchpoint": item,
            }
            for index, item in enumerate(_ITEMS, 1)
        },
        "QID12": {"metric": "ces", "scale": [1, 7], "higher_is_better": True},
        "QID13_TEXT": {"metric": "text"},
    },  # fmt: skip
    has_nps=False,
    invited_share=0.6,
    other_channel="qr",
    embedded=_place,
)
