"""The list against a plain Python reading of the same rows: filters, orders, pages, gate."""

from __future__ import annotations

import copy
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue import queries
from catalogue.domain.desk import DeskFilter, Order
from catalogue.queries import desk
from catalogue.queries.terms import NATURES
from core import clock
from core.database import session
from core.errors import BadInput, NotFound
from core.folding import words_of
from tests.kit.crowd import NATURES as ASKED
from tests.kit.crowd import PLACES, TAGS, Crowd, crowd, day_of
from tests.kit.people import person
from tests.kit.thorough import some
from tests.kit.works import SERVICE, Works, actor, filed, publish, works

SERVICE_WITH_COLUMNS = {
    **copy.deepcopy(SERVICE),
    "desk": {"columns": ["/total", "/nature"]},
}


class Scene:
    """A town, three hundred requests, three agents."""

    def __init__(self) -> None:
        from accounts import operations

        self.works: Works = works()
        publish("service", SERVICE_WITH_COLUMNS)
        model = filed(self.works)
        for code in ("nord", "sud"):
            operations.place("territory", code, code.capitalize(), "/org")
        self.north = person("nord@example.test", "agent", name="Nora Nord")
        self.agents = [self.works.gestionnaire.id, self.north.id]
        self.crowd: Crowd = crowd(model, 300, self.agents)
        self.manager = actor(self.works.gestionnaire)
        session.execute(
            queries.requests.Request.__table__.delete().where(
                queries.requests.Request.id == model.id
            )
        )
        session.flush()


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def number(value: Any) -> Decimal | None:
    """As `preau_num` reads it."""
    try:
        return Decimal(value) if value else None
    except (InvalidOperation, TypeError):
        return None


def lets(row: dict[str, Any], wanted: DeskFilter, me: Any) -> bool:
    """Whether a row belongs to the list, read the plain way."""
    plain = {
        "service": lambda v: row["service_key"] in v,
        "statut": lambda v: row["status"] in {x.rpartition(":")[2] for x in v},
        "nature": lambda v: row["status_kind"] in {k for x in v for k in NATURES[x]},
        "agent": lambda v: {
            "moi": row["assignee_id"] == me.account_id,
            "aucun": row["assignee_id"] is None,
            "moi-ou-aucun": row["assignee_id"] in {None, me.account_id},
        }.get(v[0], str(row["assignee_id"]) == v[0]),
        "etablissement": lambda v: all(w in row["establishment_words"] for w in words_of(v[0])),
        "territoire": lambda v: f"{row['scope_path']}/".startswith(v[0] + "/"),
        "depose-du": lambda v: day_of(row["submitted_at"]) >= v[0],
        "depose-au": lambda v: day_of(row["submitted_at"]) <= v[0],
        "echeance-du": lambda v: row["due_at"] is not None and day_of(row["due_at"]) >= v[0],
        "echeance-au": lambda v: row["due_at"] is not None and day_of(row["due_at"]) <= v[0],
        "retard": lambda _v: row["due_at"] is not None and row["due_at"] < clock.now(),
        "etiquette": lambda v: bool(set(row["tags"]) & set(v)),
        "tour": lambda _v: "gestionnaire" in row["waiting_functions"],
        "r.nature": lambda v: row["answers"]["nature"] in v,
        "r.total-min": lambda v: (
            (n := number(row["answers"].get("total"))) is not None and n >= Decimal(v[0])
        ),
        "r.total-max": lambda v: (
            (n := number(row["answers"].get("total"))) is not None and n <= Decimal(v[0])
        ),
    }
    return all(plain[name](values) for name, values in wanted.fields) and all(
        word in row["words"] for word in words_of(wanted.text)
    )


def sort_key(row: dict[str, Any], key: str, names: dict[Any, str]) -> Any:
    """The value an order goes by; None stands last."""
    return {
        "numero": row["reference"],
        "etablissement": row["establishment_words"],
        "arrivee": row["entered_at"],
        "depose": row["submitted_at"],
        "echeance": row["due_at"],
        "activite": row["updated_at"],
        "agent": names.get(row["assignee_id"]),
        "r.total": number(row["answers"].get("total")),
        "r.nature": row["answers"]["nature"],
    }[key]


def expected(scene: Scene, wanted: DeskFilter) -> list[str]:
    """The whole list, the plain way."""
    from accounts.models import Account

    names = {a.id: a.folded for a in session.query(Account)}
    order = Order.of(wanted.order)
    found = [row for row in scene.crowd.rows if lets(row, wanted, scene.manager)]
    valued = [r for r in found if sort_key(r, order.key, names) is not None]
    rest = [r for r in found if sort_key(r, order.key, names) is None]
    valued.sort(key=lambda r: (sort_key(r, order.key, names), r["id"].bytes), reverse=order.down)
    rest.sort(key=lambda r: r["id"].bytes, reverse=order.down)
    return [r["reference"] for r in [*valued, *rest]]


def through_pages(scene: Scene, wanted: DeskFilter, limit: int) -> list[str]:
    """Page after page to the end, and back to the beginning: the same rows both ways."""
    pages, after = [], None
    while True:
        page = queries.desk_page(scene.manager, wanted, after, limit)
        pages.append([r.reference for r in page.items])
        if page.next is None:
            break
        after = page.next
    back = [pages[-1]]
    while page.previous is not None:
        page = queries.desk_page(scene.manager, wanted, page.previous, limit)
        back.insert(0, [r.reference for r in page.items])
    assert [r for p in back for r in p] == [r for p in pages for r in p]
    return [str(r) for p in pages for r in p]


DAYS = st.sampled_from([day_of(clock.now())[:8] + d for d in ("01", "15", "20", "28")])
FIELDS = {
    "service": st.just(["travaux"]),
    "statut": st.lists(
        st.sampled_from(["depose", "travaux-3-niveaux:visas", "travaux-3-niveaux:decision"]),
        min_size=1,
        unique=True,
    ),
    "nature": st.lists(st.sampled_from(sorted(NATURES)), min_size=1, unique=True),
    "agent": st.sampled_from([["moi"], ["aucun"], ["moi-ou-aucun"]]),
    "etablissement": st.sampled_from([["emile"], ["Œuvre"], ["école val"], ["%"]]),
    "territoire": st.sampled_from([["/org/nord"], ["/org/sud"], ["/org/nord/a"], ["/org/no"]]),
    "depose-du": DAYS.map(lambda d: [d]),
    "depose-au": DAYS.map(lambda d: [d]),
    "echeance-au": DAYS.map(lambda d: [d]),
    "retard": st.just(["oui"]),
    "etiquette": st.lists(st.sampled_from(TAGS), min_size=1, unique=True),
    "tour": st.just(["moi"]),
}
ANSWERS = {
    "r.nature": st.lists(st.sampled_from(ASKED), min_size=1, unique=True),
    "r.total-min": st.sampled_from([["0"], ["12.50"], ["980"]]),
    "r.total-max": st.sampled_from([["12.5"], ["1200"]]),
}
ORDERS = ["numero", "etablissement", "arrivee", "depose", "echeance", "activite", "agent"]


@st.composite
def filters(draw: st.DrawFn) -> DeskFilter:
    """Any few narrowings together, in any order."""
    known = FIELDS
    order = draw(st.sampled_from(ORDERS))
    fields = {}
    if draw(st.booleans()):
        known = {**FIELDS, **ANSWERS}
        fields["service"] = ["travaux"]
        order = draw(st.sampled_from([*ORDERS, "r.total", "r.nature"]))
    names = draw(st.lists(st.sampled_from(sorted(known)), max_size=3, unique=True))
    fields |= {name: draw(known[name]) for name in names}
    return DeskFilter.of(
        {
            "fields": fields,
            "text": draw(st.sampled_from(["", "", "toiture", "STORES zola", "100 %", "d'eau_x"])),
            "order": draw(st.sampled_from(["", "-"])) + order,
        }
    )


def test_every_narrowing_in_every_order_is_the_plain_reading_of_the_rows(scene: Scene) -> None:
    """Pages both ways, all rows at once, and the number: one and the same list."""

    @settings(max_examples=some(24), suppress_health_check=list(HealthCheck), derandomize=True)
    @given(wanted=filters(), limit=st.sampled_from([7, 50, 400]))
    def holds(wanted: DeskFilter, limit: int) -> None:
        assert DeskFilter.of(wanted.document()) == wanted
        whole = expected(scene, wanted)
        assert through_pages(scene, wanted, limit) == whole
        ids = {row["id"]: row["reference"] for row in scene.crowd.rows}
        rows = session.execute(queries.selection(scene.manager, wanted)).all()
        assert [ids[row.id] for row in rows] == whole
        assert queries.desk_count(scene.manager, wanted) == (len(whole), False)

    holds()


def test_neighbours_follow_the_order_of_the_list(scene: Scene) -> None:
    for order in ("-depose", "echeance", "-echeance", "agent", "-r.total"):
        wanted = DeskFilter.of({"fields": {"service": ["travaux"]}, "order": order})
        rows = queries.desk_page(scene.manager, wanted, None, 400).items
        for here in (0, 1, 150, 298, 299):
            before, behind = desk.neighbours(scene.manager, wanted, rows[here])
            assert (before and before.id) == (rows[here - 1].id if here else None)
            assert (behind and behind.id) == (rows[here + 1].id if here < 299 else None)


def test_a_file_that_left_the_list_still_has_its_neighbours(scene: Scene) -> None:
    wanted = DeskFilter.of({"fields": {"agent": ["moi"]}})
    rows = queries.desk_page(scene.manager, wanted, None, 400).items
    gone = rows[3]
    gone.assignee_id = None
    session.flush()
    before, behind = desk.neighbours(scene.manager, wanted, gone)
    assert (before, behind) == (rows[2], rows[4])


UNKNOWN: list[dict[str, Any]] = (
    [
        {"inconnu": ["1"]},
        {"assignee_id": ["1"]},
        {"depose-du": ["hier"]},
        {"depose-au": ["9999-12-31"]},
        {"depose-du": ["2026-01-01", "2026-01-02"]},
        {"agent": ["'; drop table request"]},
        {"territoire": ["nord"]},
        {"nature": ["x"]},
        {"retard": ["peut-être"]},
        {"r.total-min": ["1"]},
        {"service": ["travaux"], "r.description": ["x"]},
        {"service": ["travaux"], "r.total-min": ["beaucoup"]},
        {"service": ["travaux"], "r.total-min": ["1e999999"]},
        {"service": ["travaux"], "r.total-min": ["NaN"]},
    ],
)


def test_x06_what_the_list_does_not_know_is_refused(scene: Scene) -> None:
    for fields in UNKNOWN:
        with pytest.raises(BadInput):
            queries.desk_page(scene.manager, DeskFilter.of({"fields": fields}))
    for order in ("id", "answers", "r.total", "-r.description", "depose; --"):
        with pytest.raises(BadInput):
            queries.desk_page(scene.manager, DeskFilter.of({"order": order}))


def test_x07_wildcards_mean_themselves(scene: Scene) -> None:
    """FAULTS X-07: a per cent sign finds nothing more than a per cent sign."""
    listed = {"service": ["travaux"]}
    assert (
        queries.desk_count(scene.manager, DeskFilter.of({"fields": listed, "text": "%"}))[0] == 300
    )
    for text in ("toi%re", "toi_ure"):
        wanted = DeskFilter.of({"fields": {**listed, "etablissement": [text]}})
        assert queries.desk_count(scene.manager, wanted)[0] == 0


def test_n07_a_value_given_twice_is_refused(scene: Scene, sign_in: Any) -> None:
    client = sign_in(scene.works.gestionnaire)
    for address in ("tri=depose&tri=agent", "f.agent=moi&f.agent=aucun", "q=a&q=b", "f.x=1"):
        assert client.get(f"/bureau?{address}").status_code == 400, address


def test_a11_the_list_and_the_door_agree(scene: Scene) -> None:
    """FAULTS A-11: the desk lists what `request_for` opens to agents, and nothing else."""
    from accounts import operations

    group = operations.ensure_group("secteur", "secteur")
    from accounts import queries as accounts
    from core.actor import HOUSE

    operations.add_to_group(HOUSE, scene.north, group, accounts.scope_by_path("/org/nord"))
    session.flush()
    nobody = person("rien@example.test", "agent", name="Rien Dutout")
    supervisor = person("sud@example.test", "superviseur", name="Sud", scope="/org/sud")
    sample = [row["reference"] for row in scene.crowd.rows[:60]]
    for account in (scene.north, nobody, supervisor, scene.works.direction, scene.works.head):
        who = actor(account)
        page = queries.desk_page(who, DeskFilter(), None, 400)
        listed = {r.reference for r in page.items} & set(sample)
        assert listed == {ref for ref in sample if _opens(who, ref)}, account.name
    assert {path for path, _label in PLACES} == {r["scope_path"] for r in scene.crowd.rows}


def _opens(who: Any, reference: str) -> bool:
    try:
        return queries.request_for(who, reference).side == "agency"
    except NotFound:
        return False
