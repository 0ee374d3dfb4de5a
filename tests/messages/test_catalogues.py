"""Every message has words in every language, made of just the values that it carries."""

from __future__ import annotations

from importlib.resources import files

from catalogues import IDS, codes_of, ids_of_the_code, read, sample_values, words_of
from fluent.runtime import FluentBundle, FluentResource

from rtqa.messages import LANGUAGES, Message, write

ALL = sorted(IDS["en"])


def test_every_message_of_the_code_has_words_and_all_words_are_of_a_message() -> None:
    assert ids_of_the_code() == IDS["en"]


def test_the_languages_have_the_same_messages() -> None:
    for language in LANGUAGES:
        assert IDS[language] == IDS["en"]


def test_the_words_speak_of_the_values_that_are_declared() -> None:
    for message_id in ALL:
        declared = frozenset(read("en")[message_id].types)
        assert read("en")[message_id].variables == declared, message_id
        assert read("zh")[message_id].variables <= declared, message_id


def test_a_message_with_realistic_values_is_said_whole() -> None:
    for message_id in ALL:
        for values in sample_values(message_id):
            for language in LANGUAGES:
                text = write(Message(message_id, **values), language)
                assert text == " ".join(text.split())
                assert "{" not in text


def test_what_is_said_without_fluent_is_what_fluent_says() -> None:
    for message_id in (
        id_ for id_ in ALL[::80] if all(type_ == "name" for type_ in read("en")[id_].types.values())
    ):
        group, name = message_id.split(".")
        values = dict.fromkeys(read("en")[message_id].types, "PTV 60")
        for language in LANGUAGES:
            bundle = FluentBundle([language], use_isolating=False)
            text = (files("rtqa.messages") / language / f"{group}.ftl").read_text(encoding="utf-8")
            bundle.add_resource(FluentResource(text))
            said, faults = bundle.format_pattern(bundle.get_message(name).value, values)
            assert (write(Message(message_id, **values), language), []) == (said, faults)


def test_chinese_holds_no_english_word_but_names_and_codes() -> None:
    for message_id in ALL:
        assert words_of(read("zh")[message_id].text) <= codes_of(message_id), message_id
