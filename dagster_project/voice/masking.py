"""Hides who a text names: telephone numbers, e-mail addresses, names beside 様, さん, Mr."""

from __future__ import annotations

import re

MASK = "〓"
# Words that stand before さん or 様 and name nobody.
_NOBODY = (
    "お客|客|皆|みな|店員|店長|スタッフ|係|お子|子供|こども|奥|旦那|業者|運転手|警備員|大家|"
    "職人|神|王|姫|両親|母|父|お母|お父|おば|おじ|お姉|お兄|友人|担当者|従業員|各位|何|同|多|有|模|仕|異"
)
_HIDDEN = re.compile(
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|(?<![0-9])(?:\+81[- ]?|0)[0-9]{1,4}[- ]?[0-9]{1,4}[- ]?[0-9]{3,4}(?![0-9])"
    rf"|(?<![一-龠々ァ-ヶー])(?!(?:{_NOBODY})(?:様|さん|さま|氏))"
    r"(?:[一-龠々]{1,5}|[ァ-ヶー]{2,8})(?=様(?!々|子|式)|さん|さま|氏(?!名))"
    r"|\b(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Dd]r)\.? [A-Z][\w'-]+"
)
_KNOWN = re.compile(
    rf"(?:{_NOBODY}|スタッフ|ドライバー|オペレーター|フロント|受付|担当|仲居|女将|板前)$"
)


def masked(text: str) -> str:
    """The text with a mark where it names a person or how to reach one."""
    return _HIDDEN.sub(lambda found: found[0] if _KNOWN.search(found[0]) else MASK, text)
