"""What changed between two versions of an entity, field by field, by `x-id`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from form_factory.domain.changed_limits import limit_changes
from registry.domain.entity import Entity, EntityField
from schemas.domain.changes import Change


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Fields that came, went, changed; cards and the rest are told part by part."""
    here = {field.x_id: field for field in Entity.of(old).fields.values()}
    there = {field.x_id: field for field in Entity.of(new).fields.values()}
    found: list[Change] = []
    found += [_removed(field) for x_id, field in here.items() if x_id not in there]
    for x_id, field in there.items():
        found += list(_changed(here[x_id], field)) if x_id in here else [_added(field)]
    return found


def _removed(field: EntityField) -> Change:
    return Change(
        "entity-field-removed", field.title, compatible=False, attention=True,
        path=f"/schema/properties/{field.key}", field=f"/{field.key}",
    )  # fmt: skip


def _added(field: EntityField) -> Change:
    at = f"/schema/properties/{field.key}"
    code = "entity-field-added-required" if field.required else "entity-field-added"
    return Change(
        code, field.title, compatible=not field.required, attention=field.required, path=at
    )


def _changed(old: EntityField, new: EntityField) -> Iterator[Change]:
    about: dict[str, Any] = {
        "label": new.title, "path": f"/schema/properties/{new.key}", "field": f"/{old.key}",
    }  # fmt: skip
    if old.title != new.title:
        yield Change("entity-field-renamed", before=old.title, after=new.title, **about)
    if old.kind != new.kind:
        yield Change(
            "entity-field-retyped", before=str(old.kind), after=str(new.kind), compatible=False,
            attention=True, **about,
        )  # fmt: skip
    elif old.key != new.key:
        yield Change(
            "entity-field-key", before=old.key, after=new.key, compatible=False, attention=True,
            **about,
        )  # fmt: skip
    if old.required != new.required:
        code = "entity-field-required" if new.required else "entity-field-optional"
        yield Change(code, compatible=not new.required, attention=new.required, **about)
    if old.privacy != new.privacy:
        yield Change(
            "entity-field-class", before=old.privacy, after=new.privacy, attention=True, **about
        )
    for code, was, now in (("listed", old.listed, new.listed), ("searched", old.searched,
                                                               new.searched)):  # fmt: skip
        if was != now:
            yield Change(f"entity-field-{code}" if now else f"entity-field-not-{code}", **about)
    yield from _choices(old, new, about)
    if old.kind == new.kind:
        for each in limit_changes(old.schema, new.schema, about):
            code = each.code.replace("form-", "entity-")
            yield Change(
                code, each.label, compatible=each.compatible, attention=each.attention,
                path=each.path, field=each.field,
            )  # fmt: skip


def _choices(old: EntityField, new: EntityField, about: dict[str, Any]) -> Iterator[Change]:
    was, now = ({repr(key): label for key, label in each.choices} for each in (old, new))
    gone = [label for value, label in was.items() if value not in now]
    come = [label for value, label in now.items() if value not in was]
    if gone and now:
        yield Change(
            "entity-list-restricted", before=", ".join(gone), compatible=False, attention=True,
            **about,
        )  # fmt: skip
    if come and was:
        yield Change("entity-list-extended", after=", ".join(come), **about)
