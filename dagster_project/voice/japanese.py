"""How Japanese turns what its words say: negation, contrast, wishes, questions, degree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dagster_project.voice.lexicon import Tone
from dagster_project.voice.part import AFTER_CONTRAST, BEFORE_CONTRAST, Part, Said
from dagster_project.voice.words import Words

_SENTENCE = re.compile(r"[^。!?\n♪☆★…‥]+[。!?\n♪☆★…‥]*")
# Words in which ない denies nothing.
_HOLLOW = re.compile(
    r"かも(?:しれ|知れ)(?:ない|ません|なく)|に(?:違い|ちがい)(?:ない|ありません)|"
    r"て(?:たまら|堪ら|仕方が?|しかたが?|しょうが)(?:ない|ありません|なく)|"
    r"(?:じゃ|では|んじゃ)ない(?:か|でしょうか|かと|ですか)|"
    r"なければ(?:なら|いけ)(?:ない|ません)|とは限らない|だけで(?:は)?なく|のみならず|にも関わらず|に関わらず"
)
_CONTRAST = re.compile(
    r"(?:です|ます|でした|ました|した|った|いた|んだ|いだ|だ|しい|ない|良い|よい|いい|安い|高い|広い|近い|"
    r"早い|多い|さい|るい|せん|ある|いる|れる)(?:けれども|けれど|けども|けど|が)(?![るっいりちん])|が、|"
    r"(?:な)?のに(?![はも対比])|ものの、?|にも(?:かか|関)わらず|(?:とは|と)(?:いえ|言え)|反面|一方で?|"
    r"(?:^|(?<=[、 ]))(?:しかし|でも|だけど|ただし?|ですが|けれど|けど|だが|が|"
    r"ところが|逆に|惜しむらくは|残念なのは)、?"
)
_DENIED = re.compile(
    r"(?:[ぁ-ん]|出来|言|思|感|考|点|所|気|事|見|得|印象|度|性|内容|対応|状態|サービス|レベル|味|部屋|宿|店|商品|物|人|気分){0,9}?"
    r"(?:な(?:い(?!い)|かっ|く(?!な[っりる])|さ[そ])|ませ?ん|無(?:い|かっ|く)|なし(?![いがてたまょ])|"
    r"ず(?:[、に。]|$)|皆無|足り|欠け|とは(?:思え|言え|いえ|言い難|言いがた)|に?(?:ほど|程)遠)"
)
# Small and so not seen: what follows て is denied by itself.
_GOES_ON = re.compile(r"(?:く)?て(?!な|い|は|も)|で(?!き|は|も|な|あ|す)")
_DENIED_AGAIN = re.compile(r"(?:[ぁ-ん]|訳){0,6}?(?:ない|ありません|ません)")
_VERY = re.compile(
    r"(?:とても|すごく|凄く|非常に|大変|本当に|ほんとに|ほんとうに|最高に|かなり|めちゃくちゃ|めちゃ|超|実に|"
    r"極めて|一番|もの凄く|ものすごく|さらに|更に|全てが|すべてが|全体的に|とっても)[、に]?$"
)
_A_LITTLE = re.compile(
    r"(?:少し|ちょっと|やや|若干|多少|まあまあ|まぁまぁ|そこそこ|比較的|わりと|割と|まあ)[、]?$"
)
_WISH = re.compile(
    r"(?:て|で)(?:も)?(?:ほし|欲し)|(?:て|で)(?:もらい|貰い|頂き|いただき)た(?:い|か)|"
    r"(?:たら|れば|なら|ならば|えば|けば|せば|ると|いと|だと|なお|尚)(?:、)?(?:もっと|さらに|更に|なお|尚|より|とても|大変|一層)?"
    r"(?:いい|良い|よい|嬉し|うれし|助か|たすか|有難|有り難|ありがた|便利|良か|よか|最高|満足|完璧|安心|幸い|通い|利用し|また)|"
    r"(?:が|も|は|を)(?:ほし|欲し)(?:い|かった)(?:です|な|と|。|$|ところ)|べき(?:だ|で|と|か|点|。|$)|改善(?:を|し|が|の)|ご?検討|要望|希望し|"
    r"(?:て|で)(?:ください|下さい)(?![まっり])|お願いしたい|必要(?:がある|だと|かも|では)|ばと思|たらと思|てはどう|課題"
)
_MORE = re.compile(r"もう少し|もうちょっと|もうすこし|せめて")
_QUESTION = re.compile(r"(?:[?]|でしょうか|ますか|ですか|ませんか|のか)[。?!\n]*$")
# Said of nothing that the lexicon knows: something is not there, not possible, or too much.
_ABSENT = re.compile(
    r"(?<=[一-龠ァ-ヶー々])(?:が|も|すら|さえ)(?:特に|全く|まったく|全然|一切|何も|ほとんど)?"
    r"(?:な(?:い(?!と|方|ほう)|かった|く[、て困不])|ありません|無(?:い|かった|く)|ございません)"
)
_NOT_MISSED = re.compile(
    r"(?:事|特|関係|予定|必要|変更|機会|経験|時間|他|何|仕方|訳|頻度|理由|変化|意見|回答)(?:が|も|すら|さえ)"
)
_IMPOSSIBLE = re.compile(
    r"(?:[えけげせてねめれべ]|でき|出来)(?:ない|なかっ|ません|なくて|ず[、に])|"
    r"なかなか[ぁ-ん一-龠]{1,6}(?:ない|ません)"
)
_EXCESS = re.compile(r"(?<![0-9時分日年半])(?:すぎ|過ぎ)(?!な|ご|去|ゆ)")
_REGRET = re.compile(
    r"て(?:しまい|しまっ)|ちゃっ|じゃっ|羽目|はめにな|されました|されたまま|まま(?:です|だ|で)"
)
_UNKNOWN_TONE = -0.5


def parts(text: str, words: Words[Tone]) -> Iterator[Part]:
    """The parts of a text between contrasts, in order, each with what it says."""
    for found in _SENTENCE.finditer(text):
        sentence = found[0]
        asked = bool(_QUESTION.search(sentence))
        sentence = _HOLLOW.sub(lambda hollow: "〇" * len(hollow[0]), sentence)
        pieces, despite = _between_contrasts(sentence)
        for index, piece in enumerate(pieces):
            weight = 1.0
            if len(pieces) > 1:
                weight = AFTER_CONTRAST if index == len(pieces) - 1 else BEFORE_CONTRAST
            said = list(_said(piece, words))
            if not said and despite and index == len(pieces) - 1:
                said = [Said(-0.45, "")]
            yield Part(piece, tuple(said), weight * (0.3 if asked else 1.0))


def _between_contrasts(sentence: str) -> tuple[list[str], bool]:
    pieces, start, despite = [], 0, False
    for found in _CONTRAST.finditer(sentence):
        if found.end() < len(sentence.rstrip("。!?\n ")):
            pieces.append(sentence[start : found.end()])
            start = found.end()
            despite = "のに" in found[0]
    pieces.append(sentence[start:])
    return [each for each in pieces if each.strip()] or [sentence], despite


def _said(piece: str, words: Words[Tone]) -> Iterator[Said]:
    hits = words.find(piece)
    wish = _WISH.search(piece)
    if wish is None and (more := _MORE.search(piece)):
        wish = more if any(tone.score > 0 for _, _, tone in hits) else None
    wished = _wished(piece, wish)
    silent = True
    denied_to = 0
    for index, (start, end, tone) in enumerate(hits):
        limit = hits[index + 1][0] if index + 1 < len(hits) else len(piece)
        score = tone.of(piece, start, end)
        if score == 0:
            denied_to = end
            continue
        surface = piece[start:end]
        denied = _DENIED.match(piece, end, min(len(piece), limit + 12))
        if denied and _GOES_ON.match(piece, end):
            denied = None
        if denied and (denied.end() > limit + 2 or surface.endswith(("な", "ま", "ませ"))):
            denied = None
        if denied:
            denied_to = denied.end()
            score = _turned(score, bool(_DENIED_AGAIN.match(piece, denied.end())))
        elif _VERY.search(piece, max(0, start - 8), start):
            score *= 1.3
        elif _A_LITTLE.search(piece, max(0, start - 6), start):
            score *= 0.75
        if score > 0 and (surface.endswith("けれ") or wished[0] <= start < wished[1]):
            continue
        silent = False
        yield Said(score, surface)
    if wish is not None:
        yield Said(-0.5, "")
    elif silent:
        if (
            (absent := _ABSENT.search(piece, denied_to))
            and not _NOT_MISSED.search(piece, max(0, absent.start() - 2), absent.start() + 2)
            or _IMPOSSIBLE.search(piece, denied_to)
            or _EXCESS.search(piece)
        ):
            yield Said(_UNKNOWN_TONE, "")
        elif _REGRET.search(piece):
            yield Said(-0.4, "")


def _turned(score: float, twice: bool) -> float:
    """Not good is bad; not bad is fairly good; not not good is fairly good again."""
    if twice:
        return 0.5 * score
    return -0.9 * score if score > 0 else -0.7 * score


def _wished(piece: str, wish: re.Match[str] | None) -> tuple[int, int]:
    """From where to where the piece speaks of what is not there yet: the wish and its clause."""
    if wish is None:
        return (0, 0)
    start = max(piece.rfind("、", 0, wish.start()), piece.rfind("で、", 0, wish.start())) + 1
    end = piece.find("、", wish.end())
    return (start, end if end >= 0 else len(piece))
