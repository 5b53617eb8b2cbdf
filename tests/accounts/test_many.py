"""Accounts made in number: each line judged in words, then made once; nobody gives more than they
have."""

from __future__ import annotations

import io
from html import unescape
from unicodedata import normalize

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


def told_of(client, content, name="liste.csv"):
    """What the page says of a file."""
    answer = client.submit(PAGE, {"file": (io.BytesIO(content), name)})
    return answer.status_code, unescape(answer.get_data(as_text=True))


HEADS = "Prénom et nom;Adresse électronique;Rôle;Périmètre\n"
LINE = "Zoé Œuvrard;zoe@example.test;Lecteur de comptes;35\n"


def test_a_file_as_spreadsheets_write_them_is_read_with_its_accents(admin_client, roles):
    """A mark of order, Windows and old Mac signs, tabs, commas, quotes, blank lines."""
    latin = (HEADS + LINE.replace("Œ", "Oe")).encode("latin-1")
    written = {
        "bom": ("\ufeff" + HEADS + LINE).encode(),
        "windows": (HEADS + LINE).replace("\n", "\r\n").encode("cp1252"),
        "latin-1": latin,
        "utf-16": (HEADS + LINE).encode("utf-16"),
        "commas": (HEADS + LINE).replace(";", ",").encode(),
        "tabs": (HEADS + LINE).replace(";", "\t").encode(),
        "quotes": (HEADS + '"Zoé Œuvrard";"zoe@example.test";"Lecteur de comptes";"35"\n').encode(),
        "blank lines": (HEADS + "\n;;;\n" + LINE + "\n\n").encode(),
        "decomposed": (HEADS + LINE).replace("é", "e\u0301").encode(),
    }
    for how, content in written.items():
        status, told = told_of(admin_client, content)
        assert status == 200, (how, told[-2000:])
        assert told.count("Compte créé, invitation envoyée") == 1, how
        assert "Zoé" in normalize("NFC", told), how


def test_what_is_hostile_in_a_file_is_but_text_and_never_a_formula(admin_client, roles):
    """Formulas, tags, signs that are not seen, lines of other lengths, bytes of nothing."""
    hostile = [
        "=cmd|'/c calc'!A1;evil@example.test;Lecteur de comptes;35",
        "<script>alert(1)</script>;tag@example.test;Lecteur de comptes;35",
        "\u200b\u3164;unseen@example.test;Lecteur de comptes;35",
        "Anne;two@example.test,other@example.test;Lecteur de comptes;35",
        "Anne;a@example.test\u202e;Lecteur de comptes;35",
        "Anne;b@example.test;Lecteur de comptes;35;de trop",
        "Anne;c@example.test;" + "x" * 5000 + ";35",
        "Anne;d@example.test;Lecteur de comptes;../../org",
    ]
    before = _accounts()
    status, told = told_of(admin_client, (HEADS + "\n".join(hostile) + "\n").encode())
    assert status == 200
    assert "<script>alert(1)" not in admin_client.submit(
        PAGE, {"lines": HEADS + hostile[1]}
    ).get_data(as_text=True)
    assert "Indiquez le prénom et le nom." in told
    assert _accounts() == before
    for content in (
        b"\x00" * 4000, b"\xff\xfe", b"PK\x03\x04" + b"x" * 400, b"%PDF-1.4\n",
        (HEADS + LINE * 5000).encode(), HEADS.encode(), b";" * 20_000 + b"\n",
        b'"' + HEADS.encode() + LINE.encode(),
    ):  # fmt: skip
        status, told = told_of(admin_client, content)
        assert status in {200, 422}, content[:20]
        assert "Faire ce qui est dit" not in told, content[:20]
    assert _accounts() == before
