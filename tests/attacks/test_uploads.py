"""Files people bring through a form: names (FAULTS I-12, X-10), contents (I-14, I-15), ways out."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.town import PDF, PNG, Town
from tests.attacks.walk import post, text_of

PAGE = b"<html><script>window.__xss=1</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>window.__xss=1</script></svg>'
BASES = [
    "../../x",
    "..\\..\\x",
    "/etc/passwd",
    "C:\\autoexec",
    "a/b/c",
    "a\x00b",
    "\u202egnp.exe",
    "x" * 300,
    "CON",
    "NUL",
    "aux",
    "COM1",
    "LPT9",
    ".",
    "..",
    " ",
    "-rf",
    "~",
    "$(id)",
    "`id`",
    "a;b",
    "a|b",
    "a&b",
    "a>b",
    "a<b",
    'a"b',
    "a'b",
    "a\r\nSet-Cookie: x=1",
    "a\nb",
    "a\tb",
    "%2e%2e%2fx",
    "%00",
    "é",
    "e\u0301",
    "日本語",
    "😀",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "{%raw%}",
    "a b",
    "a+b",
    "a#b",
    "a?b",
    "a*b",
    "a:b",
    "file://x",
    "http://x",
    "=1+1",
    "@x",
    "\ufeffa",
    "\u200ba",
    "a\u2028b",
    "a..b",
    "...",
    "a.php",
    "a.html",
    "a.svg",
    "a.exe",
    ".htaccess",
    "a" * 119,
]
NAMES = [f"{base}.png" for base in BASES]
STORED = re.compile(r"[0-9a-f-]{32,64}")


def on_disk(town: Town) -> set[str]:
    """Every file under the house's folder, by its path."""
    root = Path(town.app.config["SETTINGS"].var)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def attached(client: Any, town: Town, name: str, content: bytes = PNG) -> Any:
    """Send a message with one file, as the page does."""
    return post(
        client,
        f"/demandes/{town.things['request']}/messages",
        {"text": "Voici.", "files": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
        headers={"HX-Request": "true"},
    )


def test_i12_hostile_names_never_reach_the_disk_nor_a_header(town: Town) -> None:
    """FAULTS I-12, X-10: sixty names through a form; random names on the disk, RFC 6266 outside."""
    from sqlalchemy import select

    from core.database import session
    from documents.models import StoredFile

    assert len(NAMES) >= 60
    client, before = town.client("cheffe"), on_disk(town)
    known = set(session.scalars(select(StoredFile.id)))
    for name in NAMES:
        assert attached(client, town, name).status_code < 500, name
    made = on_disk(town) - before
    assert made
    for path in made:
        assert STORED.fullmatch(Path(path).stem), path
    rows = [r for r in session.scalars(select(StoredFile)) if r.id not in known]
    assert len(rows) >= 50
    for row in rows:
        assert not set(row.filename) & set('/\\\r\n\x00"\u202e')
        assert len(row.filename) <= 120
        answer = client.get(f"/fichiers/{row.id}", buffered=True)
        header = answer.headers["Content-Disposition"]
        assert header.startswith("attachment; filename=")
        assert header.isascii()
        assert not set(header) & {"\r", "\n"}
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", PNG + PAGE),
        ("a.pdf", PDF + PAGE),
        ("a.html", PAGE),
        ("a.svg", SVG),
        ("a.png", SVG),
        ("a.png", PAGE),
        ("a.pdf", PAGE + PDF),
        ("a.png", b""),
        ("a.docx", PNG),
        ("a.exe", b"MZ" + PNG),
        ("a.png", b"GIF89a" + PAGE),
        ("a.jpg", b"\xff\xd8\xff" + PAGE),
        ("a", PNG),
        ("a.png.html", PNG),
    ],
)
def test_i14_i15_what_comes_out_is_never_a_page_of_ours(
    town: Town, name: str, content: bytes
) -> None:
    """FAULTS I-14, I-15, S-18: refused, or an attachment of a kind we decided, in a sandbox."""
    from sqlalchemy import select

    from core.database import session
    from documents.models import StoredFile

    client = town.client("cheffe")
    known = set(session.scalars(select(StoredFile.id)))
    assert attached(client, town, name, content).status_code in {200, 204, 303, 413, 422}
    for row in [r for r in session.scalars(select(StoredFile)) if r.id not in known]:
        answer = client.get(f"/fichiers/{row.id}", buffered=True)
        assert answer.mimetype not in {"text/html", "image/svg+xml", "application/xhtml+xml"}
        assert "svg" not in row.media_type
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_a03_an_answer_that_names_a_file_of_somebody_else_is_refused(town: Town) -> None:
    """FAULTS A-03, I-23: file ids in answers, by program; nothing changes hands."""
    from uuid import UUID

    from core.database import session
    from documents.models import StoredFile

    client, key = town.client("autre_chef"), town.token("autre_chef")
    stolen = [
        town.things[name] for name in ("draft_file", "request_file", "message_file", "note_file")
    ]
    before = {
        i: (
            session.get_one(StoredFile, UUID(i)).owner_kind,
            session.get_one(StoredFile, UUID(i)).owner_id,
        )
        for i in stolen
    }
    own = client.post(
        "/api/v1/files",
        headers=key,
        data={"file": (io.BytesIO(PNG), "a.png")},
        content_type="multipart/form-data",
    ).json["id"]
    for file in [own, *stolen]:
        made = client.post(
            "/api/v1/requests",
            headers=key,
            json={
                "service": "travaux",
                "submit": True,
                "answers": {
                    "nature": "entretien",
                    "description": "Une description assez longue",
                    "lots": [{"libelle": "A", "montant": "6000.00", "amiante": False}],
                    "devis": [file],
                },
            },
        )
        assert (made.status_code == 201) == (file == own), made.get_data(as_text=True)
        if file == own:
            continue
        assert made.status_code in {404, 422}, made.get_data(as_text=True)
        assert client.get(f"/api/v1/files/{file}", headers=key).status_code == 404
    session.expire_all()
    assert before == {
        i: (
            session.get_one(StoredFile, UUID(i)).owner_kind,
            session.get_one(StoredFile, UUID(i)).owner_id,
        )
        for i in stolen
    }


def test_a03_a_program_may_not_file_for_a_school_that_is_not_its_own(town: Town) -> None:
    key, client = town.token("autre_chef"), town.client("autre_chef")
    for whom in ("0350001A", "0359999Z", "%", "", str(town.people["cheffe"].id)):
        made = client.post(
            "/api/v1/requests",
            headers=key,
            json={"service": "pret-instrument", "on_behalf_of": whom, "answers": {}},
        )
        assert made.status_code in {404, 422}, (whom, text_of(made))
    for again in (town.things["request"], town.things["draft"], town.things["loan"], "a\x00b"):
        answer = post(client, "/teleservices/travaux/commencer/demander", {"renouveler": again})
        assert answer.status_code == 404, again
