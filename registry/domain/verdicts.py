"""What was said of each field of a proposed change, stay by stay, and what it comes to.

A verdict belongs to one stay of the change in one status. The latest stay that said something
counts; among those who spoke in one stay each person's last word counts, and a refusal goes before
another value, which goes before an agreement: visas given side by side never outdo one another by
speaking last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

ACCEPT, AMEND, REFUSE = "accept", "amend", "refuse"
VERDICTS: Final = (ACCEPT, REFUSE, AMEND)
#: What became of a field in the end.
ACCEPTED, REFUSED = "accepted", "refused"
_WEIGHT: Final = {ACCEPT: 0, AMEND: 1, REFUSE: 2}


@dataclass(frozen=True, slots=True)
class Review:
    """One verdict of one person on one field."""

    entry: int
    verdict: str
    by: str
    name: str
    at: str
    function: str = ""
    reason: str = ""
    #: The value put in the place of the one that was asked; of an amendment only.
    value: Any = None
    #: What the record held before the eyes of whoever spoke.
    seen: Any = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Review:
        """As it is kept."""
        return cls(
            int(document["entry"]), document["verdict"], document["by"], document["name"],
            document["at"], document.get("function", ""), document.get("reason", ""),
            document.get("value"), document.get("seen"),
        )  # fmt: skip

    def kept(self) -> dict[str, Any]:
        """To be kept."""
        found = {
            "entry": self.entry, "verdict": self.verdict, "by": self.by, "name": self.name,
            "at": self.at, "function": self.function, "reason": self.reason, "seen": self.seen,
        }  # fmt: skip
        return {**found, "value": self.value} if self.verdict == AMEND else found


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a proposal."""

    field: str
    #: What the record held when the change was asked.
    old: Any
    new: Any
    #: "" as long as the proposal is open, then accepted or refused.
    answer: str = ""
    reason: str = ""
    #: Ids of the files that go with it.
    evidence: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Change:
        """As it is kept in a proposal."""
        return cls(
            document["field"], document.get("old"), document.get("new"),
            str(document.get("answer") or ""), str(document.get("reason") or ""),
            tuple(document.get("evidence") or ()),
            tuple(map(Review.of, document.get("reviews") or ())),
        )  # fmt: skip

    @property
    def standing(self) -> Review | None:
        """The verdict that counts; None while nobody has spoken."""
        if not self.reviews:
            return None
        latest = max(review.entry for review in self.reviews)
        last = {review.by: review for review in self.reviews if review.entry == latest}
        return max(enumerate(last.values()), key=lambda at: (_WEIGHT[at[1].verdict], at[0]))[1]

    @property
    def verdict(self) -> str:
        """accept, amend, refuse, or "" while nobody has spoken."""
        return self.standing.verdict if self.standing else ""

    @property
    def value(self) -> Any:
        """What would be written: the value asked, or the one put in its place."""
        standing = self.standing
        return standing.value if standing and standing.verdict == AMEND else self.new

    @property
    def goes_in(self) -> bool:
        """Whether it is written when the proposal is accepted: nobody refused it."""
        return self.verdict != REFUSE

    def has_moved(self, now: Any) -> bool:
        """Whether the record holds something else than what the proposal, and whoever accepted
        it, had before the eyes: it must be chosen again."""
        if self.answer or not self.goes_in or now in (self.old, self.value):
            return False
        return self.standing is None or self.standing.seen != now


def changes_of(patch: Sequence[Mapping[str, Any]]) -> list[Change]:
    """The fields of a proposal."""
    return [Change.of(each) for each in patch]


def reviewed(
    patch: Sequence[Mapping[str, Any]], said: Mapping[str, Review]
) -> list[dict[str, Any]]:
    """The patch with one more verdict on each of these fields."""
    return [
        {**each, "reviews": [*(each.get("reviews") or ()), said[each["field"]].kept()]}
        if each["field"] in said
        else dict(each)
        for each in patch
    ]


def settled(patch: Sequence[Mapping[str, Any]], answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """The patch with what became of each field."""
    return [{**each, "answer": answers.get(each["field"], REFUSED)} for each in patch]


def reopened(patch: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The patch as it was before its end."""
    return [{**each, "answer": ""} for each in patch]
