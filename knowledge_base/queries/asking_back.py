"""A question asked back, in words this very reader may read.

What parts the entries is the same for every reader of a kind; which teleservices are shown is not.
An option that names one its reader is not shown is never said: the entries are offered instead.
"""

from __future__ import annotations

from dataclasses import replace

from accounts import queries as accounts
from core.actor import Actor
from knowledge_base.domain.asking.answering import Answer
from knowledge_base.domain.asking.clarifying import Clarification
from knowledge_base.domain.asking.thread import Option
from knowledge_base.queries.reading import entry
from knowledge_base.targets import target_for


def for_reader(answer: Answer, actor: Actor) -> Answer:
    """The same answer, its options named as pages name what they lead to."""
    asked = answer.question
    if asked is None:
        return answer
    options = tuple(_said(asked.about, option, actor) for option in asked.options)
    if "" in {option.label for option in options} or len({o.label for o in options}) < len(options):
        spent = answer.thread.clarified - 1
        thread = replace(answer.thread, options=(), clarified=max(0, spent))
        return replace(answer, outcome="choices", question=None, thread=thread)
    return replace(
        answer,
        question=Clarification(asked.about, options),
        thread=replace(answer.thread, options=options),
    )


def _said(about: str, option: Option, actor: Actor) -> Option:
    if about == "audience":
        titles = {role.key: role.title for role in accounts.live_roles().values()}
        named = (titles.get(key, key) for key in option.label.split(", "))
        return replace(option, label=", ".join(named))
    if about == "service":
        return replace(option, label=_service(option, actor))
    return option


def _service(option: Option, actor: Actor) -> str:
    """What the first button of its entries says to this reader; "" when it is not shown to them."""
    for key in option.entries:
        row = entry(key, actor)
        blocks = (row.body.get("blocks") or ()) if row else ()
        block = next((one for one in blocks if one.get("type") == "service"), None)
        target = target_for(actor, block) if block else None
        if target is None:
            return ""
        label = target.label
    return label if option.entries else ""
