"""Lists as long as somebody likes: told or taken, at a cost that grows as they do (I-20, I-21)."""

from __future__ import annotations

import html
from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from core.actor import HOUSE
from core.errors import Invalid
from core.reading import FileTooLarge, lines_of
from form_factory.fields import named
from schemas import operations
from schemas.domain.lists import Given, key_from, merged
from schemas.domain.lists.merging import ringed
from tests.kit.people import base_pack, person

LINES = 400
DIGITS = "0000" + "9" * 5_000


@pytest.fixture
def admin(app: Flask, sign_in: Any) -> Any:
    base_pack()
    return sign_in(person("ada@example.test", "administrateur", name="Ada Martin"))


def text(answer: Any) -> str:
    return html.unescape(str(answer.get_data(as_text=True)))


class Counted(dict[str, str | None]):
    """Counts how often it is looked into."""

    looks = 0

    def __contains__(self, key: object) -> bool:
        self.looks += 1
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.looks += 1
        return super().get(key, default)


def test_i20_a_word_said_again_and_again_does_not_try_all_its_numbers_again() -> None:
    taken, tried = Counted(), dict[str, int]()
    for _ in range(LINES):
        taken[key_from("Rennes", taken, tried)] = None
    assert len(taken) == LINES
    assert taken.looks < 4 * LINES


def test_i20_rows_one_under_the_other_are_climbed_once() -> None:
    chain = Counted({f"k{n}": f"k{n - 1}" if n else None for n in range(LINES)})
    assert not ringed(chain)
    assert chain.looks < 4 * LINES
    chain["k0"] = f"k{LINES - 1}"
    assert ringed(chain) == set(chain)
    faults = merged([], [Given(1, "A", "a", "b"), Given(2, "B", "b", "a"), Given(3, "C", "c", "a")],
                    frozen=(), today=date(2026, 11, 22), whole=True)  # fmt: skip
    assert [(one.line, one.code) for one in faults.faults] == [
        (1, "list-line-ring"), (2, "list-line-ring"),
    ]  # fmt: skip


def test_i20_a_file_of_more_lines_than_a_list_holds_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.reading.MOST_LINES", 100)
    with pytest.raises(FileTooLarge):
        list(lines_of(b"a\n" * 102))


def test_i20_a_list_too_long_for_a_question_is_told_and_none_of_it_is_dropped() -> None:
    radio = named("radio")
    assert radio is not None
    choices = next(each for each in radio.settings if each.kind == "choices")
    pasted = MultiDict({"s.choices.paste": "\n".join(f"Commune {n}" for n in range(301))})
    with pytest.raises(Invalid) as refusal:
        choices.put({"oneOf": []}, {}, pasted)
    assert [each.code for each in refusal.value.problems] == ["setting-choices-many"]


def test_i20_the_page_keeps_a_list_too_long_where_it_was_pasted(admin: Any) -> None:
    operations.begin(HOUSE, "form", "Demande")
    home = "/administration/formulaires/demande/modifier"
    added = admin.submit(home, {"act": "add:radio", "etape": "p1"})
    ref = added.headers["Location"].partition("champ=")[2].partition("#")[0].partition("&")[0]
    lines = "\n".join(f"Commune {n}" for n in range(301))
    answer = admin.submit(home, {
        "act": "set", "champ": ref, "etape": "p1", "label": "Commune",
        "s.choices.key": "", "s.choices.label": "", "s.choices.paste": lines,
    })  # fmt: skip
    assert answer.status_code == 422
    assert "créez une liste de valeurs" in text(answer)
    assert "Commune 300" in text(answer)


def test_i21_numbers_of_five_thousand_digits_are_no_accident(admin: Any) -> None:
    operations.begin(HOUSE, "reference-list", "Communes")
    home = "/administration/listes/communes"
    assert admin.submit(home, {"act": "add", "label": "", "page": DIGITS}).status_code == 422
    brought = admin.submit(f"{home}/importer", {"texte": "Rennes\nBrest"})
    said = {"libelle": DIGITS, "cle": DIGITS, "parent": DIGITS}
    assert admin.submit(brought.headers["Location"], said).status_code == 303
