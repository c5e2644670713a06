"""Invented Japanese customers as four systems know them, with the truth beside: who is who.

Names are drawn from this project's own lists, with the spread real ones have; every record is
spoiled by its own dice (variant characters, widths, romaji, missing and wrong cells, family
mailboxes and phones, namesakes, moves, marriages, junk).
"""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from dagster_project.matching import normalise


def _words(text: str) -> list[str]:
    return text.split()


_TABLES = Path(normalise.__file__).parent
_MALE = _words(
    """
    翔太ショウタ 健一ケンイチ 大輔ダイスケ 誠マコト 拓也タクヤ 直樹ナオキ 隆タカシ 浩ヒロシ
    康平コウヘイ 一郎イチロウ 太郎タロウ 和也カズヤ 達也タツヤ 亮リョウ 剛ツヨシ 蓮レン 悠斗ユウト
    陽翔ハルト 大翔ヒロト 樹イツキ 湊ミナト 颯太ソウタ 翼ツバサ 雄一ユウイチ 秀樹ヒデキ 正マサシ
    清キヨシ 茂シゲル 勝マサル 実ミノル 修オサム 進ススム 学マナブ 聡サトシ 智トモ 純ジュン 潤ジュン
    淳ジュン 慎吾シンゴ 信二シンジ 真司シンジ 圭介ケイスケ 啓介ケイスケ 良太リョウタ 涼太リョウタ
    祐介ユウスケ 雄介ユウスケ 裕太ユウタ 優太ユウタ 勇気ユウキ 裕樹ユウキ 友樹トモキ 智也トモヤ
    博之ヒロユキ 弘幸ヒロユキ 洋ヒロシ 寛ヒロシ 徹トオル 透トオル 徳男トクオ 国男クニオ
    龍之介リュウノスケ 光ヒカル 薫カオル
    """
)
_FEMALE = _words(
    """
    美咲ミサキ 花子ハナコ 裕子ユウコ 裕子ヒロコ 優子ユウコ 祐子ユウコ 陽子ヨウコ 洋子ヨウコ 恵メグミ
    恵子ケイコ 愛アイ 葵アオイ 結衣ユイ 由美ユミ 真由美マユミ 久美子クミコ 智子トモコ 友子トモコ
    和子カズコ 幸子サチコ 幸子ユキコ 節子セツコ 京子キョウコ 明美アケミ 直美ナオミ 美穂ミホ 美保ミホ
    彩アヤ 綾アヤ 麻衣マイ 舞マイ 千尋チヒロ 千春チハル 千鶴チヅル 桜サクラ 凛リン 陽菜ヒナ
    結菜ユイナ 莉子リコ 美羽ミウ 七海ナナミ 遥ハルカ 春香ハルカ 奈々ナナ 奈緒ナオ 香織カオリ
    沙織サオリ 里美サトミ 典子ノリコ 紀子ノリコ 則子ノリコ 順子ジュンコ 淳子ジュンコ 純子ジュンコ
    桂子ケイコ 敬子ケイコ 静子シズコ 文子フミコ 光ヒカリ 薫カオル 萌モエ 彩花アヤカ
    """
)
_CITIES = _words(
    """
    千代田区神田 世田谷区北沢 新宿区西新宿 杉並区高円寺南 横浜市青葉区美しが丘 川崎市高津区溝口
    さいたま市浦和区高砂 千葉市中央区富士見 鎌ヶ谷市中央 名古屋市千種区今池 大阪市北区梅田
    堺市堺区三国ヶ丘 京都市左京区下鴨 神戸市灘区六甲台 福岡市中央区天神 仙台市青葉区一番町
    札幌市中央区円山 広島市中区袋町 静岡市葵区鷹匠 新潟市中央区古町 龍ケ崎市佐貫 つくば市天王台
    金沢市香林坊 岡山市北区表町 熊本市中央区上通 鹿児島市東千石町 高松市丸亀町 松山市大街道
    長野市南千歳 宇都宮市馬場通
    """
)
_QUARTERS = _words(
    """
    本町 栄町 緑町 旭町 元町 幸町 東町 西町 南町 北町 宮前 若葉 高砂 末広 春日 弁天 港町 大手 桜台
    松が丘
    """
)
_PREFECTURES = _words(
    """
    東京都 東京都 東京都 東京都 神奈川県 神奈川県 埼玉県 千葉県 千葉県 愛知県 大阪府 大阪府 京都府
    兵庫県 福岡県 宮城県 北海道 広島県 静岡県 新潟県 茨城県 茨城県 石川県 岡山県 熊本県 鹿児島県
    香川県 愛媛県 長野県 栃木県
    """
)
_DOMAINS = _words(
    """
    gmail.com gmail.com gmail.com yahoo.co.jp yahoo.co.jp docomo.ne.jp ezweb.ne.jp icloud.com
    softbank.ne.jp outlook.jp hotmail.co.jp nifty.com
    """
)
_VARIANTS = str.maketrans("高崎辺斎浜桜沢島広恵国徳吉", "髙﨑邊齋濵櫻澤嶋廣惠國德𠮷")
_HALF = str.maketrans(
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンャュョッー",
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝｬｭｮｯｰ",
)
_HALF |= {0x3099: "ﾞ", 0x309A: "ﾟ"}
_FULL_DIGITS = str.maketrans("0123456789-", "０１２３４５６７８９－")
_KANJI_DIGITS = "〇一二三四五六七八九"


def _pair(text: str) -> tuple[str, str]:
    cut = next(i for i, letter in enumerate(text) if "ァ" <= letter <= "ヴ")
    return text[:cut], text[cut:]


@dataclass
class Person:
    """One invented person, as they are."""

    number: int
    family: tuple[str, str]
    given: tuple[str, str]
    gender: str
    birth: tuple[int, int, int]
    email: str
    mobile: str
    landline: str
    home: tuple[str, str, tuple[int, int, int], str]  # prefecture, town, block, postal code
    member_code: str | None
    maiden: tuple[str, str] | None = None


@dataclass
class Dice:
    """How often a record is spoiled: a factor on rates that a retailer's exports could show."""

    random: random.Random
    scale: float = 1.0
    surnames: list[tuple[str, str]] = field(default_factory=list)
    surname_weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        with (_TABLES / "surnames.csv").open(encoding="utf-8", newline="") as lines:
            self.surnames = [(row["surname"], row["reading"]) for row in csv.DictReader(lines)]
        # Surnames follow a long tail; three of four rarer ones are made by joining two characters.
        heads = [name[0] for name, _ in self.surnames if len(name) == 2]
        tails = [
            ("宮", "ミヤ"),
            ("尾", "オ"),
            ("岡", "オカ"),
            ("塚", "ツカ"),
            ("浜", "ハマ"),
            ("瀬", "セ"),
        ]
        for head in sorted(set(heads)):
            reading = next(r for n, r in self.surnames if n[0] == head)[:2]
            self.surnames += [(head + tail, reading + sound) for tail, sound in tails]
        self.surname_weights = list(
            accumulate(1 / (rank + 8) for rank in range(len(self.surnames)))
        )

    def chance(self, share: float) -> bool:
        return self.random.random() < share * self.scale

    def surname(self) -> tuple[str, str]:
        return self.random.choices(self.surnames, cum_weights=self.surname_weights)[0]


def people(count: int, dice: Dice) -> Iterator[Person]:
    """Persons in households of one to five, some of them twins, some father and son of one name."""
    pick = dice.random
    number = 0
    while number < count:
        family = dice.surname()
        town = pick.randrange(len(_CITIES))
        quarter = pick.randrange(len(_QUARTERS))
        postal = f"{100 + town * 17:03d}{quarter * 7 + 1:04d}"
        home = (_PREFECTURES[town], _CITIES[town] + _QUARTERS[quarter], _block(pick), postal)
        landline = f"0{3 + town % 4}{pick.randint(30000000, 79999999)}"
        shared_email = (
            f"{_local(dice, family, ('', ''))}@{pick.choice(_DOMAINS)}"
            if pick.random() < 0.12
            else ""
        )
        shared_mobile = _mobile(pick) if pick.random() < 0.05 else ""
        size = pick.choices((1, 2, 3, 4, 5), (46, 26, 14, 10, 4))[0]
        twins = size >= 3 and pick.random() < 0.05
        elder: Person | None = None
        taken: set[str] = set()
        for place in range(min(size, count - number)):
            gender = "male" if pick.random() < 0.48 else "female"
            given = _pair(pick.choice(_MALE if gender == "male" else _FEMALE))
            while given[1] in taken:
                given = _pair(pick.choice(_MALE if gender == "male" else _FEMALE))
            taken.add(given[1])
            year = pick.randint(1945, 2000) if place < 2 else pick.randint(1985, 2006)
            birth = (year, pick.randint(1, 12), pick.randint(1, 28))
            if elder and twins and place == 2:
                birth, gender = elder.birth, elder.gender
            if elder and place == 2 and pick.random() < 0.01:
                given, gender = elder.given, elder.gender
            email = shared_email or f"{_local(dice, family, given)}@{pick.choice(_DOMAINS)}"
            mobile = shared_mobile or _mobile(pick)
            code = (
                f"{20000000 + number * 7 + pick.randint(0, 6):08d}" if pick.random() < 0.6 else None
            )
            maiden = dice.surname() if gender == "female" and pick.random() < 0.03 else None
            person = Person(
                number, family, given, gender, birth, email, mobile, landline, home, code, maiden
            )
            elder = person
            number += 1
            yield person


def records(persons: int, seed: int, scale: float = 1.0) -> Iterator[dict[str, Any]]:
    """Party rows and contact rows (those have a `party_key`), each with its `person`."""
    dice = Dice(random.Random(seed), scale)
    junk = _Junk(dice.random, persons)
    for person in people(persons, dice):
        known_to = [s for s, share in _SOURCES if dice.random.random() < share] or ["pos"]
        for source in known_to:
            for copy in range(2 if dice.chance(0.04) else 1):
                yield _record(person, source, copy, dice, junk)


_SOURCES = (("crm", 0.45), ("marketing", 0.4), ("pos", 0.6), ("survey", 0.25))


class _Junk:
    """Values that clerks type when they must type something, and the shops' own phones."""

    def __init__(self, pick: random.Random, persons: int) -> None:
        self.emails = ["none@none.jp", "test@test.com", "shop@store.jp", "tencho@store.jp"]
        self.phones = ["0000000000", "09000000000"]
        self.phones += [f"03{pick.randint(30000000, 79999999)}" for _ in range(5 + persons // 3000)]


def _record(person: Person, source: str, copy: int, dice: Dice, junk: _Junk) -> dict[str, Any]:
    pick = dice.random
    row: dict[str, Any] = {"person": person.number, "source_system": source}
    row["record_id"] = f"{source[0].upper()}{person.number:07d}-{copy}"
    nameless = {"crm": 0.01, "marketing": 0.08, "pos": 0.12, "survey": 0.5}[source]
    family = person.maiden if person.maiden and pick.random() < 0.4 else person.family
    if not dice.chance(nameless):
        row |= _written_name(family, person.given, source, dice)
    email_share = {"crm": 0.8, "marketing": 0.97, "pos": 0.5, "survey": 0.9}[source]
    phone_share = {"crm": 0.75, "marketing": 0.35, "pos": 0.8, "survey": 0.1}[source]
    address_share = {"crm": 0.6, "marketing": 0.2, "pos": 0.45, "survey": 0.0}[source]
    if pick.random() < email_share:
        own = f"{_local(dice, person.family, person.given)}@{pick.choice(_DOMAINS)}"
        email = own if dice.chance(0.15) else person.email
        row["email"] = (
            pick.choice(junk.emails) if dice.chance(0.015) else _spoiled_email(email, dice)
        )
    if pick.random() < phone_share:
        number = person.landline if pick.random() < 0.25 else person.mobile
        number = _mobile(pick) if dice.chance(0.1) else number
        number = pick.choice(junk.phones) if dice.chance(0.03) else number
        row["mobile_phone" if number.startswith(("090", "080")) else "phone"] = _spoiled_phone(
            number, dice
        )
    if pick.random() < address_share:
        row |= _written_address(person, dice)
    if pick.random() < {"crm": 0.45, "marketing": 0.35, "pos": 0.65, "survey": 0.0}[source]:
        row["birth_on"] = _spoiled_birth(person.birth, dice)
    if pick.random() < {"crm": 0.1, "marketing": 0.0, "pos": 0.8, "survey": 0.0}[source]:
        row["gender"] = person.gender if not dice.chance(0.01) else "male"
    code_share = {"crm": 0.35, "marketing": 0.15, "pos": 0.9, "survey": 0.2}[source]
    if person.member_code and pick.random() < code_share:
        row["member_code"] = person.member_code
    if source == "survey" and "family_name" not in row and "full_name" not in row:
        row["party_key"] = f"contact:{row['record_id']}"
        row["phone"] = row.pop("mobile_phone", row.get("phone"))
    return row


def _written_name(
    family: tuple[str, str], given: tuple[str, str], source: str, dice: Dice
) -> dict[str, str]:
    pick = dice.random
    surname, first = family[0], given[0]
    if dice.chance(0.12):
        surname, first = surname.translate(_VARIANTS), first.translate(_VARIANTS)
    kana_family, kana_given = family[1], given[1]
    if dice.chance(0.25):
        kana_family, kana_given = _half_width(kana_family), _half_width(kana_given)
    form = pick.random()
    if source in ("marketing", "survey") and form < 0.12 * dice.scale:
        romaji = romanised(given[1], pick), romanised(family[1], pick)
        return {"full_name": " ".join(romaji if pick.random() < 0.6 else romaji[::-1])}
    if form < 0.2 * dice.scale:
        return {"family_name": kana_family, "given_name": kana_given}
    if dice.chance(0.04):
        return {"family_name": surname}
    if source != "pos" and dice.chance(0.1):
        return {
            "full_name": surname + pick.choice((" ", "", "　")) + first + pick.choice(("", "様"))
        }
    name = {"family_name": surname, "given_name": first}
    if pick.random() < {"crm": 0.7, "pos": 0.8, "marketing": 0.3, "survey": 0.05}[source]:
        name |= {"family_name_kana": kana_family, "given_name_kana": kana_given}
    return name


def _written_address(person: Person, dice: Dice) -> dict[str, str]:
    pick = dice.random
    prefecture, town, (a, b, c), postal = person.home
    if dice.chance(0.08):
        a, b, c = _block(pick)  # moved
    block = pick.choice(
        (
            f"{a}-{b}-{c}",
            f"{a}丁目{b}番{c}号",
            f"{_KANJI_DIGITS[a]}丁目{b}-{c}",
            f"{a}-{b}-{c}".translate(_FULL_DIGITS),
            f"{a}丁目{b}番地{c}",
        )
    )
    if pick.random() < 0.3:
        block += pick.choice((" コーポ", "　ハイツ", " メゾン")) + str(pick.randint(101, 405))
    address = {"address_line": (prefecture if pick.random() < 0.6 else "") + town + block}
    if pick.random() < 0.8:
        address["postal_code"] = f"{postal[:3]}-{postal[3:]}" if pick.random() < 0.5 else postal
    return address


def _block(pick: random.Random) -> tuple[int, int, int]:
    return pick.randint(1, 8), pick.randint(1, 40), pick.randint(1, 30)


def _spoiled_birth(birth: tuple[int, int, int], dice: Dice) -> str:
    year, month, day = birth
    if dice.chance(0.03):
        return dice.random.choice(("1980-01-01", "1900-01-01", "2000-01-01"))
    if dice.chance(0.02):
        day = dice.random.randint(1, 28)
    return f"{year}-{month:02d}-{day:02d}"


def _spoiled_email(email: str, dice: Dice) -> str:
    if dice.chance(0.1):
        return email.upper()
    if dice.chance(0.02):
        place = dice.random.randrange(1, email.index("@"))
        return email[:place] + email[place + 1 :]
    return f" {email}" if dice.chance(0.03) else email


def _spoiled_phone(number: str, dice: Dice) -> str:
    cut = 3 if len(number) == 11 else 2
    dashed = f"{number[:cut]}-{number[cut:-4]}-{number[-4:]}"
    if dice.chance(0.02):
        digit = dice.random.randrange(4, len(number))
        number = number[:digit] + str(dice.random.randint(0, 9)) + number[digit + 1 :]
    forms = (dashed, number, number, dashed.translate(_FULL_DIGITS), number[1:], f"+81{number[1:]}")
    return dice.random.choices(forms, (40, 25, 10, 10, 8, 7))[0]


def _half_width(kana: str) -> str:
    return unicodedata.normalize("NFD", kana).translate(_HALF)


def _mobile(pick: random.Random) -> str:
    return f"0{pick.choice((9, 8))}0{pick.randint(20000000, 89999999)}"


def _local(dice: Dice, family: tuple[str, str], given: tuple[str, str]) -> str:
    pick = dice.random
    parts = [romanised(part, pick) for part in (given[1], family[1]) if part]
    return pick.choice((".", "_", "")).join(parts).lower() + str(pick.randint(1, 99999))


_SYLLABLES = {
    kana: roman
    for kanas, romans in (
        ("アイウエオ", "a i u e o"),
        ("カキクケコ", "ka ki ku ke ko"),
        ("サシスセソ", "sa shi su se so"),
        ("タチツテト", "ta chi tsu te to"),
        ("ナニヌネノ", "na ni nu ne no"),
        ("ハヒフヘホ", "ha hi fu he ho"),
        ("マミムメモ", "ma mi mu me mo"),
        ("ヤユヨワン", "ya yu yo wa n"),
        ("ラリルレロ", "ra ri ru re ro"),
        ("ガギグゲゴ", "ga gi gu ge go"),
        ("ザジズゼゾ", "za ji zu ze zo"),
        ("ダヂヅデド", "da ji zu de do"),
        ("バビブベボ", "ba bi bu be bo"),
        ("パピプペポ", "pa pi pu pe po"),
    )
    for kana, roman in zip(kanas, romans.split(), strict=True)
}


def romanised(kana: str, pick: random.Random) -> str:
    """Hepburn as people type it: long vowels written out, dropped, or with an h."""
    text = ""
    for letter in kana:
        if letter in "ャュョ":
            vowel = {"ャ": "a", "ュ": "u", "ョ": "o"}[letter]
            text = text[:-1] + (vowel if text.endswith(("shi", "chi", "ji")) else "y" + vowel)
        elif letter == "ッ":
            text += "?"
        else:
            text += _SYLLABLES.get(letter, "")
    while (gap := text.find("?")) >= 0:
        text = text[:gap] + text[gap + 1 : gap + 2] + text[gap + 1 :]
    style = pick.random()
    if style < 0.6:
        text = text.replace("ou", "o").replace("uu", "u")
    elif style < 0.7 and text.endswith("ou"):
        text = text[:-1] + "h"
    return text.capitalize()
