"""What a posted page says."""

from __future__ import annotations

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from form_factory.compiled import Compiled
from form_factory.domain.drafts import Patch
from form_factory.domain.form import Page
from form_factory.domain.pointers import MISSING
from form_factory.naming import digest
from form_factory.reading import Act, act_of, read_page

ONE, TWO = "01J0000000000000000000000A", "01J0000000000000000000000B"
ROWS = {"/lots": [ONE, TWO]}


def page(form: Compiled, page_id: str) -> Page:
    found = form.form.page(page_id)
    assert found is not None
    return found


def test_only_what_differs_from_what_was_shown_is_a_patch(form: Compiled) -> None:
    seen = f'{{"nature":"{digest("projet")}","danger":"","description":"{digest("x")}"}}'
    sent = MultiDict(
        [("nature", "projet"), ("description", ""), ("_seen", seen), ("_version", "7")]
    )
    assert read_page(form, page(form, "p2"), sent).patches == (Patch("/description", MISSING, 7),)


def test_a_control_that_was_not_drawn_is_left_alone(form: Compiled) -> None:
    sent = MultiDict([("nature", "projet"), ("_seen", '{"nature":""}')])
    assert [each.path for each in read_page(form, page(form, "p2"), sent).patches] == ["/nature"]


def test_cells_follow_their_row(form: Compiled) -> None:
    sent = MultiDict([(f"lots[{TWO}].montant", "1 500,5"), (f"lots[{ONE}].libelle", "Toit")])
    reading = read_page(form, page(form, "p3"), sent, rows=ROWS)
    assert reading.patches == (
        Patch("/lots/libelle", "Toit", 0, ONE), Patch("/lots/montant", "1500.50", 0, TWO),
    )  # fmt: skip


def test_i23_names_the_page_does_not_hold_are_not_read(form: Compiled) -> None:
    """FAULTS I-23: computed, of another page, of an unknown row, unknown."""
    sent = MultiDict([
        ("total", "9.00"), ("nature", "projet"), ("lots[X].libelle", "a"), ("lots", "[]"),
        ("devis", "f1"), ("__proto__", "x"), ("lots[0]", "x"),
    ])  # fmt: skip
    assert read_page(form, page(form, "p3"), sent, rows=ROWS).patches == ()


def test_files_are_uploads_of_their_question_and_row(form: Compiled) -> None:
    files = MultiDict([
        ("devis", FileStorage(BytesIO(b"x"), "devis.pdf")),
        ("devis", FileStorage(BytesIO(b""), "")),
        (f"lots[{ONE}].rapport", FileStorage(BytesIO(b"y"), "rapport.pdf")),
        ("total", FileStorage(BytesIO(b"z"), "z.pdf")),
    ])  # fmt: skip
    found = read_page(form, page(form, "p3"), MultiDict(), files, ROWS).uploads
    told = [(each.pointer, each.row, each.file.filename) for each in found]
    assert told == [("/lots/rapport", ONE, "rapport.pdf"), ("/devis", None, "devis.pdf")]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (None, Act("save")),
        ("next", Act("next")),
        ("rows.add:/lots", Act("rows.add", "/lots")),
        (f"rows.up:/lots:{ONE}", Act("rows.up", "/lots", ONE)),
        ("files.remove:/devis::F1", Act("files.remove", "/devis", None, "F1")),
        (f"files.remove:/lots/rapport:{ONE}:F1", Act("files.remove", "/lots/rapport", ONE, "F1")),
    ],
)
def test_buttons_say_which_act_they_ask_for(text: str | None, act: Act) -> None:
    assert act_of(text) == act


@pytest.mark.parametrize("garbage", ["{", "[1]", "NaN", '{"a":1,"a":2}', "\x00"])
def test_garbage_beside_the_answers_does_no_harm(form: Compiled, garbage: str) -> None:
    sent = MultiDict([("nature", "projet"), ("_seen", garbage), ("_version", garbage)])
    assert read_page(form, page(form, "p2"), sent).patches == (Patch("/nature", "projet", 0),)
