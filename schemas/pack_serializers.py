"""What the API of packs takes and gives."""

from __future__ import annotations

from marshmallow import fields, validate

from core.api import PageOut, Shape, Truth

_NAME = r"^[a-z][a-z0-9-]{0,62}/[a-z][a-z0-9-]{0,62}$"
_NAMES = fields.List(
    fields.String(validate=validate.Regexp(_NAME)),
    required=True,
    validate=validate.Length(min=1, max=500),
)


class NeedsIn(Shape):
    """`POST /packs/needs`: definitions by `kind/key`."""

    definitions = _NAMES


class ExportIn(Shape):
    """`POST /packs/export`."""

    definitions = _NAMES
    key = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9-]{0,62}$"))
    title = fields.String(required=True, validate=validate.Length(min=1, max=200))
    version = fields.String(
        load_default="1", validate=validate.Regexp(r"^[0-9]{1,9}([.][0-9]{1,9}){0,3}$")
    )


class LoadIn(Shape):
    """`POST /packs`: a shipped pack by name, or one that was sent, with what was chosen."""

    shipped = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=63))
    offer = fields.UUID(load_default=None, allow_none=True)
    choices = fields.Dict(
        keys=fields.String(validate=validate.Regexp(_NAME)),
        values=fields.String(validate=validate.OneOf(("mine", "theirs", "merge"))),
        load_default=dict,
    )
    bind = fields.Dict(
        keys=fields.String(validate=validate.Regexp(_NAME)),
        values=fields.Dict(
            keys=fields.String(validate=validate.Length(max=300)),
            values=fields.String(validate=validate.Length(max=500)),
        ),
        load_default=dict,
    )
    dry_run = Truth(load_default=False)


class RevertIn(Shape):
    """`POST /packs/{key}/revert`: one definition, or the whole latest update."""

    definition = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(_NAME))


class NeedsOut(Shape):
    """All there is to know before definitions are given."""

    definitions = fields.List(fields.String())
    requires = fields.List(fields.String())
    needs = fields.List(fields.Dict())
    to_bind = fields.List(fields.Dict())
    settings = fields.List(fields.Dict())
    files = fields.List(fields.String())
    to_read = fields.List(fields.Dict())
    unsound = fields.List(fields.Dict())


class PackLineOut(Shape):
    """A pack in the list."""

    key = fields.String()
    title = fields.String()
    version = fields.String()
    shipped = fields.Boolean()
    installed = fields.Boolean()
    installed_at = fields.AwareDateTime(allow_none=True)


class PacksOut(PageOut):
    """A page of the installed packs and those that come with Préau."""

    items = fields.List(fields.Nested(PackLineOut))


class StandingOut(Shape):
    """One definition of an installed pack."""

    definition = fields.String()
    live = fields.Boolean()
    changed_here = fields.Boolean()


class PackOut(PackLineOut):
    """One installed pack."""

    definitions = fields.List(fields.Nested(StandingOut))


class ClashOut(Shape):
    """Where both sides changed the same thing."""

    path = fields.String()
    ours = fields.Raw(allow_none=True)
    theirs = fields.Raw(allow_none=True)


class PlanLineOut(Shape):
    """One definition, three ways."""

    definition = fields.String()
    title = fields.String()
    state = fields.String()
    choices = fields.List(fields.String())
    proposed = fields.String()
    changed_here = fields.List(fields.String())
    brought = fields.List(fields.String())
    clashes = fields.List(fields.Nested(ClashOut))
    to_bind = fields.List(fields.Dict())
    #: Requests under way that keep their version, and those the pack moves.
    stays = fields.Integer()
    follows = fields.Integer()


class PlanOut(Shape):
    """What a pack would do; `offer` names it for a day."""

    offer = fields.UUID(allow_none=True)
    key = fields.String()
    title = fields.String()
    version = fields.String()
    installed_version = fields.String(allow_none=True)
    installed_first = fields.List(fields.String())
    lacking = fields.List(fields.String())
    absent = fields.List(fields.String())
    #: What is to be set up here by hand: `data-source/parc`.
    unset = fields.List(fields.String())
    definitions = fields.List(fields.Nested(PlanLineOut))


class ReportOut(Shape):
    """What a load, a way back or a removal did."""

    key = fields.String()
    version = fields.String()
    title = fields.String()
    first = fields.Boolean()
    changed = fields.Boolean()
    published = fields.List(fields.String())
    merged = fields.List(fields.String())
    unchanged = fields.List(fields.String())
    kept = fields.List(fields.String())
    conflicts = fields.List(fields.String())
    retired = fields.List(fields.String())
    required = fields.List(fields.String())
    to_bind = fields.List(fields.String())
    restored = fields.List(fields.String())
    left = fields.List(fields.String())
    files = fields.List(fields.String())


class LeavingOut(Shape):
    """One definition of a pack that is to be taken away."""

    definition = fields.String()
    fate = fields.String()
    uses = fields.List(fields.String())
    named_by = fields.List(fields.String())


class RemovalOut(Shape):
    """What taking a pack away would do, or did."""

    key = fields.String()
    refused = fields.List(fields.String())
    definitions = fields.List(fields.Nested(LeavingOut))
