"""Members of an establishment as those in charge of it see them, and what they typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from accounts import queries as accounts
from accounts.queries import Member
from catalogue.profiles import Profile
from core.access import PERMISSIONS
from core.actor import Actor
from core.errors import Invalid
from core.i18n import _
from core.saying import day, moment
from core.words import message

#: Path of a problem → id of the field it stands at.
FIELDS = {"/account": "account", "/email": "email", "/name": "name", "/roles": "roles",
          "/until": "until", "/purpose": "purpose"}  # fmt: skip


@dataclass(slots=True)
class Typed:
    """What was typed about a member, as it was typed, with what is wrong in it."""

    email: str = ""
    name: str = ""
    account: str = ""
    roles: list[str] = field(default_factory=list)
    until: str = ""
    purpose: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Any) -> Typed:
        """Only these fields are taken (A-05)."""
        texts = {
            name: form.get(name, "").replace("\x00", "")[:300]
            for name in ("email", "name", "account", "until", "purpose")
        }
        return cls(**texts, roles=form.getlist("roles")[:20])

    @classmethod
    def standing(cls, member: Member) -> Typed:
        """What stands, to be changed."""
        return cls(
            roles=sorted(member.roles),
            until=member.until.isoformat() if member.until else "",
            purpose=member.purpose,
        )

    @property
    def day(self) -> date | None:
        """The last day; None when it is not one."""
        try:
            return date.fromisoformat(self.until)
        except ValueError:
            return None

    def show(self, refusal: Invalid) -> Typed:
        """Put what an act refused beside its fields."""
        for problem in refusal.problems:
            name = FIELDS.get(problem.path, "")
            self.errors.setdefault(name, []).append(message(problem))
        return self

    def summary(self) -> list[tuple[str, str]]:
        """Field and sentence, for the top of the page."""
        return [(name, text) for name, texts in self.errors.items() for text in texts]


def members_page(actor: Actor, school: Profile, typed: Typed | None = None) -> dict[str, Any]:
    """Everything on the page of the members of an establishment."""
    scope = accounts.scope_by_path(school.scope_path)
    found = accounts.delegated_members(scope) if scope is not None else []
    handed = {grant.id for member in found for grant in member.grants}
    latest = accounts.latest_end_of(actor, school.scope_path)
    known = accounts.once_members(scope) if scope is not None else []
    return {
        "school": school,
        "to_confirm": [row_of(m) for m in found if m.ends_alone],
        "members": [row_of(m) for m in found if not m.ends_alone],
        "others": [_other(g) for g in _direct(scope, handed)],
        "known": known,
        "known_options": [(str(one.id), f"{one.name} ({one.email})") for one in known],
        "typed": typed or Typed(until=latest.isoformat() if latest else ""),
        **rights_to_give(actor, school),
    }


def member_page(
    actor: Actor, school: Profile, member: Member, typed: Typed | None = None
) -> dict[str, Any]:
    """Everything on the page of one member."""
    scope = accounts.scope_by_path(school.scope_path)
    story = accounts.delegation_story(member.account.id, scope) if scope is not None else []
    return {
        "school": school,
        "member": row_of(member),
        "typed": typed or Typed.standing(member),
        "story": [
            {
                "title": line.sentence,
                "icon": line.icon,
                "by": line.by,
                "when": moment(line.at),
                "iso": line.at.isoformat(),
                "text": line.reason or "",
            }
            for line in story
        ],
        **rights_to_give(actor, school),
    }


def rights_to_give(actor: Actor, school: Profile) -> dict[str, Any]:
    """The rights to choose from, what each one opens, and the last day there is."""
    roles = accounts.delegable_roles(actor, school.scope_path)
    latest = accounts.latest_end_of(actor, school.scope_path)
    return {
        "rights": [(role.key, role.title) for role in roles],
        "hints": {
            role.key: ", ".join(_said(name) for name in sorted(role.permissions)) + "."
            for role in roles
        },
        "latest": latest,
        "latest_words": day(latest),
    }


def row_of(member: Member) -> dict[str, Any]:
    """A line of the list."""
    return {
        "id": member.account.id,
        "name": member.account.name,
        "email": member.account.email,
        "job": member.account.job_title,
        "rights": list(member.titles),
        "until": day(member.until) if member.until else "",
        "purpose": member.purpose,
        "giver": member.giver,
        "ends_alone": day(member.ends_alone) if member.ends_alone else "",
        "waiting": member.account.password_hash is None,
    }


def out_of(member: Member) -> dict[str, Any]:
    """A member for programs."""
    return {
        "id": member.account.id,
        "name": member.account.name,
        "email": member.account.email,
        "rights": sorted(member.roles),
        "until": member.until,
        "purpose": member.purpose,
        "to_confirm_before": member.ends_alone,
    }


def _direct(scope: Any, handed: set[UUID]) -> list[Any]:
    if scope is None:
        return []
    return [grant for grant in accounts.grants_on(scope) if grant.id not in handed]


def _other(grant: Any) -> Mapping[str, str]:
    role = accounts.live_role(grant.role)
    return {
        "name": grant.account.name,
        "job": grant.account.job_title,
        "role": role.title if role else grant.role,
        "until": day(grant.valid_until) if grant.valid_until else _("sans fin"),
    }


def _said(permission: str) -> str:
    text = str(PERMISSIONS.get(permission, permission))
    return text[:1].lower() + text[1:]
