"""Acts on a form document: whatever is done, in whatever order, it stays a form."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.canonical import canonical
from core.errors import Invalid
from form_factory.domain import editing
from form_factory.domain.check import check
from form_factory.domain.walk import properties_of
from form_factory.fields import named, palette
from form_factory.kind import holds_of
from schemas.domain.gate import problems_in_definition, problems_in_schema
from schemas.metaschema import problems_against

Document = dict[str, Any]


def ids() -> Callable[[], str]:
    """Identities in a row."""
    numbers = itertools.count(1)
    return lambda: f"01JEDIT{next(numbers):019d}"


def begun() -> Document:
    """A form with one empty page."""
    return {
        "kind": "form", "format": 1, "key": "essai", "title": "Essai", "language": "fr",
        "translations": {},
        "schema": {"type": "object", "additionalProperties": False, "properties": {}},
        "ui": {"pages": [{"id": "p1", "title": "Une", "items": []}]},
    }  # fmt: skip


def added(document: Document, kind: str, label: str, former: editing.Former) -> editing.Edited:
    found = named(kind)
    assert found is not None
    part, item = found.blank()
    return editing.add(document, part, item, label, "into:page:p1", new_id=ids(), former=former)


def keys(document: Document) -> list[str]:
    return [str(spot.item.get("field")) for spot in editing.spots(document) if spot.path]


def code(refused: pytest.ExceptionInfo[Invalid]) -> str:
    return refused.value.problems[0].code


def test_a_key_follows_its_label_until_it_is_published_and_is_never_given_again() -> None:
    """Rows 1.2 of DEFINITIONS: free until first publication, frozen after, never reused."""
    first = added(begun(), "text", "Précisez le mobilier", {})
    assert keys(first.document) == ["/precisez_le_mobilier"]
    renamed = editing.rename(first.document, first.ref, "Quantité", former={})
    assert keys(renamed.document) == ["/quantite"]
    former = editing.former_of([renamed.document])
    later = editing.rename(renamed.document, renamed.ref, "Nombre de tables", former=former)
    assert keys(later.document) == ["/quantite"]
    with pytest.raises(Invalid) as refused:
        editing.rename(later.document, later.ref, "Nombre", former=former, key="nombre")
    assert code(refused) == "edit-key-frozen"
    gone = editing.remove(later.document, later.ref)
    again = added(gone.document, "text", "Quantité", former)
    assert keys(again.document) == ["/quantite_2"]


def test_a_question_takes_along_all_that_speaks_of_it(works: Document) -> None:
    """A new key is written in conditions, computations, rows, known data and tests."""
    expect = {"errors": ["/lots/0/libelle"], "visible": {"/devis": False}}
    answers = {"nature": "projet", "lots": [{"montant": "1.00"}]}
    works["tests"] = [{"answers": answers, "expect": expect}]
    lot = works["schema"]["properties"]["lots"]["items"]["properties"]
    done = editing.rename(
        works, works["schema"]["properties"]["nature"]["x-id"], "Motif", former={}
    )
    done = editing.rename(done.document, lot["montant"]["x-id"], "Prix", former={}, key="prix")
    done = editing.rename(
        done.document, lot["libelle"]["x-id"], "Intitulé", former={}, key="intitule"
    )
    made = done.document
    assert made["computed"] == [{"field": "/total", "expr": {"sum": ["lots", "prix"]}}]
    assert made["ui"]["pages"][2]["when"] == {"!=": [{"var": "motif"}, "urgence"]}
    assert made["ui"]["pages"][2]["items"][0]["row_label"] == "{intitule}"
    assert made["schema"]["properties"]["lots"]["items"]["required"] == ["intitule", "prix"]
    assert made["tests"][0]["answers"]["lots"] == [{"prix": "1.00"}]
    assert made["tests"][0]["expect"]["errors"] == ["/lots/0/intitule"]
    assert not check(made, holds_of).problems


def test_what_others_cite_goes_only_with_the_conditions_that_cite_it(works: Document) -> None:
    nature = works["schema"]["properties"]["nature"]["x-id"]
    with pytest.raises(Invalid) as refused:
        editing.remove(works, nature)
    assert code(refused) == "edit-cited"
    assert refused.value.problems[0].params["by"] == (
        "« Lots et pièces », « Y a-t-il un danger immédiat ? »"
    )
    done = editing.remove(works, nature, uncite=True).document
    assert "when" not in done["ui"]["pages"][2]
    assert "nature" not in done["schema"]["required"]
    assert not check(done, holds_of).problems


def test_a_retyped_question_keeps_its_identity_and_takes_a_new_key(works: Document) -> None:
    former = editing.former_of([works])
    x_id = works["schema"]["properties"]["description"]["x-id"]
    part, item = named("integer").blank()  # type: ignore[union-attr]
    done = editing.retype(works, x_id, part, item, new_id=ids(), former=former).document
    assert done["schema"]["properties"]["description_2"]["x-id"] == x_id
    assert "description_2" in done["schema"]["required"]
    part, item = named("select").blank()  # type: ignore[union-attr]
    nature = done["schema"]["properties"]["nature"]
    shown = editing.retype(done, nature["x-id"], part, item, new_id=ids(), former=former).document
    assert shown["schema"]["properties"]["nature"] == nature, "the same answer, asked otherwise"


def test_a_copy_is_another_question_down_to_its_rows(works: Document) -> None:
    lots = works["schema"]["properties"]["lots"]
    x_id, inner = lots["x-id"], lots["items"]["properties"]["libelle"]["x-id"]
    works["translations"] = {"en": {f"{x_id}.title": "Lots", f"{inner}.title": "Item"}}
    done = editing.duplicate(works, x_id, "Autres lots", new_id=ids(), former={})
    all_ids = [part.get("x-id") for _at, _path, part in properties_of(done.document["schema"])]
    assert len(all_ids) == len(set(all_ids))
    assert "autres_lots" in done.document["schema"]["required"]
    assert sorted(done.document["translations"]["en"].values()) == ["Item", "Item", "Lots"]
    assert not check(done.document, holds_of).problems
    copy = editing.copied(works, ids())
    assert not {p["x-id"] for _a, _b, p in properties_of(works["schema"])} & {
        p["x-id"] for _a, _b, p in properties_of(copy["schema"])
    }


def test_no_page_waits_for_a_later_one_and_no_two_questions_wait_for_each_other(
    works: Document,
) -> None:
    nature = works["schema"]["properties"]["nature"]["x-id"]
    with pytest.raises(Invalid) as refused:
        editing.place(works, nature, "into:page:p3", former={})
    assert code(refused) == "edit-page-waits"
    with pytest.raises(Invalid) as refused:
        editing.set_when(works, nature, {"==": [{"var": "danger"}, True]})
    assert code(refused) == "edit-circle"


def test_a_pasted_list_keeps_the_keys_it_knew() -> None:
    pasted = editing.pasted_choices(
        "- Très bien\nurgence = Urgence, sécurité\n3. Autre\n\nAutre", [("b", "Très bien")]
    )
    assert pasted == [("b", "Très bien"), ("urgence", "Urgence, sécurité"), ("autre", "Autre")]


KINDS = [each.name for _group, listed in palette() for each in listed if named(each.name)]
LABELS = st.sampled_from(["Nom", "Date de naissance", "Étiquette", "2e choix", "…", "data", "Lots"])


class Hand:
    """Somebody at the editor, who picks at random."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.known: Any = {"new_id": ids(), "former": {}}
        self.document = begun()

    def any_type(self) -> Any:
        found = named(self.draw(st.sampled_from(KINDS)))
        assert found is not None
        return found.blank()

    def any_ref(self) -> str:
        return str(
            self.draw(st.sampled_from([s.ref for s in editing.spots(self.document)] or [""]))
        )

    def any_page(self) -> str:
        return str(self.draw(st.sampled_from([p["id"] for p in self.document["ui"]["pages"]])))

    def any_target(self) -> str:
        homes = [f"into:page:{page['id']}" for page in self.document["ui"]["pages"]]
        spots = [
            f"{how}:{s.ref}" for s in editing.spots(self.document) for how in ("after", "into")
        ]
        return str(self.draw(st.sampled_from(homes + spots)))

    def act(self, name: str) -> editing.Edited:
        found: editing.Edited = getattr(self, name)()
        return found

    def add(self) -> editing.Edited:
        part, item = self.any_type()
        where = self.any_target()
        return editing.add(self.document, part, item, self.draw(LABELS), where, **self.known)

    def text(self) -> editing.Edited:
        item = {self.draw(st.sampled_from(["notice", "explanation", "section"])): ""}
        where = self.any_target()
        return editing.add(self.document, None, item, self.draw(LABELS), where, **self.known)

    def page(self) -> editing.Edited:
        return editing.add_page(self.document, self.draw(LABELS), self.any_page())

    def rename(self) -> editing.Edited:
        ref = self.any_ref()
        return editing.rename(self.document, ref, self.draw(LABELS), former=self.known["former"])

    def move(self) -> editing.Edited:
        return editing.move(self.document, self.any_ref(), self.draw(st.sampled_from([-1, 1])))

    def place(self) -> editing.Edited:
        ref, former = self.any_ref(), self.known["former"]
        return editing.place(self.document, ref, self.any_target(), former=former)

    def duplicate(self) -> editing.Edited:
        return editing.duplicate(self.document, self.any_ref(), self.draw(LABELS), **self.known)

    def remove(self) -> editing.Edited:
        return editing.remove(self.document, self.any_ref(), uncite=self.draw(st.booleans()))

    def remove_page(self) -> editing.Edited:
        return editing.remove_page(self.document, self.any_page(), uncite=self.draw(st.booleans()))

    def move_page(self) -> editing.Edited:
        by = self.draw(st.sampled_from([-1, 1]))
        return editing.move_page(self.document, self.any_page(), by)

    def retype(self) -> editing.Edited:
        part, item = self.any_type()
        return editing.retype(self.document, self.any_ref(), part, item, **self.known)

    def required(self) -> editing.Edited:
        return editing.set_required(self.document, self.any_ref(), self.draw(st.booleans()))

    def when(self) -> editing.Edited:
        asked = [s for s in editing.spots(self.document) if s.path and not s.row_of]
        if not asked:
            return editing.Edited(self.document, "", "p1")
        name = ".".join(self.draw(st.sampled_from(asked)).path)
        ref = self.draw(st.sampled_from([self.any_ref(), f"page:{self.any_page()}"]))
        return editing.set_when(self.document, ref, {"is_set": {"var": name}})

    def publish(self) -> editing.Edited:
        self.known["former"] = {**self.known["former"], **editing.former_of([self.document])}
        return editing.Edited(self.document, "", "p1")


ACTS = [
    *["add", "add", "add", "text", "page", "rename", "move", "place", "place", "duplicate"],
    *["remove", "remove_page", "move_page", "retype", "required", "when", "when", "publish"],
]


def stays_a_form(data: st.DataObject) -> None:
    hand = Hand(data.draw)
    for _step in range(data.draw(st.integers(1, 14))):
        before, kept = hand.document, canonical(hand.document)
        try:
            done = hand.act(data.draw(st.sampled_from(ACTS)))
        except Invalid:
            done = editing.Edited(deepcopy(before), "", "p1")
        assert canonical(before) == kept, "an act leaves the document it was given"
        hand.document = done.document
        assert not problems_against("form", hand.document)
        assert not problems_in_definition(hand.document)
        assert not problems_in_schema(hand.document["schema"])
        told = {each.code for each in check(hand.document, holds_of).problems}
        assert told <= {"form-computed-missing"}, "what is worked out waits for its formula"
        assert done.ref in {"", *(spot.ref for spot in editing.spots(hand.document))}
        assert not any("order" in part for _a, _p, part in properties_of(hand.document["schema"]))


@settings(max_examples=25)
@given(st.data())
def test_whatever_is_done_it_stays_a_form(data: st.DataObject) -> None:
    """Meta-schema, checks and identities hold after every act, and each act leaves its input be."""
    stays_a_form(data)


@pytest.mark.audit
@settings(max_examples=1000)
@given(st.data())
def test_whatever_is_done_for_long_it_stays_a_form(data: st.DataObject) -> None:
    """The same, a thousand times."""
    stays_a_form(data)


def test_a_section_copied_whole_depends_on_itself() -> None:
    start = begun()
    ids = iter(f"01JCOPY{n}" for n in range(20))
    known: dict[str, Any] = {"new_id": lambda: next(ids), "former": {}}
    made = editing.add(start, None, {"section": ""}, "Élève", "into:page:p1", **known)
    inside = f"into:{made.ref}"
    part, item = named("text").blank()  # type: ignore[union-attr]
    first = editing.add(made.document, part, item, "Allergie", inside, **known)
    second = editing.add(first.document, part, item, "Laquelle", inside, **known)
    whole = editing.set_when(second.document, second.ref, {"is_set": {"var": "allergie"}}).document
    done = editing.duplicate(whole, made.ref, "Autre élève", **known).document
    copies = done["ui"]["pages"][0]["items"][-1]["items"]
    assert [one["field"] for one in copies] == ["/allergie_2", "/laquelle_2"]
    assert copies[1]["when"] == {"is_set": {"var": "allergie_2"}}
    assert not check(done, holds_of).problems


def test_a_linked_list_follows_the_question_that_narrows_it() -> None:
    first = added(begun(), "select", "Département", {})
    part, item = named("linked").blank()  # type: ignore[union-attr]
    second = editing.add(
        first.document, part | {"x-under": "departement"}, item, "Commune", f"after:{first.ref}",
        new_id=lambda: "01JEDIT9", former={},
    )  # fmt: skip
    done = editing.rename(second.document, first.ref, "Canton", former={}).document
    assert done["schema"]["properties"]["commune"]["x-under"] == "canton"
    with pytest.raises(Invalid) as refused:
        editing.remove(done, first.ref)
    assert code(refused) == "edit-cited"
    kept = editing.remove(done, first.ref, uncite=True).document
    assert "x-under" not in kept["schema"]["properties"]["commune"]
