"""What the house says: in French as UI 4.4 asks, in English without a gap, through gettext."""

from __future__ import annotations

import re
from itertools import chain

from flask import Flask

from tests.kit.wording import ROOT, bare_words, catalogue, extracted, messages, rooms

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%s|\{\w+\}")
TAG = re.compile(r"</?[a-z][^>]*>")
#: Written the same in every language.
PROPER = {"Préau", "– Préau"}
#: What is left of an attribute or of the whole `<body …>` drawn by an included template.
MARKUP = re.compile(r'^[" ]*(?:data-text-[a-z-]+="|hx-swap-oob="morph")$')
#: Pages that only developers see.
WORKSHOP = {"kit/_gallery.html"}


def test_i18n_reads_every_room() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "migrations"}
    assert packages <= set(rooms())


def test_every_text_has_its_english() -> None:
    known = {
        message.id if isinstance(message.id, str) else tuple(message.id): message
        for message, _french, _english in messages()
    }
    singles = {ids[0] for ids in known if isinstance(ids, tuple)}
    missing = {
        text: at
        for text, at in extracted().items()
        if text and text not in known and text not in singles
    }
    assert not missing, f"make i18n, then translate: {missing}"


def test_no_translation_is_empty_doubtful_or_left_behind() -> None:
    assert not [m.id for m, _french, english in messages() if m.fuzzy or not all(english)]
    assert not list(catalogue().obsolete)


def test_plurals_have_both_forms() -> None:
    for message, french, english in messages():
        assert len(french) == len(english), message.id


def test_placeholders_survive_translation() -> None:
    for _message, french, english in messages():
        for one, other in zip(french, english, strict=True):
            assert set(PLACEHOLDER.findall(one)) == set(PLACEHOLDER.findall(other)), (one, other)
            assert one[:1].isspace() == other[:1].isspace(), one


def test_tags_survive_translation() -> None:
    for _message, french, english in messages():
        for one, other in zip(french, english, strict=True):
            assert sorted(TAG.findall(one)) == sorted(TAG.findall(other)), (one, other)


def test_french_is_written_as_agreed() -> None:
    """UI 4.4: typographic signs, no « Veuillez », no exclamation, no « Oups »."""
    texts = chain.from_iterable([t] if isinstance(t, str) else t for t in extracted())
    bad = [t for t in texts if re.search(r"['\"!]|[Vv]euillez|[Oo]ups|\.\.\.", t)]
    assert not bad


def test_english_has_its_own_signs() -> None:
    bad = [
        t
        for _m, _french, english in messages()
        for t in english
        if re.search(r"['\"!«»]|\.\.\.| [:;?]|\u00a0", t)
    ]
    assert not bad


def test_every_word_of_a_template_goes_through_gettext(house: Flask) -> None:
    env = house.jinja_env
    bare = {
        (name, words)
        for name in env.list_templates()
        if name.endswith(".html") and name not in WORKSHOP
        for words in bare_words(env, env.loader.get_source(env, name)[0])  # type: ignore[union-attr]
        if words not in PROPER and not MARKUP.match(words)
    }
    assert not bare
