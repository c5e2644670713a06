"""A second company of invented Japanese customers, unlike the first: every seed draws its own
habits.

Which systems keep furigana, how many write romaji, who leaves what empty, how often fingers slip:
all of it is drawn from the seed, so that matching cannot be tuned to one company's habits.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.japanese_people import romanised

_FAMILY = """
佐藤サトウ 鈴木スズキ 高橋タカハシ 田中タナカ 伊藤イトウ 渡辺ワタナベ 山本ヤマモト 中村ナカムラ
小林コバヤシ
加藤カトウ 吉田ヨシダ 山田ヤマダ 佐々木ササキ 山口ヤマグチ 松本マツモト 井上イノウエ 木村キムラ
林ハヤシ
斎藤サイトウ 清水シミズ 山崎ヤマザキ 森モリ 池田イケダ 橋本ハシモト 阿部アベ 石川イシカワ
前田マエダ 藤田フジタ
小川オガワ 岡田オカダ 後藤ゴトウ 長谷川ハセガワ 村上ムラカミ 近藤コンドウ 石井イシイ 坂本サカモト
遠藤エンドウ
青木アオキ 藤井フジイ 西村ニシムラ 福田フクダ 太田オオタ 三浦ミウラ 藤原フジワラ 岡本オカモト
松田マツダ
中川ナカガワ 中野ナカノ 原田ハラダ 小野オノ 田村タムラ 竹内タケウチ 金子カネコ 和田ワダ
中山ナカヤマ 石田イシダ
上田ウエダ 森田モリタ 原ハラ 柴田シバタ 酒井サカイ 工藤クドウ 横山ヨコヤマ 宮崎ミヤザキ
宮本ミヤモト 内田ウチダ
高木タカギ 安藤アンドウ 谷口タニグチ 大野オオノ 丸山マルヤマ 今井イマイ 高田タカダ 河野コウノ
藤本フジモト
小島コジマ 村田ムラタ 武田タケダ 上野ウエノ 杉山スギヤマ 増田マスダ 菅原スガワラ 平野ヒラノ
大塚オオツカ
久保クボ 千葉チバ 松井マツイ 岩崎イワサキ 桜井サクライ 野口ノグチ 松尾マツオ 木下キノシタ
菊地キクチ 野村ノムラ
新井アライ 佐野サノ 渡部ワタナベ 古川フルカワ 水野ミズノ 浜田ハマダ 市川イチカワ 小松コマツ
島田シマダ 高野タカノ
服部ハットリ 東海林ショウジ 五十嵐イガラシ 小鳥遊タカナシ 勅使河原テシガワラ 百目鬼ドウメキ
御手洗ミタライ
喜屋武キャン 比嘉ヒガ 金城キンジョウ 鬼頭キトウ 鮫島サメジマ 神谷カミヤ 塩見シオミ 若槻ワカツキ
粟飯原アイハラ
蓮見ハスミ 六車ムグルマ 久我クガ 有働ウドウ 難波ナンバ 友利トモリ 帯刀タテワキ 榊サカキ
樋口ヒグチ 瓜生ウリュウ
"""
_MALE = """
健太ケンタ 拓海タクミ 大樹ダイキ 雄太ユウタ 翔ショウ 隼人ハヤト 和彦カズヒコ 正樹マサキ
哲也テツヤ 孝タカシ
豊ユタカ 昭アキラ 義男ヨシオ 光男ミツオ 勇イサム 明アキラ 武タケシ 康弘ヤスヒロ 英樹ヒデキ
幸一コウイチ
俊介シュンスケ 洋平ヨウヘイ 悟サトル 賢治ケンジ 陸リク 蒼アオイ 颯真ソウマ 律リツ 伊織イオリ
匠タクミ 篤史アツシ
昌宏マサヒロ 敏夫トシオ 耕平コウヘイ 亮太リョウタ 晃アキラ 治オサム 聡太郎ソウタロウ 太一タイチ
拓真タクマ
直人ナオト 充ミツル 修平シュウヘイ 京助キョウスケ 稔ミノル 零レイ
"""
_FEMALE = """
美智子ミチコ 久子ヒサコ 悦子エツコ 裕美ヒロミ 由香ユカ 亜希子アキコ 理恵リエ 絵美エミ 佳奈カナ
真理マリ
瞳ヒトミ 早苗サナエ 千夏チナツ 詩織シオリ 梓アズサ 楓カエデ 紬ツムギ 芽依メイ 澪ミオ 心春コハル
百合子ユリコ
和美カズミ 弘子ヒロコ 登美子トミコ 弥生ヤヨイ 若菜ワカナ 咲良サクラ 愛子アイコ 真央マオ
優花ユウカ 志保シホ
七夏ナナカ 加奈カナ 真綾マアヤ 里佳リカ 桃子モモコ 涼子リョウコ 千代チヨ 知実トモミ 舞美マイミ
"""
_TOWNS = """
東京都|中野区東中野|164 東京都|大田区大森北|143 神奈川県|藤沢市鵠沼海岸|251
神奈川県|横浜市保土ケ谷区星川|240
埼玉県|川口市芝|333 千葉県|船橋市前原西|274 大阪府|豊中市本町|560 大阪府|吹田市江坂町|564
兵庫県|西宮市甲子園口|663
京都府|宇治市六地蔵|611 愛知県|岡崎市明大寺町|444 福岡県|北九州市小倉北区魚町|802
北海道|札幌市北区北二十四条西|001
宮城県|名取市増田|981 広島県|福山市三之丸町|720 茨城県|龍ケ崎市中根台|301
沖縄県|那覇市おもろまち|900
岐阜県|関市本町|501 三重県|津市栄町|514 滋賀県|草津市野路|525
"""
_DOMAINS = ["gmail.com", "yahoo.co.jp", "docomo.ne.jp", "icloud.com", "outlook.com", "au.com"]
_TYPOS = {"gmail.com": "gmial.com", "yahoo.co.jp": "yahoo.co.jo", "icloud.com": "iclod.com"}
_OLD = str.maketrans("高崎辺斎浜桜沢島広恵国塩", "髙﨑邉齋濱櫻澤嶋廣惠國鹽")


def _names(text: str) -> list[tuple[str, str]]:
    cut = [
        (word, next(i for i, letter in enumerate(word) if "ァ" <= letter <= "ヴ"))
        for word in text.split()
    ]
    return [(word[:at], word[at:]) for word, at in cut]


@dataclass(frozen=True)
class Habits:
    """Shares that this company shows, each drawn once."""

    furigana: float
    romaji: float
    kana_only: float
    nameless: float
    no_email: float
    no_phone: float
    no_address: float
    no_birth: float
    member: float
    slip: float
    other_email: float
    other_phone: float
    moved: float
    old_forms: float
    family_email: float
    family_phone: float
    default_birth: float
    junk: float
    married: float

    @classmethod
    def drawn(cls, pick: random.Random, errors: float) -> Habits:
        def share(low: float, high: float, factor: float = 1.0) -> float:
            return min(pick.uniform(low, high) * factor, 0.95)

        return cls(
            share(0.1, 0.7), share(0.02, 0.12, errors), share(0.03, 0.2, errors),
            share(0.05, 0.25, errors), share(0.1, 0.35), share(0.2, 0.5), share(0.2, 0.7),
            share(0.3, 0.7), share(0.2, 0.7), share(0.01, 0.04, errors),
            share(0.05, 0.2, errors), share(0.05, 0.15, errors), share(0.03, 0.12, errors),
            share(0.03, 0.2, errors), share(0.03, 0.15), share(0.03, 0.1),
            share(0.02, 0.08, errors), share(0.01, 0.04, errors), share(0.01, 0.05),
        )  # fmt: skip


def records(persons: int, seed: int, errors: float = 1.0) -> Iterator[dict[str, Any]]:
    """Party rows and contact rows (those have a `party_key`), each with its `person`."""
    pick = random.Random(f"varied {seed}")
    habits = Habits.drawn(pick, errors)
    world = _World(pick)
    number = 0
    while number < persons:
        household = list(world.household(pick, habits, number, persons))
        number += len(household)
        for person in household:
            systems = [s for s, share in _SYSTEMS if pick.random() < share] or ["crm"]
            for system in systems:
                for copy in range(2 if pick.random() < 0.05 * errors else 1):
                    yield _record(person, system, copy, pick, habits, world)


_SYSTEMS = (("crm", 0.55), ("marketing", 0.4), ("pos", 0.5), ("survey", 0.2))


class _World:
    """Names with the long tail that surnames have, towns, and the values everybody shares."""

    def __init__(self, pick: random.Random) -> None:
        self.families = _names(_FAMILY)
        heads = [name for name in self.families if len(name[0]) == 2][:60]
        tails = [
            ("倉", "クラ"),
            ("坂", "サカ"),
            ("津", "ツ"),
            ("屋", "ヤ"),
            ("江", "エ"),
            ("永", "ナガ"),
        ]
        self.families += [
            (head[0][0] + tail[0], head[1][:2] + tail[1]) for head in heads for tail in tails
        ]
        self.weights = [1 / (rank + 12) for rank in range(len(self.families))]
        self.male, self.female = _names(_MALE), _names(_FEMALE)
        self.towns = [entry.split("|") for entry in _TOWNS.split()]
        self.junk_emails = ["nashi@nashi.jp", "aaa@aaa.com", "customer@shop.example.jp"]
        self.junk_phones = ["0000000000", "0312345678", "09099999999"]
        self.junk_phones += [f"06{pick.randint(20000000, 69999999)}" for _ in range(3)]

    def household(
        self, pick: random.Random, habits: Habits, first: int, most: int
    ) -> Iterator[dict[str, Any]]:
        family = pick.choices(self.families, self.weights)[0]
        prefecture, town, area = pick.choice(self.towns)
        ward = pick.randint(1, 60)
        home = {
            "prefecture": prefecture,
            "town": town,
            "postal": f"{area}{ward:04d}",
            "block": (pick.randint(1, 7), pick.randint(1, 35), pick.randint(1, 25)),
            "building": pick.choice(["", "", "", "サンハイツ", "グランメゾン", "第二コーポ"]),
            "room": pick.randint(101, 909),
        }
        shared_email = pick.random() < habits.family_email
        shared_phone = pick.random() < habits.family_phone
        local = f"{romanised(family[1], pick).lower()}.family{pick.randint(1, 9999)}"
        mail = f"{local}@{pick.choice(_DOMAINS)}"
        phone = _mobile(pick)
        landline = f"0{pick.choice((3, 6, 4))}{pick.randint(20000000, 69999999)}"
        used: set[str] = set()
        for place in range(min(pick.choices((1, 2, 3, 4), (50, 27, 13, 10))[0], most - first)):
            male = pick.random() < 0.47
            given = pick.choice(self.male if male else self.female)
            while given[0] in used:
                given = pick.choice(self.male if male else self.female)
            used.add(given[0])
            year = pick.randint(1940, 1998) if place < 2 else pick.randint(1980, 2008)
            style = pick.choice(("{g}.{f}{n}", "{f}{g}{n}", "{g}{n}", "{f}_{g}", "{x}{n}"))
            local = style.format(
                g=romanised(given[1], pick).lower(), f=romanised(family[1], pick).lower(),
                n=pick.choice((year, year % 100, pick.randint(1, 9999))),
                x=pick.choice(("sakura", "happy", "neko", "sunny", "tokyo", "momo", "kuma")),
            )  # fmt: skip
            yield {
                "person": first + place, "family": family, "given": given,
                "maiden": pick.choices(self.families, self.weights)[0]
                if not male and pick.random() < habits.married else None,
                "gender": "male" if male else "female",
                "birth": (year, pick.randint(1, 12), pick.randint(1, 28)),
                "email": mail if shared_email else f"{local}{first % 97}@{pick.choice(_DOMAINS)}",
                "mobile": phone if shared_phone else _mobile(pick), "landline": landline,
                "home": home,
                "code": f"M{first + place:07d}" if pick.random() < habits.member else None,
            }  # fmt: skip


def _record(
    person: dict[str, Any], system: str, copy: int, pick: random.Random, habits: Habits,
    world: _World,
) -> dict[str, Any]:  # fmt: skip
    row: dict[str, Any] = {
        "person": person["person"],
        "source_system": system,
        "record_id": f"{system[:2]}-{person['person']:07d}-{copy}",
    }
    nameless = habits.nameless * {"crm": 0.1, "marketing": 0.7, "pos": 1.0, "survey": 2.5}[system]
    if pick.random() >= nameless:
        family = person["maiden"] if person["maiden"] and pick.random() < 0.4 else person["family"]
        row |= _name(family, person["given"], system, pick, habits)
    email_less = {"crm": 1.0, "marketing": 0.1, "pos": 1.8, "survey": 0.4}[system]
    if pick.random() >= habits.no_email * email_less:
        row["email"] = _email(person, pick, habits, world)
    if (
        pick.random()
        >= habits.no_phone * {"crm": 0.7, "marketing": 1.5, "pos": 0.7, "survey": 1.6}[system]
    ):
        _phone(row, person, pick, habits, world)
    if system != "survey" and pick.random() >= habits.no_address:
        row |= _address(person["home"], pick, habits)
    if system != "survey" and pick.random() >= habits.no_birth:
        row["birth_on"] = _birth(person["birth"], pick, habits)
    if system in ("crm", "pos") and pick.random() < 0.5:
        row["gender"] = person["gender"]
    code_share = {"crm": 0.5, "marketing": 0.1, "pos": 0.8, "survey": 0.15}[system]
    if person["code"] and pick.random() < code_share:
        row["member_code"] = person["code"]
    if system == "survey" and "family_name" not in row and "full_name" not in row:
        row["party_key"] = f"contact:{row['record_id']}"
        row["phone"] = row.pop("mobile_phone", row.get("phone"))
    return row


def _name(
    family: tuple[str, str],
    given: tuple[str, str],
    system: str,
    pick: random.Random,
    habits: Habits,
) -> dict[str, str]:
    surname, first = family[0], given[0]
    if pick.random() < habits.old_forms:
        surname, first = surname.translate(_OLD), first.translate(_OLD)
    kana = [_slipped_kana(part, pick, habits) for part in (family[1], given[1])]
    form = pick.random()
    if form < habits.romaji * (2 if system == "marketing" else 0.4):
        parts = romanised(given[1], pick), romanised(family[1], pick)
        if pick.random() < 0.5:
            return {"given_name": parts[0], "family_name": parts[1].upper()}
        return {"full_name": " ".join(parts)}
    if form < habits.romaji + habits.kana_only:
        if pick.random() < 0.3:
            kana = [_hiragana(part) for part in kana]
        return {"family_name": kana[0], "given_name": kana[1]}
    if form > 0.97:
        return {"family_name": surname}
    if system != "pos" and form > 0.85:
        gap = pick.choice((" ", "　", ""))
        return {"full_name": f"{surname}{gap}{first}{pick.choice(('', '', '様', ' 様', 'さん'))}"}
    if pick.random() < 0.005:
        surname, first = first, surname
    name = {"family_name": surname, "given_name": first}
    if pick.random() < habits.furigana:
        name |= {"family_name_kana": kana[0], "given_name_kana": kana[1]}
    return name


def _email(person: dict[str, Any], pick: random.Random, habits: Habits, world: _World) -> str:
    if pick.random() < habits.junk:
        return pick.choice(world.junk_emails)
    address = person["email"]
    if pick.random() < habits.other_email:
        local = romanised(person["given"][1], pick).lower()
        return f"{local}{pick.randint(1, 99999)}@{pick.choice(_DOMAINS)}"
    local, domain = address.split("@")
    if pick.random() < habits.slip:
        local = _slipped(local, pick)
    if pick.random() < habits.slip / 2:
        domain = _TYPOS.get(domain, domain)
    address = f"{local}@{domain}"
    return address.capitalize() if pick.random() < 0.1 else address


def _phone(
    row: dict[str, Any], person: dict[str, Any], pick: random.Random, habits: Habits, world: _World
) -> None:
    number = person["mobile"] if pick.random() < 0.75 else person["landline"]
    if pick.random() < habits.other_phone:
        number = _mobile(pick)
    if pick.random() < habits.slip:
        place = pick.randrange(4, len(number))
        number = number[:place] + str(pick.randint(0, 9)) + number[place + 1 :]
    if pick.random() < habits.junk:
        number = pick.choice(world.junk_phones)
    column = "mobile_phone" if number[:3] in ("090", "080", "070") else "phone"
    cut = 3 if column == "mobile_phone" else 2
    dashed = f"{number[:cut]}-{number[cut:-4]}-{number[-4:]}"
    row[column] = pick.choice(
        (number, dashed, dashed, f"+81 {dashed[1:]}", dashed.replace("-", " "))
    )


def _address(home: dict[str, Any], pick: random.Random, habits: Habits) -> dict[str, str]:
    a, b, c = home["block"]
    postal = home["postal"]
    if pick.random() < habits.moved:
        a, b, c = pick.randint(1, 7), pick.randint(1, 35), pick.randint(1, 25)
        postal = f"{postal[:3]}{pick.randint(1, 60):04d}"
    kanji = "〇一二三四五六七八九"
    line = pick.choice((
        f"{a}-{b}-{c}", f"{a}－{b}－{c}", f"{a}丁目{b}-{c}", f"{kanji[a]}丁目{b}番{c}号",
        f"{a}丁目{b}番地の{c}", f"{a}の{b}の{c}",
    ))  # fmt: skip
    if home["building"] and pick.random() < 0.6:
        line += pick.choice((f" {home['building']}{home['room']}号室", f"-{home['room']}"))
    written = {"address_line": f"{home['town']}{line}"}
    if pick.random() < 0.5:
        written["address_line"] = home["prefecture"] + written["address_line"]
    if pick.random() < habits.slip:
        written["address_line"] = _slipped(written["address_line"], pick)
    if pick.random() < 0.75:
        written["postal_code"] = f"{postal[:3]}-{postal[3:]}"
    return written


def _birth(birth: tuple[int, int, int], pick: random.Random, habits: Habits) -> str:
    year, month, day = birth
    if pick.random() < habits.default_birth:
        return pick.choice(("1970-01-01", "1900-01-01", "2000-01-01"))
    if pick.random() < habits.slip:
        year += pick.choice((-10, -1, 1, 10))
    elif pick.random() < habits.slip and day <= 12:
        month, day = day, month
    return f"{year}-{month:02d}-{day:02d}"


def _slipped(text: str, pick: random.Random) -> str:
    place = pick.randrange(1, max(len(text) - 1, 2))
    kind = pick.random()
    if kind < 0.4:
        return text[:place] + text[place + 1 :]
    if kind < 0.7:
        return text[:place] + text[place : place + 1] + text[place:]
    return text[: place - 1] + text[place : place + 1] + text[place - 1 : place] + text[place + 1 :]


def _slipped_kana(kana: str, pick: random.Random, habits: Habits) -> str:
    return _slipped(kana, pick) if len(kana) > 2 and pick.random() < habits.slip else kana


def _hiragana(kana: str) -> str:
    return "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in kana)


def _mobile(pick: random.Random) -> str:
    return f"0{pick.choice((7, 8, 9))}0{pick.randint(20000000, 89999999)}"
