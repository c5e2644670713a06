"""A dictionary reads the names that nobody's furigana teaches, and only where a company asks."""

from __future__ import annotations

import importlib.util

import pytest

from dagster_project.documents import ConfigurationError
from dagster_project.matching import IdentityRules
from dagster_project.matching.normalise import dictionary
from dagster_project.matching.normalise.lexicon import NameKind
from tests.matching.company import Company, night

HAS_SUDACHI = importlib.util.find_spec("sudachipy") is not None


def read_by_hand(written: str) -> tuple[str, ...]:
    return {"小鳥遊": ("takanasi",), "東海林": ("syozi",), "悠": ("yu",)}.get(written, ())


def test_what_bearers_taught_goes_before_the_dictionary() -> None:
    kind = NameKind("family", read_by_hand)
    kind.learn("東海林", "tokairin")
    assert kind.readings("東海林") == ("tokairin",)
    assert kind.readings("小鳥遊") == ("takanasi",)
    assert kind.readings("仁") == ()


def test_kanji_and_kana_of_a_rare_name_are_one_person_with_a_dictionary(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dagster_project.matching.reading.dictionary_name", lambda: "by hand 1")
    monkeypatch.setattr("dagster_project.matching.reading.dictionary_readings", read_by_hand)
    company = (
        Company()
        .party("crm", "1", name="小鳥遊 悠", mobile_phone="09011112222")
        .party("pos", "2", name="タカナシ ユウ", mobile_phone="09011112222")
    )
    assert not night(company).together("1", "2")
    assert night(company, rules=IdentityRules(dictionary_readings=True)).together("1", "2")


def test_asking_for_a_dictionary_that_is_not_installed_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dictionary, "_EDITIONS", ())
    dictionary._edition.cache_clear()
    with pytest.raises(ConfigurationError, match=r"cx360\[readings\]"):
        dictionary.dictionary_name()


@pytest.mark.skipif(not HAS_SUDACHI, reason='`pip install "cx360[readings]"` brings this back')
def test_names_are_read_and_other_words_are_not() -> None:
    dictionary._edition.cache_clear()
    assert dictionary.dictionary_readings("佐藤") == ("sato",)
    assert dictionary.dictionary_readings("田") == ()
