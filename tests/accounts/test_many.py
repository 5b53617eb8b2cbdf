"""Accounts made in number: each line judged in words, then made once; nobody gives more than they
have."""

from __future__ import annotations

import io
from html import unescape

from sqlalchemy import func, select

from accounts import queries
from accounts.models import Account, Grant
from core.database import session
from core.sheets import Column, write
from tests.kit.people import person

PAGE = "/administration/comptes/en-nombre"
LINES = """Nom;Prénom;Courriel;Rôle;Périmètre;Jusqu’au
Zed;Zoé;zoe@example.test;Lecteur de comptes;35;31/12/2099
Connue;Anne;connue@example.test;lecteur-de-comptes;35;
Sans;Rôle;sans@example.test;Empereur;35;
;;pas-une-adresse;Lecteur de comptes;Nulle-Part;32/13/2026
Fermée;Eve;fermee@example.test;Lecteur de comptes;35;
Zed;Zoé;ZOE@example.test;Lecteur de comptes;35;2099-12-31
"""


def _accounts() -> int:
    return int(session.scalar(select(func.count()).select_from(Account)) or 0)


def test_lines_are_judged_in_words_and_only_those_that_hold_are_made_once(admin_client, roles):
    """004 #199: dry run, then one act; a second press of the button makes nothing more."""
    from core import clock
    from core.database import unit_of_work

    known, closed = person("connue@example.test"), person("fermee@example.test")
    with unit_of_work():
        closed.disabled_at = clock.now()
    before = _accounts()
    told = unescape(admin_client.submit(PAGE, {"lines": LINES}).get_data(as_text=True))
    assert _accounts() == before
    assert told.count("Compte créé, invitation envoyée") == 1
    assert told.count("Compte connu : reçoit le rôle") == 2, "the line said twice too"
    for words in (
        "Choisissez un rôle de la liste.",
        "Indiquez une adresse complète",
        "Écrivez le jour comme 31/12/2026.",
        "réactivez-le d’abord",
        "Faire ce qui est dit pour 3 lignes",
        "3 lignes à corriger ne seront pas prises.",
    ):
        assert words in told, words
    sent = {"lines": LINES, "_key": "une-seule-fois-0001"}
    left = unescape(admin_client.submit(f"{PAGE}/creer", sent).get_data(as_text=True))
    assert "1 compte est créé." in left
    assert "sans@example.test" in left, "what does not hold comes back to be corrected"
    admin_client.submit(f"{PAGE}/creer", sent)
    session.expire_all()
    assert _accounts() == before + 1
    zoe = queries.account_by_email("zoe@example.test")
    assert (zoe.name, zoe.password_hash) == ("Zoé Zed", None)
    held = list(session.scalars(select(Grant).where(Grant.account_id.in_([zoe.id, known.id]))))
    assert sorted(str(grant.valid_until) for grant in held) == ["2099-12-31", "None"]


def test_a_workbook_is_read_and_nobody_gives_a_role_beyond_their_own(sign_in, roles):
    """A-07: a referent of a school makes no administrator, nowhere."""
    referent = sign_in(person("referente@example.test", "referent"))
    book = io.BytesIO()
    heads = ("Prénom et nom", "Adresse électronique", "Rôle", "Périmètre")
    rows = [["Ana Ora", "ana@example.test", "Administrateur", "35"]]
    write("xlsx", book, [Column(h, h) for h in heads], rows)
    book.seek(0)
    answer = referent.submit(PAGE, {"file": (book, "liste.xlsx")})
    told = unescape(answer.get_data(as_text=True))
    assert "ana@example.test" in told
    assert "Ce rôle contient des droits que vous n’avez pas" in told
    assert "Faire ce qui est dit" not in told


def test_what_is_no_list_is_told_at_the_field(admin_client, roles):
    """No column of addresses, too many lines, an empty file: a sentence, nothing written."""
    for lines, words in (
        ("Nom;Âge\nZed;12\n", "Il manque la colonne « Adresse électronique »"),
        ("Courriel;Rôle\n" + "a@example.test;x\n" * 501, "Cette liste a plus de 500 lignes"),
        ("", "vide"),
    ):
        answer = admin_client.submit(PAGE, {"lines": lines})
        assert answer.status_code == 422
        assert words in unescape(answer.get_data(as_text=True)), lines[:20]
