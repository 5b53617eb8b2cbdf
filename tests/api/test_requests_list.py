"""The list of requests for programs: the narrowings of the desk, its orders, its gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.api.conftest import Program, problem
from tests.kit.works import filed, moved, works


def test_programs_narrow_and_sort_as_the_desk_does(app: Flask, program: Callable[..., Any]) -> None:
    scene = works()
    first = filed(scene)
    second = filed(scene, description="Réparer la toiture du préau")
    moved(scene, second, "instruire")
    key: Program = program(scene.gestionnaire, "requests:process")

    def refs(query: str) -> list[str]:
        answer = key.get(f"/requests?{query}")
        assert answer.status_code == 200, answer.json
        assert answer.json["count"] == len(answer.json["items"])
        return [item["ref"] for item in answer.json["items"]]

    both = [first.reference, second.reference]
    assert refs("sort=number") == both
    assert refs("sort=-number") == both[::-1]
    assert refs("filter[status]=visas") == [second.reference]
    assert refs("filter[status]=visas,depose&sort=number") == both
    assert refs("filter[mine]=true") == [first.reference]
    assert refs("filter[kind]=agency&filter[agent]=none&sort=number") == both
    assert refs("filter[agent]=me") == []
    assert refs("filter[submitted][gte]=2000-01-01&sort=number") == both
    assert refs("filter[submitted][lte]=2000-01-01") == []
    assert refs("q=toiture") == [second.reference]
    assert refs("filter[establishment]=0751234J&sort=number") == both
    assert refs("filter[establishment]=zay&sort=number") == both
    assert refs("filter[establishment]=0751234K") == []
    line = key.get("/requests?filter[status]=visas&sort=due").json["items"][0]
    assert line["waiting_for"] == ["visa_technique", "visa_budget"]
    (deadline,) = key.get(f"/requests/{second.reference}").json["deadlines"]
    assert (deadline["due_at"], deadline["transition"]) == (line["due_at"], None)
    page = key.get("/requests?sort=number&limit=1").json
    assert page["items"][0]["ref"] == first.reference
    rest = key.get(f"/requests?sort=number&limit=1&cursor={page['next']}").json
    assert rest["items"][0]["ref"] == second.reference


def test_programs_are_refused_what_the_desk_refuses(app: Flask, program: Any) -> None:
    """FAULTS X-06: a name nobody declared is no column."""
    scene = works()
    key: Program = program(scene.gestionnaire, "requests:process")
    for query in (
        "sort=id", "sort=answers.total", "filter[id]=1", "filter[answers.total]=1",
        "filter[agent]=x", "filter[late]=maybe", "filter[submitted]=2026-01-01",
        "filter[kind]=agence", "cursor=W10",
    ):  # fmt: skip
        told = problem(key.get(f"/requests?{query}"), 400)
        assert told["title"] == "bad-filter"
    assert key.get("/requests?autre=1").status_code == 422
    head: Program = program(scene.head, "requests:file", "requests:follow")
    mine = head.get("/requests?filter[status]=depose").json
    assert (mine["items"], mine["count"], mine["count_is_bounded"]) == ([], 0, False)
    told = [
        problem(head.get(f"/requests?{query}"), 400)
        for query in (
            "sort=number", "filter[agent]=none", f"filter[agent]={scene.gestionnaire.id}",
            "filter[tag]=urgent", "filter[mine]=true", "filter[scope]=/org",
            "filter[answers.total][gte]=1", "filter[inconnu]=1",
        )
    ]  # fmt: skip
    assert told[1:] == told[:-1], "what agents note is refused as what does not exist"
