"""Which passwords are refused, and that good ones pass whole (FAULTS S-17)."""

from __future__ import annotations

import pytest

from accounts import passwords
from accounts.domain.password_rules import normal, problems

WHO = ("claire.lemoine@exemple.fr", "Claire Lemoine")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("court", "password-too-short"),
        ("x" * 201, "password-too-long"),
        ("motdepasse2026!", "password-too-common"),
        ("P@ssw0rd1234", "password-too-common"),
        ("Bienvenue2026!!", "password-too-common"),
        ("MairieRennes2026!", "password-too-common"),
        ("Azertyuiop1234", "password-too-regular"),
        ("123456789012", "password-too-regular"),
        ("aaaaaaaaaaaa", "password-too-regular"),
        ("abcabcabcabc", "password-too-regular"),
        ("zyxwvutsrqpo", "password-too-regular"),
        ("🙂" * 12, "password-too-regular"),
        ("claire.lemoine2026", "password-holds-identity"),
    ],
)
def test_easy_passwords_are_refused_with_a_reason(password, code):
    assert [p.code for p in problems(password, *WHO)] == [code]


@pytest.mark.parametrize(
    "password",
    [
        "correct cheval pile agrafe",
        "tulipe marron 48 vitesse",
        "le chat de claire dort au jardin",
        "🙂🐟🌲🏠🚲🎈🍎🍐🍊🍋🍌🍉",
        " espaces devant et derrière ",
        "é" * 3 + "ü long et accentué " * 9,
    ],
)
def test_s17_long_accented_emoji_and_spaced_passwords_are_taken_exactly(password):
    assert problems(password, *WHO) == []
    stored = passwords.hashed(password)
    assert passwords.matches(stored, password)
    assert not passwords.matches(stored, password[:-1])
    assert not passwords.matches(stored, password.strip() + "x")


def test_s17_the_same_password_on_two_keyboards_is_one():
    composed, split = "mot très caché là", "mot tre\u0300s cache\u0301 la\u0300"
    assert composed != split
    assert normal(composed) == normal(split)
    assert passwords.matches(passwords.hashed(composed), split)


def test_an_account_without_password_matches_nothing():
    assert not passwords.matches(None, "")
    assert not passwords.matches("", "n’importe quoi")


def test_s04_no_password_and_a_wrong_one_do_the_same_work(monkeypatch):
    monkeypatch.delenv("PREAU_TINY_PASSWORDS", raising=False)
    passwords.hasher.cache_clear()
    passwords.dummy.cache_clear()
    try:
        strong = passwords.hashed("une phrase de douze mots")
        assert "m=19456,t=2,p=1" in strong
        assert "m=19456,t=2,p=1" in passwords.dummy()
    finally:
        monkeypatch.undo()
        passwords.hasher.cache_clear()
        passwords.dummy.cache_clear()
    assert passwords.is_outdated(strong)
