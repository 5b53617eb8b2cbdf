"""Random circuits with all that lives in them: visas that weigh and forbid, deadlines that decide,
remind and stop during corrections, automatic moves, four eyes, grace."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.workflows.circuits import FUNCTIONS, documents, transition

RULES = ("all", "any", {"at_least": 1}, {"at_least": 2})
#: Days in which silence is worth something, and what its clock does during corrections.
SILENCE: tuple[dict[str, Any], ...] = (
    {}, {"silence": "accepted"}, {"silence": "refused"}, {"corrections": "suspend"},
    {"corrections": "restart"}, {"silence": "accepted", "corrections": "suspend"},
)  # fmt: skip
REMINDER = [{"do": "notify", "template": "rappel", "to": ["direction"]}]
PEOPLE = ("ines", "malo", "zoe")


@st.composite
def living(draw: Any) -> dict[str, Any]:
    """A circuit of `documents()`, with visas in some of its statuses and deadlines in others."""
    document = draw(documents())
    targets = [s["key"] for s in document["statuses"] if s["kind"] != "draft"]
    for status in document["statuses"]:
        if status["kind"] == "waiting-agent" and draw(st.booleans()):
            _with_visas(draw, document, status, targets)
        elif status["kind"].startswith("waiting") and draw(st.booleans()):
            _with_deadline(draw, document, status["key"], targets)
    keys = [move["key"] for move in document["transitions"]]
    for move in document["transitions"]:
        if move["by"] != ["system"]:
            if draw(st.booleans()):
                move["undo"] = "PT2M"
            if draw(st.integers(0, 3)) == 3:
                move["not_same_actor_as"] = [draw(st.sampled_from(keys))]
    return document


def _with_visas(draw: Any, document: dict, status: dict, targets: list[str]) -> None:
    key = status["key"]
    seats = draw(st.lists(st.sampled_from(FUNCTIONS), min_size=1, unique=True))
    rule = draw(st.sampled_from([r for r in RULES if len(seats) > 1 or r != {"at_least": 2}]))
    if draw(st.booleans()):
        weights = {seat: draw(st.integers(1, 3)) for seat in seats}
        rule = {"weights": weights, "at_least": draw(st.integers(1, sum(weights.values())))}
    for end in ("oui", "non"):
        to = draw(st.sampled_from(targets))
        document["transitions"].append(transition(f"{end}_{key}", key, to, "system"))
    status["parallel"] = {
        "votes": seats, "rule": rule, "on_reject": draw(st.sampled_from(["first", "last"])),
        "accept": f"oui_{key}", "reject": f"non_{key}",
        "keep_if_unchanged": draw(st.booleans()),
        "veto": draw(st.lists(st.sampled_from(seats), max_size=1)),
    }  # fmt: skip


def _with_deadline(draw: Any, document: dict, key: str, targets: list[str]) -> None:
    to = draw(st.sampled_from(targets))
    document["transitions"].append(transition(f"temps_{key}", key, to, "system"))
    document.setdefault("timers", []).append({
        "key": f"delai_{key}", "in": key, "fire": f"temps_{key}",
        "anchor": draw(st.sampled_from(["latest-arrival", "first-arrival", "submission"])),
        "after": draw(st.sampled_from(["P1D", "P10D", "P2M"])),
        **draw(st.sampled_from(SILENCE)),
    })  # fmt: skip
    if draw(st.booleans()):
        document["timers"].append({
            "key": f"rappel_{key}", "in": key, "anchor": "latest-arrival", "after": "P1D",
            "every": "P1D", "times": draw(st.integers(1, 3)), "actions": REMINDER,
        })  # fmt: skip
