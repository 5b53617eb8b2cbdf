"""What nobody would see is no text: not an answer, not a message, not a reason, not a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.actor import HOUSE
from core.errors import Invalid
from core.unseen import is_unseen, seen_or_nothing
from form_factory.domain.normal import is_blank
from tests.attacks.town import WORKS, Town
from tests.attacks.walk import post

API = "/api/v1"
NOTHING = {
    "empty": "",
    "spaces": " \t\r\n",
    "no-break": "\u00a0\u202f\u3000\u2007",
    "zero-width": "\u200b\u200c\u200d\u2060\ufeff",
    "soft-hyphen": "\u00ad",
    "direction": "\u200e\u200f\u202e\u2066\u2069\u061c",
    "hangul-filler": "\u3164\u115f\u1160\uffa0",
    "braille-blank": "\u2800",
    "marks-alone": "\u0301\u0300\u034f\u20dd",
    "selectors": "\ufe0f\U000e0100\U000e0041",
    "khmer": "\u17b4\u17b5",
    "mongolian": "\u180e\u180b",
    "never-given": "\ufff0\u2065\U000e0fff",
    "private": "\ue000",
    "lines": "\u2028\u2029\x85",
    "mixed": " \u200b\u00ad\u3164\u0301\u2800 ",
}
SOMETHING = [
    "é",
    "e\u0301",
    ".",
    "0",
    "\u200bA",
    "ہاں",
    "नमस्ते",
    "👍🏽",
    "\u00a0—",
    "ﾊﾝｶｸ",
    "𝔄",
    "\U0001fae8",
]
#: Those every door is tried with.
HOSTILE = [NOTHING[key] for key in ("zero-width", "hangul-filler", "braille-blank", "mixed")]


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_nothing_of_it_is_seen(text: str) -> None:
    assert is_unseen(text)
    assert is_blank(text)
    assert seen_or_nothing(text) == ""


@pytest.mark.parametrize("text", SOMETHING)
def test_something_of_it_is_seen(text: str) -> None:
    assert not is_unseen(text)
    assert not is_blank(text)
    assert seen_or_nothing(text) == text


def test_no_file_has_a_rule_of_its_own_for_required_text() -> None:
    """`not text.strip()` lets a zero-width space pass: `core.unseen` is asked instead."""
    own = re.compile(
        r"not (?:str\()?(?:\w+\.)*(?:text|reason|comment|question|label|title)\)?\.strip\(\)"
    )
    root = Path(__file__).parents[2]
    rooms = ("accounts", "app", "catalogue", "form_factory", "knowledge_base", "messaging",
             "registry", "schemas", "workflows")  # fmt: skip
    found = {
        str(file.relative_to(root))
        for room in rooms
        for file in (root / room).rglob("*.py")
        if own.search(file.read_text())
    }
    # a place that may be left out, and a file without a line, which has words of its own
    assert found == {"accounts/operations/replacements.py", "schemas/pages/lists/importing.py"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_door_takes_what_nobody_would_see(town: Town, text: str) -> None:
    ref = town.things["request"]
    head, agent, admin = (town.token(who) for who in ("cheffe", "gestionnaire", "admin"))
    page = town.client("cheffe")
    sent = post(page, f"/demandes/{ref}/messages", {"text": text, "audience": "applicant"})
    assert sent.status_code == 422
    calls = [
        ("POST", f"/requests/{ref}/messages", head, {"text": text}),
        ("POST", f"/requests/{ref}/transitions", agent,
         {"transition": "demander_complement", "comment": text}),
        ("POST", "/requests", head,
         {"service": "travaux", "on_behalf_of": "0350001A", "submit": True,
          "answers": {**WORKS, "description": text * 20}}),
        ("POST", "/requests", head,
         {"service": "travaux", "on_behalf_of": "0350001A", "submit": True,
          "answers": {**WORKS, "lots": [{"libelle": text, "montant": "1.00"}]}}),
        ("POST", "/records/etablissement", admin,
         {"data": {"uai": "0350077A", "nom": text, "type": "ecole"}}),
    ]  # fmt: skip
    for method, path, key, body in calls:
        answer = town.app.test_client().open(API + path, method=method, headers=key, json=body)
        assert 400 <= answer.status_code < 500, (path, body, answer.get_data(as_text=True))
        assert answer.status_code not in {401, 403, 404}, (path, answer.json)
    from accounts import operations

    with pytest.raises(Invalid):
        operations.create_account(HOUSE, "nul@example.test", text)
    with pytest.raises(Invalid):
        operations.create_token(town.actor("cheffe"), town.people["cheffe"], text)


def test_what_is_seen_only_past_the_end_is_not_seen(app) -> None:
    """Cut first, judged afterwards: nothing of what is kept would be seen."""
    from accounts import operations

    with pytest.raises(Invalid):
        operations.create_account(HOUSE, "nul@example.test", "\u3164" * 200 + "Nora")


def test_a_definition_bears_a_title_that_is_seen() -> None:
    from schemas.kinds import shape_problems
    from tests.attacks.town import TECHNICIAN

    for text in HOSTILE:
        paths = [problem.path for problem in shape_problems({**TECHNICIAN, "title": text})]
        assert paths == ["/title"]
