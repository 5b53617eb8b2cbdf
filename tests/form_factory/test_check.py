"""What publication refuses in a form, and the tests a form carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from form_factory.domain.check import check
from form_factory.domain.naming_for_conditions import names_for_form
from form_factory.kind import FormKind, holds_of
from form_factory.trying.examples import trials_of
from form_factory.words import WORDS
from schemas.metaschema import problems_against

X_ID = "01J0000000000000000000F010"  # of the total
Break = Callable[[dict[str, Any]], Any]


def items(form: dict[str, Any], page: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = form["ui"]["pages"][page]["items"]
    return found


def test_the_works_request_is_without_fault(works: dict[str, Any]) -> None:
    assert FormKind().problems(works) == []
    assert problems_against("form", works) == []


@pytest.mark.parametrize(
    ("broken", "path", "code"),
    [
        (lambda f: items(f, 0).append({"field": "/rien"}), "/ui/pages/0/items/1/field",
         "form-unknown-field"),
        (lambda f: items(f, 0).append({"field": "/nature"}), "/ui/pages/1/items/0/field",
         "form-field-twice"),
        (lambda f: items(f, 1)[0].update(widget="zzz"), "/ui/pages/1/items/0/widget",
         "form-widget-unknown"),
        (lambda f: items(f, 1)[1].update(widget="money"), "/ui/pages/1/items/1/widget",
         "form-widget-mismatch"),
        (lambda f: items(f, 1)[1]["when"].update({"==": [{"var": "rien"}, 1]}),
         "/ui/pages/1/items/1/when/==/0", "unknown-reference"),
        (lambda f: items(f, 2)[0]["items"][3].update(when={"==": [{"var": "./rien"}, True]}),
         "/ui/pages/2/items/0/items/3/when/==/0", "unknown-reference"),
        (lambda f: f["ui"]["pages"][0].update(when={"==": [{"var": "nature"}, "projet"]}),
         "/ui/pages/0/when", "form-page-looks-forward"),
        (lambda f: f["ui"]["pages"][1].update(when={">": [{"var": "total"}, "1.00"]}),
         "/ui/pages/1/when", "form-page-looks-forward"),
        (lambda f: items(f, 1).append({"field": "/lots/libelle"}), "/ui/pages/1/items/4/field",
         "form-part-of-rows"),
        (lambda f: items(f, 2)[0]["items"][0].update(field="/lots/libelle"),
         "/ui/pages/2/items/0/items/0/field", "form-row-key-alone"),
        (lambda f: items(f, 2)[0]["items"].append({"notice": "n", "text": "N"}),
         "/ui/pages/2/items/0/items/4", "form-only-parts-here"),
        (lambda f: items(f, 1)[1].update(items=[{"field": "nature"}]), "/ui/pages/1/items/1/items",
         "form-holds-nothing"),
        (lambda f: f["schema"]["properties"]["lots"]["items"]["properties"]["rapport"].update(
            {"$ref": "", "type": "object", "properties": {"a": {"type": "string", "x-id": "a"}}}),
         "/ui/pages/2/items/0/items/3/field", "form-group-in-rows"),
        (lambda f: f["schema"]["required"].append("rien"), "/schema/required/4",
         "form-unknown-field"),
        (lambda f: f["schema"]["properties"]["nature"]["oneOf"].append({"const": "projet"}),
         "/schema/properties/nature/oneOf/3/const", "form-choice-twice"),
        (lambda f: f["schema"]["properties"]["description"].update(minLength=3000),
         "/schema/properties/description/maxLength", "form-bounds-crossed"),
        (lambda f: f["prefill"][0].update(field="/lots/libelle"), "/prefill/0/field",
         "edit-no-prefill-in-rows"),
        (lambda f: f["prefill"][0].update(field="/total"), "/prefill/0/field",
         "form-prefill-computed"),
        (lambda f: f["ui"]["pages"][1].update(id="p1"), "/ui/pages/1/id", "form-page-twice"),
        (lambda f: f["schema"]["properties"]["devis"].update({"x-id": X_ID}),
         "/schema/properties/devis/x-id", "form-x-id-twice"),
        (lambda f: f["schema"]["properties"]["devis"].pop("x-id"),
         "/schema/properties/devis", "form-x-id-missing"),
        (lambda f: f["schema"]["properties"].update({"Été": {"type": "string", "x-id": "a"}}),
         "/schema/properties/Été", "form-field-key"),
        (lambda f: f["schema"]["properties"].update({"actor": {"type": "string", "x-id": "a"}}),
         "/schema/properties/actor", "form-field-key-reserved"),
        (lambda f: items(f, 0).append({"notice": "danger", "text": "x"}),
         "/ui/pages/1/items/2/notice", "form-notice-twice"),
        (lambda f: items(f, 1)[2].update(tone="pink"), "/ui/pages/1/items/2/tone",
         "form-tone-unknown"),
        (lambda f: f["schema"]["properties"]["nature"].update({"x-id": {"a": 1}}),
         "/schema/properties/nature", "form-x-id-missing"),
        (lambda f: f["computed"].append({"field": "/total", "expr": 1}), "/computed/1/field",
         "form-computed-twice"),
        (lambda f: f["computed"].clear(), "/ui/pages", "form-computed-missing"),
        (lambda f: f["computed"].append({"field": "/rien", "expr": 1}), "/computed/1/field",
         "form-unknown-field"),
        (lambda f: f["computed"][0].update(expr={"sum": ["lots", "libelle"]}),
         "/computed/0/expr", None),
        (lambda f: f["prefill"][0].update(source="ciel"), "/prefill/0/source",
         "form-prefill-source"),
        (lambda f: f["prefill"][0].pop("path"), "/prefill/0/path", "form-prefill-path"),
        (lambda f: items(f, 1)[0].update(when={"==": [{"var": "danger"}, True]}),
         "/ui/pages/1/items/0", "circular-form"),
        (lambda f: f["computed"][0].update(expr={"+": [{"var": "total"}, "1.00"]}),
         "/computed/0", "circular-form"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_place(
    works: dict[str, Any], broken: Break, path: str, code: str | None
) -> None:
    broken(works)
    found = check(works, holds_of).problems
    told = [each.code for each in found if each.path == path or each.path.startswith(path + "/")]
    assert told, found
    assert code is None or code in told


def test_a_property_that_no_page_asks_is_a_warning(works: dict[str, Any]) -> None:
    items(works, 1).pop(3)
    checked = check(works, holds_of)
    assert checked.problems == []
    assert [each.code for each in checked.warnings] == ["form-never-shown"]
    (told,) = FormKind().problems(works)
    assert told.params["severity"] == "warning"


def test_a_form_runs_its_own_tests(works: dict[str, Any]) -> None:
    works["tests"] = [
        {"answers": {"nature": "urgence"},
         "expect": {"visible": ["/danger"], "computed": {"/total": "0.00"},
                    "errors": ["/etablissement", "/danger", "/description"]}},
        {"answers": {"nature": "projet", "lots": [{"montant": "5000", "amiante": True}]},
         "expect": {"visible": {"/devis": True, "/danger": False, "/lots/0/rapport": True}}},
    ]  # fmt: skip
    trials = trials_of(works)
    assert trials.problems == []
    assert trials.ran == 2
    assert 0.5 < trials.coverage < 1
    assert FormKind().problems(works) == []


def test_a_test_that_fails_says_what_it_found(works: dict[str, Any]) -> None:
    works["tests"] = [{"answers": {}, "expect": {
        "visible": ["/danger"], "computed": {"/total": "1.00"}, "errors": []}}]  # fmt: skip
    found = FormKind().problems(works)
    assert [each.code for each in found] == [
        "form-trial-visible", "form-trial-errors", "form-trial-computed",
    ]  # fmt: skip
    assert {each.params["severity"] for each in found} == {"test"}


def test_every_code_of_the_checks_has_its_sentence() -> None:
    import re
    from pathlib import Path

    from form_factory import domain
    from form_factory.changes import WORDS as CHANGES

    folder = Path(domain.__file__).parent
    told = {
        code
        for path in folder.glob("*.py")
        for code in re.findall(r'"((?:form|circular)-[a-z-]+)"', path.read_text("utf-8"))
    }
    assert told - set(WORDS) - set(CHANGES) == set()


def test_two_steps_with_one_title_are_advice_that_stops_nothing(works: dict[str, Any]) -> None:
    pages = works["ui"]["pages"]
    pages[1]["title"] = pages[0]["title"].upper() + " "
    checked = check(works, holds_of)
    assert checked.problems == []
    assert [(p.path, p.code) for p in checked.warnings] == [
        ("/ui/pages/1/title", "form-title-twice")
    ]
    (told,) = FormKind().problems(works)
    assert told.params["severity"] == "warning"
    assert "Les étapes 1 et 2" in str(WORDS[told.code]) % told.params


def test_a_shared_part_that_says_nothing_is_read_as_saying_nothing(works: dict[str, Any]) -> None:
    works["schema"].setdefault("$defs", {})["rien"] = True
    works["schema"]["properties"]["nature"] = {"$ref": "#/$defs/rien", "x-id": "01J9", "title": "N"}
    assert check(works, holds_of)


@pytest.mark.parametrize(
    "place",
    ["/ui/pages/²", "/computed/²", "/ui/pages/" + "9" * 5000],
    ids=["page", "computed", "long"],
)
def test_a_place_written_by_anybody_names_what_a_place_that_is_gone_does(
    works: dict[str, Any], place: str
) -> None:
    assert names_for_form(works, place).listed == names_for_form(works, "/ailleurs").listed
