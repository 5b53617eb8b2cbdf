"""FAULTS X-01: words of authors and people are inert on every page, for every role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.hostile import PAYLOADS, Poison
from tests.browser.lived import account, live
from tests.browser.pages_list import ROLES, walk
from tests.browser.scene import WORKS, Scene, set_scene
from tests.kit.cluster import Cluster
from tests.kit.loan import FORM, SERVICE, WORKFLOW
from tests.kit.served import Served, on_stage, stage_once
from tests.kit.visitor import visiting
from tests.kit.works import actor, filed, publish

#: Said by the browser itself when our policy stops something; there must be nothing to stop.
VIOLATIONS = """() => { window.__refused = [];
  document.addEventListener("securitypolicyviolation",
    event => window.__refused.push(event.violatedDirective)); }"""


def set_hostile_scene(folder: Path) -> Scene:
    """The scene that has lived, then every word of it poisoned, and people who type payloads."""
    scene = set_scene(folder)
    live(scene)
    poison = Poison()
    for document in (FORM, WORKFLOW, SERVICE, WORKS):
        publish(document["kind"], poison.document(document))
    _people(scene, poison)
    _words_of_people(scene, poison)
    return scene


def _people(scene: Scene, poison: Poison) -> None:
    for name in ("head", "gestionnaire", "admin", "second"):
        who = account(getattr(scene, name))
        who.name = poison.next(who.name)[:100]
        who.job_title = poison.next()[:100]


def _words_of_people(scene: Scene, poison: Poison) -> None:
    from messaging import operations as messaging

    who: Any = SimpleNamespace(head=account(scene.head), agent=account(scene.gestionnaire))
    for payload in PAYLOADS[:4]:
        request = filed(who, etablissement="0350896J", description=f"Travaux urgents {payload}")
        for each in PAYLOADS:
            said = ("request", request.id)
            messaging.post_message(actor(who.head), *said, "applicant", "applicant", each)
            messaging.post_message(actor(who.agent), *said, "internal", "agency", each)
    assert poison.count > len(PAYLOADS)


@pytest.fixture(scope="module")
def hostile(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    staged = stage_once(cluster, folder / "staged", set_hostile_scene)
    with on_stage(cluster, staged, folder / "var") as house:
        yield house


#: `attacks/test_typed_html.py` reads every page of everybody for tags; here a browser runs them.
#: The long walks, of supervisors and administrators, are for audit.
WALKERS = [
    pytest.param(role, marks=[pytest.mark.audit] if role in {"supervisor", "admin"} else [])
    for role in ROLES
    if role
]


@pytest.mark.parametrize("role", WALKERS, ids=str)
def test_no_word_runs_on_any_page(hostile: Served, browser: Browser, role: str) -> None:
    """X-01: nothing ran, and the policy had nothing to stop."""
    met = 0
    with visiting(hostile, browser) as visitor:
        visitor.context.add_init_script(f"({VIOLATIONS})()")
        visitor.page.on("dialog", lambda dialog: visitor.faults.append(dialog.message))
        visitor.sign_in(getattr(hostile.people, role))
        for path in walk(visitor, ROLES[role], each_kind=False):
            page = visitor.page
            page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
            assert page.evaluate("window.__xss") is None, path
            assert page.evaluate("window.__refused") == [], path
            met += "__xss" in page.locator("body").inner_text()
    assert met > 1, "the payloads stand on the pages as text"


def test_a_file_named_like_a_script_is_text(hostile: Served, browser: Browser) -> None:
    """X-01, X-09: the name of a file, on the form, in the summary and in the thread."""
    from tests.browser.steps import paper

    with visiting(hostile, browser) as visitor:
        visitor.sign_in(hostile.people.head)
        visitor.go("/demandes")
        visitor.page.locator("#demandes a[href^='/demandes/TRX']").first.click()
        visitor.page.locator("input[type=file]").set_input_files(
            {**paper("x"), "name": "<img src=x onerror=window.__xss=1>.pdf"}
        )
        visitor.page.locator("textarea[name=text]").fill("Voir la pièce")
        visitor.page.get_by_role("button", name="Envoyer").click()
        visitor.page.get_by_text("onerror").first.wait_for()
        assert visitor.page.evaluate("window.__xss") is None
