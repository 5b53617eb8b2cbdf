"""Votes cast side by side in a status: who, by which rule, and where both ends lead."""

from __future__ import annotations

from typing import Any

from schemas.domain.designing.posted import Posted, said, ticked
from workflows.domain.editing.parts import Document, Part, set_or_drop
from workflows.domain.editing.transitions import lead, led_to, release

ENDS = ("accept", "reject")
_MOST_WEIGHT = 100


def settle(document: Document, status: Part, posted: Posted) -> None:
    """What the page says of the votes of a status; without any, their moves go with them."""
    former: dict[str, Any] = status.get("parallel") or {}
    if said(posted, "votes-on") != "1":
        status.pop("parallel", None)
        for end in ENDS:
            release(document, str(former.get(end, "")))
        return
    votes = {"votes": [], "rule": "all", "on_reject": "first", "accept": "", "reject": "", **former}
    if "votes-seats-shown" in posted:
        votes["votes"] = ticked(posted, "votes-seats", votes["votes"])
        votes["rule"] = _rule(posted, votes["rule"], votes["votes"])
        late = said(posted, "votes-on_reject") == "last"
        votes["on_reject"] = "last" if late else "first"
        set_or_drop(votes, "keep_if_unchanged", said(posted, "votes-keep") == "1")
        vetoes = ticked(posted, "votes-veto", votes.get("veto", ()))
        set_or_drop(votes, "veto", [one for one in vetoes if one in votes["votes"]])
    status["parallel"] = votes
    for end in ENDS:
        if f"votes-{end}-to" in posted:
            _end(document, status, end, posted)


def _end(document: Document, status: Part, end: str, posted: Posted) -> None:
    votes, to = status["parallel"], said(posted, f"votes-{end}-to")
    former = str(votes.get(end, ""))
    if to == led_to(document, former):
        return
    label = said(posted, f"votes-{end}-label") or end
    votes[end] = lead(document, [status["key"]], former, to, label, back=end == "reject")
    if votes[end] != former:
        release(document, former)


def rule_of(rule: Any) -> str:
    """all, any, at_least or weights."""
    if isinstance(rule, str):
        return rule
    return "weights" if "weights" in rule else "at_least"


def _rule(posted: Posted, before: Any, seats: list[str]) -> Any:
    chosen = said(posted, "votes-rule") or rule_of(before)
    if chosen in {"all", "any"}:
        return chosen
    number = said(posted, "votes-needed")
    former = before.get("at_least", len(seats)) if isinstance(before, dict) else len(seats)
    needed = int(number[:5]) if number.isdecimal() else former
    if chosen != "weights":
        return {"at_least": max(1, needed)}
    old = before.get("weights", {}) if isinstance(before, dict) else {}
    return {
        "weights": {seat: _weight(posted, seat, old.get(seat, 1)) for seat in seats},
        "at_least": max(1, needed),
    }


def _weight(posted: Posted, seat: str, before: int) -> int:
    typed = said(posted, f"votes-weight-{seat}")
    return max(1, min(int(typed[:4]), _MOST_WEIGHT)) if typed.isdecimal() else before
