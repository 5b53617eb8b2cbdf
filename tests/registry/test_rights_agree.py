"""The algebra of rights and its SQL say the same of random rules, grants, conditions and data."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from core.actor import Actor, Grant
from core.database import session
from core.ids import uuid7
from registry.domain.entity import Entity
from registry.domain.rights import Thing, decide
from registry.models import Record, RecordIndex
from tests.kit.thorough import some

FIELDS = {
    "nom": {"type": "string"}, "sorte": {"type": "string", "enum": ["a", "b", "c"]},
    "effectif": {"type": "integer"}, "cout": {"type": "string", "format": "decimal"},
    "ouverture": {"type": "string", "format": "date"}, "actif": {"type": "boolean"},
    "codes": {"type": "array", "maxItems": 9, "items": {"type": "string"}},
    "adresse": {"type": "object", "properties": {"ville": {"type": "string"}}},
    "lots": {"type": "array", "maxItems": 9, "items": {
        "type": "object", "properties": {"prix": {"type": "number"}, "cle": {"type": "string"}},
    }},
}  # fmt: skip
IDS = {name: f"01K5CHSE{n:018d}" for n, name in enumerate(FIELDS)}
ENTITY = {
    "kind": "entity", "format": 1, "key": "chose", "title": "Chose", "plural": "Choses",
    "language": "fr", "translations": {},
    "schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "additionalProperties": False, "required": ["nom"],
        "properties": {n: {**part, "title": n, "x-id": IDS[n]} for n, part in FIELDS.items()},
    },
    "label": "{nom}", "sort": ["/nom"], "scope": "none", "year_bound": False,
    "fields": {
        IDS["nom"]: {"class": "public", "searched": True}, IDS["effectif"]: {"listed": True},
        IDS["cout"]: {"class": "sensitive"},
    },
    "cards": [], "links": [],
}  # fmt: skip
PLACES = ("/org", "/org/35", "/org/35/a", "/org/35/ab", "/org/356", "/org/35/a/x")
TEXTS = st.sampled_from(["", "a", "b", "É", "x1", "10", "true", "2020-02-29", "2020-02-30"])
ANYTHING = st.one_of(
    st.none(), st.booleans(), TEXTS, st.integers(-3, 12), st.sampled_from([0.5, 2.0, -1.25])
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "nom": TEXTS, "sorte": st.sampled_from(["a", "b", "c", "d"]), "effectif": st.integers(-2, 9),
    "cout": st.sampled_from(["10.00", "2.5", "-1", "dix"]), "actif": st.booleans(),
    "ouverture": st.sampled_from(["2020-02-29", "2026-01-01", "2031-12-31", "2020-02-30"]),
    "codes": st.lists(TEXTS, max_size=3), "adresse": st.fixed_dictionaries({}, optional={
        "ville": TEXTS,
    }),
    "lots": st.lists(st.fixed_dictionaries({}, optional={
        "prix": st.integers(0, 3), "cle": TEXTS,
    }), max_size=3),
}  # fmt: skip
DATA = st.fixed_dictionaries(
    {}, optional={name: st.one_of(found, ANYTHING) for name, found in VALUES.items()}
)


def _of(name: str, *values: Any) -> st.SearchStrategy[Any]:
    var = st.sampled_from([{"var": name}, {"var": f"data.{name}"}])
    one = st.sampled_from(values)
    signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    return st.one_of(
        st.builds(lambda sign, v, x: {sign: [v, x]}, signs, var, one),
        st.builds(lambda sign, v, x: {sign: [x, v]}, signs, var, one),
        st.builds(lambda v, xs: {"in": [v, xs]}, var, st.lists(one, max_size=3)),
        st.builds(lambda v: {"is_set": [v]}, var),
    )


LEAVES = st.one_of(
    _of("sorte", "a", "b"), _of("effectif", 0, 3), _of("cout", "10.00"), _of("nom", "a"),
    _of("ouverture", "2026-01-01"), st.sampled_from([
        {"var": "actif"}, {"==": [{"var": "actif"}, False]}, True, False,
        {"<": [{"var": "ouverture"}, {"today": []}]}, {">=": [{"age": [{"var": "ouverture"}]}, 3]},
        {"<=": [{"date_add": [{"var": "ouverture"}, "P30D"]}, {"today": []}]},
        {"in": ["a", {"var": "codes"}]}, {"is_set": [{"var": "codes"}]},
        {"is_set": [{"var": "adresse"}]}, {"==": [{"var": "adresse.ville"}, "a"]},
        {"any": [{"var": "lots"}, {">": [{"var": "./prix"}, 1]}]},
        {">=": [{"count": ["lots"]}, 2]}, {"any": ["lots", {"==": [{"var": "./cle"}, "a"]}]},
        {">=": [{"count": ["lots", {"==": [{"var": "./prix"}, 1]}]}, 1]},
        {"==": [{"var": "nom"}, {"var": "actor.name"}]}, {"is_set": [{"var": "actor.job_title"}]},
        {"==": [{"var": "actor.locale"}, "fr"]}, {"==": [{"var": "inconnu"}, 1]},
    ]),
)  # fmt: skip
WHEN = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda op, args: {op: args}, st.sampled_from(["and", "or"]),
                  st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda one: {"not": [one]}, inner),
    ),
    max_leaves=5,
)  # fmt: skip
SOME = st.lists(st.sampled_from([f"/{name}" for name in FIELDS]), unique=True, max_size=4)
SOME_OR_ALL = st.one_of(SOME, st.just("*"))
RULE = st.fixed_dictionaries(
    {
        "entity": st.sampled_from(["chose", "chose", "*", "autre"]),
        "actions": st.lists(st.sampled_from(["read", "write", "create", "archive"]), min_size=1,
                            unique=True),
        "fields": st.fixed_dictionaries({}, optional={
            "read": SOME_OR_ALL, "mask": SOME, "write": SOME_OR_ALL, "propose": SOME,
        }),
    },
    optional={"when": WHEN},
)  # fmt: skip
PERMISSIONS = st.sets(
    st.sampled_from(["records:read", "records:write", "records:restricted", "requests:follow"])
).map(frozenset)
GRANT = st.builds(
    lambda path, permissions, rules: Grant(
        uuid4(), "r", "Rôle", path, path, permissions, tuple(rules)
    ),
    st.sampled_from(PLACES), PERMISSIONS, st.lists(RULE, max_size=2),
)  # fmt: skip
ROW = st.tuples(
    st.sampled_from([*PLACES, None]),
    st.sampled_from(["active", "active", "active", "archived", "restricted", "merged"]), DATA,
)  # fmt: skip


#: Each example writes the rows it looks at in the place of those before.
FRESH = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)


@pytest.fixture
def chose(app: Any) -> Any:
    """The entity, published; its records lie in the default partition."""
    from tests.kit.works import publish

    publish("entity", ENTITY)
    return Entity.of(ENTITY)


def _actor(grants: list[Grant], name: str) -> Actor:
    facts = {"id": "7", "name": name, "email": "", "job_title": None, "locale": "fr"}
    return Actor(account_id=uuid4(), name=name, grants=tuple(grants), facts=facts)


def _stored(rows: list[Any]) -> list[Any]:
    """The rows as they stand in the tables, each with its id."""
    from registry import queries

    version = queries.live_version("chose")
    session.execute(delete(RecordIndex).where(RecordIndex.entity == "chose"))
    session.execute(delete(Record).where(Record.entity == "chose"))
    kept = [(uuid7(), *row) for row in rows]
    common = {"entity": "chose", "definition_version_id": version.id, "version": 1}
    session.execute(insert(Record), [
        {**common, "id": i, "scope_path": path, "state": state, "label": "x", "data": data}
        for i, path, state, data in kept
    ])  # fmt: skip
    session.execute(insert(RecordIndex), [
        {"entity": "chose", "record_id": i, "scope_path": path, "state": state, "sort_key": "",
         "words": ""}
        for i, path, state, _data in kept
    ])  # fmt: skip
    return kept


@settings(FRESH, max_examples=some(30))
@given(
    st.lists(GRANT, max_size=3), st.lists(ROW, min_size=1, max_size=12), TEXTS,
    st.lists(st.sampled_from(sorted(FIELDS)), unique=True, max_size=2),
)  # fmt: skip
def test_sql_lets_in_the_rows_the_algebra_lets_in(
    chose: Entity, grants: list[Grant], rows: list[Any], name: str, keys: list[str]
) -> None:
    """Rows of each state, and rows narrowed to those where named fields are open."""
    from registry.queries import gate

    actor, kept = _actor(grants, name), _stored(rows)
    rights = gate.rights_on(actor, chose)
    named = [chose.fields[key] for key in keys]
    for state in ("active", "archived", "restricted", "merged"):
        for asked in ((), named):
            found = set(session.scalars(
                select(RecordIndex.record_id).where(gate.reach(actor, chose, asked, state))
            ))  # fmt: skip
            open_to = {
                i for i, path, at, data in kept
                if at == state and _lets(rights, Thing(path, data, at), [f.key for f in asked])
            }  # fmt: skip
            assert found == open_to


def _lets(rights: Any, thing: Thing, keys: list[str]) -> bool:
    if not keys:
        return decide(rights, "read", thing)
    return bool(rights.together(thing, keys))


@FRESH
@given(st.lists(GRANT, max_size=3), ROW, st.sampled_from(sorted(FIELDS)))
def test_what_is_narrowed_says_so_and_what_is_open_is_read(
    chose: Entity, grants: list[Grant], row: Any, key: str
) -> None:
    """A list that names a field shows it on each row; silence of `narrows` means none was left."""
    from registry.queries import gate

    actor, (path, _state, data) = _actor(grants, "a"), row
    rights = gate.rights_on(actor, chose)
    thing = Thing(path, data)
    together = rights.together(thing, [key])
    if together:
        assert decide(rights, "read", thing, key)
        assert gate.somewhere(actor, chose, [chose.fields[key]])
    if decide(rights, "read", thing) and not gate.narrows(actor, chose, [chose.fields[key]]):
        assert together


@FRESH
@given(st.lists(GRANT, max_size=4), ROW)
def test_grants_add_up_for_one_record_and_nothing_is_there_without_one(
    chose: Entity, grants: list[Grant], row: Any
) -> None:
    """Taking a grant away never opens a thing; none opens nothing; guards stand above all."""
    from registry.queries import gate

    path, state, data = row
    thing = Thing(path, data, state)
    whole = gate.rights_on(_actor(grants, "a"), chose).access(thing)
    alone = [gate.rights_on(_actor([g], "a"), chose).access(Thing(path, data)) for g in grants]
    assert gate.rights_on(_actor([], "a"), chose).access(thing).actions == frozenset()
    assert whole.reads <= {key for one in alone for key in one.reads}
    assert whole.writes | whole.proposes <= whole.reads
    assert not whole.masks & whole.reads
    if state != "active" and whole.writes:
        assert state == "restricted"
        assert any("records:restricted" in g.permissions and g.covers(path) for g in grants)
