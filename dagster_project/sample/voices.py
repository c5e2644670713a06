"""What customers write in their own words: about what, in which mood, with line ends and quotes."""

from __future__ import annotations

from functools import cache

import numpy as np

from dagster_project.sample.randomness import Dice, Floats, Ints
from dagster_project.sample.text import Text, choose, take, words

_HAPPY = (
    "スタッフの方がとても親切で、\n贈り物選びが楽しかったです。",
    "店員さんの説明が丁寧で安心して買えました",
    "レジの待ち時間が短くて助かりました。",
    '季節の品ぞろえが良く、\n"また"利用します',
    "オンラインストアの梱包がきれいでした！",
    "ほうじ茶が美味しい。家族も気に入っています。",
    "ポイントが貯まりやすい",
    "店内が明るく、商品が見やすかったです。",
    "いつも気持ちよく買い物ができます。ありがとうございます。",
    "ラッピングが「素敵」と喜ばれました",
)
_EVEN = (
    "特にありません",
    "普通です。",
    "品ぞろえは良いが、少し高い",
    "もう少し営業時間が長いと助かります。",
    "アプリと会員カードが一つになると便利です",
    "なし",
    "値段の割にふつう。\n可もなく不可もなく。",
)
_ANGRY = (
    "レジに20分並びました。\n人を増やしてください。",
    '店員の態度が悪く、質問しても"分かりません"だけでした',
    "オンラインで注文した品の配送が遅く、連絡もありませんでした。",
    "サイトが使いにくい。途中で何度もエラーになります。",
    "返品の手続きが面倒で疲れました",
    "欲しい商品がいつも在庫切れです。",
    "値上げが続いて残念。もう利用しないと思います。",
    "店内が混雑していて、\n通路も狭くて危ないです。",
    "ポイントの期限が切れていた。事前に知らせてほしい。",
)
_SILENT = 0.45


@cache
def _all() -> Text:
    return words([*_HAPPY, *_EVEN, *_ANGRY])


def voices(rows: Ints, mood: Floats, dice: Dice) -> Text:
    """A text for each sheet, blank where somebody wrote nothing; the angry write more often."""
    groups = np.select([mood > 0.35, mood < -0.55], [0, 2], 1)
    sizes = np.array([len(_HAPPY), len(_EVEN), len(_ANGRY)])
    starts = np.cumsum(sizes) - sizes
    index = starts[groups] + (dice.throw(rows, "words") * sizes[groups]).astype(np.int64)
    silent = dice.throw(rows, "silent") < np.where(groups == 2, _SILENT * 0.6, _SILENT)
    return choose(silent, "", take(_all(), index))
