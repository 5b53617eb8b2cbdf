"""An account is erased: the row stays for what refers to it, and is nobody's any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from accounts import queries
from accounts.models import Account
from accounts.operations import people
from core import erasure
from core.actor import Actor
from core.database import session
from core.erasing import NOBODY, Foreseen
from core.errors import Forbidden, NotFound
from core.history import record
from core.i18n import _, _l, ngettext
from core.models import Change

KIND = "account"
ERASED = "account.erased"
#: The right of `app.home`: who holds it needs no other to close what will be nobody's.
ERASES = "erasures:manage"


class AccountErasing:
    """Fills `core.erasable`."""

    key = KIND
    label = _l("Un compte")
    hint = _l("Son adresse électronique.")

    def find(self, text: str) -> UUID | None:
        found = queries.account_by_email(text)
        return found.id if found is not None else None

    def foresee(self, actor: Actor, subject_id: UUID) -> Foreseen:
        account = _standing(subject_id)
        counted = erasure.count(_all(subject_id))
        mails = counted.get("mail", 0)
        goes = [
            _("Le nom, l’adresse, la fonction et le mot de passe : le compte devient « %(nobody)s "
              "», fermé pour toujours.", nobody=NOBODY),
            _("Ses rôles, groupes, remplacements, sessions, clés de programmes et préférences."),
            _("Ses seconds facteurs : clés d’accès, application de codes, codes de secours."),
            ngettext("%(num)s courriel qui lui a été adressé, et ses notifications.",
                     "%(num)s courriels qui lui ont été adressés, et ses notifications.", mails),
            _("Son nom partout où la plateforme le cite : demandes, messages, étapes, avis, "
              "historique, qui gardent ce qui a été fait et quand."),
        ]  # fmt: skip
        stays = [
            _("Les demandes qu’il a déposées, leurs réponses et leurs courriers : elles "
              "appartiennent à l’établissement, jusqu’à la fin de leur durée de conservation."),
            _("Ce que d’autres ont écrit librement dans un message ou une réponse."),
        ]  # fmt: skip
        if _unsafe(account):
            stays.append(
                _("Son nom dans le texte de courriels adressés à d’autres : il est trop court, ou "
                  "un autre compte porte le même. Son adresse, elle, est retirée.")
            )  # fmt: skip
        refusal = ""
        if subject_id == actor.account_id:
            refusal = _("Vous ne pouvez pas effacer votre propre compte : demandez-le à un autre "
                        "administrateur.")  # fmt: skip
        url = f"/administration/comptes/{account.id}"
        return Foreseen(f"{account.name} ({account.email})", url, goes, stays, refusal)

    def erase(self, actor: Actor, subject_id: UUID) -> Mapping[str, Any]:
        account = _standing(subject_id, lock=True)
        if subject_id == actor.account_id:
            raise Forbidden
        people.disable(actor, account, by=ERASES)
        words = _words(account)
        everything = _all(subject_id)
        erasure.remove(everything)
        account = _standing(subject_id, lock=True)
        account.name, account.job_title, account.password_hash = NOBODY, "", None
        account.email = f"efface-{account.id.hex}@effaces.invalid"
        account.last_sign_in_at = account.factor_due_at = None
        session.flush()
        erasure.silence(actor, {KIND: {subject_id}})
        erasure.unname(actor, subject_id, words)
        account = queries.account(subject_id)  # what was unnamed took the session's rows with it
        record(actor, KIND, subject_id, ERASED, version=account.version)
        return {}


def _standing(account_id: UUID, *, lock: bool = False) -> Account:
    """The account, unless it was erased already."""
    query = select(Account).where(Account.id == account_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None or found.email.endswith("@effaces.invalid"):
        raise NotFound
    return found


def _all(account_id: UUID) -> erasure.Subjects:
    return erasure.all_of(KIND, account_id, ("upload", account_id))


def _unsafe(account: Account) -> bool:
    """Whether a name is no proof of whose it is."""
    other = select(Account.id).where(Account.name == account.name, Account.id != account.id)
    return len(account.name.split()) < 2 or session.scalar(other.limit(1)) is not None


def _words(account: Account) -> list[str]:
    """What the person was called here, now and before: addresses, names nobody else bears."""
    found = {account.email}
    names = set() if _unsafe(account) else {account.name}
    lines = select(Change).where(Change.subject_kind == KIND, Change.subject_id == account.id)
    for line in session.scalars(lines):
        told = [
            (str(p.get("path", "")), p.get(side)) for p in line.patch for side in ("old", "new")
        ]
        told += [(f"/{key}", value) for key, value in line.facts.items()]
        found |= {str(value) for path, value in told if path == "/email" and value}
        names |= {
            str(value)
            for path, value in told
            if path == "/name" and value and len(str(value).split()) > 1
            and session.scalar(
                select(Account.id).where(Account.name == str(value), Account.id != account.id)
                .limit(1)
            ) is None
        }  # fmt: skip
    return sorted(found | names, key=len, reverse=True)


ACCOUNT = AccountErasing()
