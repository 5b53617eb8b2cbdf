"""From a lost password to a mail to a new session, with the roles of the base pack."""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path

from accounts import operations, queries
from core.actor import HOUSE
from core.running import run_all
from tests.kit.people import base_pack, person


def letters(app):
    """The mails of the outbox, oldest first."""
    folder = Path(app.config["SETTINGS"].var)
    found = sorted(folder.rglob("*.eml"), key=lambda f: f.stat().st_mtime_ns)
    return [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in found]


def test_s06_the_link_of_a_mail_leads_to_the_address_of_the_settings_and_works(app, client):
    base_pack()
    person("perdu@example.test", "agent")
    already = len(letters(app))
    client.submit("/mot-de-passe-perdu", {"email": "PERDU@example.test"})
    run_all()
    (mail,) = letters(app)[already:]
    assert mail["To"].addresses[0].addr_spec == "perdu@example.test"
    text = mail.get_body(("plain",)).get_content()
    (path,) = re.findall(r"http://localhost(/mot-de-passe/[\w-]{43})\b", text)
    answer = client.submit(path, {"password": "tulipe marron 48 vitesse"})
    assert answer.status_code == 303
    assert client.get("/mon-compte").status_code == 200
    assert client.get(path).status_code == 404


def test_a_person_created_by_an_administrator_is_invited_by_mail(app, sign_in):
    base_pack()
    admin = sign_in(person("admin@example.test", "administrateur"))
    already = len(letters(app))
    answer = admin.submit(
        "/administration/comptes/nouveau",
        {"name": "Nina N", "email": "nina@example.test", "role": "agent", "scope": "org"},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    run_all()
    (mail,) = letters(app)[already:]
    assert "nina@example.test" in mail["To"]
    listed = admin.get("/administration/comptes?etat=invited").get_data(as_text=True)
    assert "lien valable jusqu’à" in listed
    nina = queries.account_by_email("nina@example.test")
    operations.links.forget(nina)
    listed = admin.get("/administration/comptes?etat=invited").get_data(as_text=True)
    assert "Renvoyer l’invitation à Nina N" in listed
    path = f"/administration/comptes/{nina.id}"
    assert "sans lien valable" in admin.get(path).get_data(as_text=True)
    assert admin.submit(f"{path}/inviter").status_code == 303
    run_all()
    assert len(letters(app)[already:]) == 2
    assert "lien valable jusqu’à" in admin.get(path).get_data(as_text=True)


def test_the_administrator_of_the_base_pack_may_give_every_role_of_it(app):
    base_pack()
    chief = person("admin@example.test", "administrateur")
    someone, root = person("a@example.test"), operations.root_scope()
    for role in queries.live_roles():
        operations.give_role(queries.actor_of(chief.id), someone, role, root)
    held = {g.role for g in queries.actor_of(someone.id).grants}
    assert held == set(queries.live_roles())
    operations.disable(HOUSE, someone)
