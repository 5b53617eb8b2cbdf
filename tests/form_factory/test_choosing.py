"""Keys of choices follow their words until their question is published (DEFINITIONS 1.2)."""

from __future__ import annotations

from typing import Any

from form_factory.domain.editing import with_keys_of_words


def question(*choices: tuple[str, str], **more: Any) -> dict[str, Any]:
    listed = [{"const": key, "title": words} for key, words in choices]
    return {"oneOf": listed, "title": "Nature", "x-id": "01H", **more}


def form(part: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"schema": {"properties": {"nature": part}}, "ui": {"pages": []}, **more}


def keys(part: dict[str, Any]) -> list[str]:
    return [one["const"] for one in part["oneOf"]]


BEFORE = question(("choix_1", "Choix 1"), ("choix_2", "Choix 2"))


def test_a_choice_that_is_named_takes_the_key_of_its_name() -> None:
    after = question(("choix_1", "Urgence"), ("choix_2", "Entretien courant"))
    assert keys(with_keys_of_words(form(BEFORE), BEFORE, after)) == ["urgence", "entretien_courant"]


def test_a_key_that_was_chosen_stays() -> None:
    before = question(("urg", "Urgence"), ("projet", "Projet"))
    after = question(("urg", "Grande urgence"), ("projet", "Projet neuf"))
    assert keys(with_keys_of_words(form(before), before, after)) == ["urg", "projet_neuf"]


def test_a_key_that_something_names_stays() -> None:
    after = question(("choix_1", "Urgence"), ("choix_2", "Choix 2"))
    when = {"==": [{"var": "nature"}, "choix_1"]}
    cited = form(BEFORE, ui={"pages": [{"items": [{"field": "/autre", "when": when}]}]})
    assert keys(with_keys_of_words(cited, BEFORE, after)) == ["choix_1", "choix_2"]
    spoken = form(BEFORE, translations={"en": {"01H.choice.choix_1": "Emergency"}})
    assert keys(with_keys_of_words(spoken, BEFORE, after)) == ["choix_1", "choix_2"]


def test_two_choices_of_one_name_have_two_keys() -> None:
    after = question(("choix_1", "Autre"), ("choix_2", "Autre"))
    assert keys(with_keys_of_words(form(BEFORE), BEFORE, after)) == ["autre", "autre_2"]
