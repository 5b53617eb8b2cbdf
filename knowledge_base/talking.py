"""A conversation as a page shows it: rights on entries are looked at again each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from core.actor import Actor
from core.i18n import _
from core.saying import day, moment, whole_day
from knowledge_base import queries
from knowledge_base.asking_models import Conversation, Turn
from knowledge_base.drawing import said
from knowledge_base.intents import answered
from knowledge_base.models import Entry
from knowledge_base.queries import conversing, linking
from knowledge_base.queries.theming import theme_words
from knowledge_base.rendering import extract
from knowledge_base.sources import found_beside

#: Turns of the house that something can be answered to.
_ASKS = {"answer", "choices", "clarify", "handover", "opened", "rephrase"}


def talk(actor: Actor, conversation: Conversation | None, *, agent: bool = False) -> dict[str, Any]:
    """All that the log shows; `agent` reads it from the other side, without acting in it."""
    turns = list(conversing.turns_of(conversation)) if conversation else []
    keys = [key for turn in turns for key in _named(turn)]
    entries = conversing.entries_among(keys, actor)
    asks = conversation is not None and conversation.state == "open" and not agent
    who = conversation.name if conversation else ""
    last = next((turn.id for turn in reversed(turns) if turn.kind in _ASKS), None)
    asked = next((t.text for t in reversed(turns) if t.kind in {"question", "option"}), "")
    about = _asked_about(turns)
    return {
        "conversation": conversation,
        "turns": [
            _turn(actor, turn, entries, who, about, acts=asks and turn.id == last, agent=agent)
            for turn in turns
        ],
        "beside": found_beside(actor, asked) if asks and asked else [],
        "open": conversation is None or conversation.state == "open",
    }


def hours(theme: str) -> str:
    """When the team of a theme answers, as it says itself."""
    team = conversing.team_of(theme)
    return team.hours if team else ""


def engine_offered(conversation: Conversation | None) -> dict[str, Any] | None:
    """What is said of the engine of somebody else before anything leaves for it, and what was
    chosen in this conversation; None while there is none."""
    row = linking.engine_in_use()
    if row is None or (conversation is not None and conversation.state != "open"):
        return None
    chosen = conversation is not None and conversation.outside == "yes"
    return {"label": row.label, "notice": row.notice, "chosen": chosen}


def known_themes(actor: Actor) -> list[str]:
    """Themes of what this person may read."""
    return [theme for theme in queries.themes(actor) if theme]


def _turn(
    actor: Actor,
    turn: Turn,
    entries: Mapping[str, Entry],
    who: str,
    about: Mapping[str, str],
    *,
    acts: bool,
    agent: bool,
) -> dict[str, Any]:
    shown = [_title(entries[key]) for key in _keys(turn) if key in entries]
    whole = turn.kind in {"answer", "opened"} and shown
    first = entries[shown[0]["key"]] if whole else None
    return {
        "id": turn.id,
        "kind": turn.kind,
        "side": turn.author,
        "by": _by(turn, who, agent=agent),
        "when": moment(turn.at),
        "iso": turn.at.isoformat(),
        "text": turn.text or _text(turn, entries, about),
        "entry": {**shown[0], **_answer(actor, first, agent=agent)} if first is not None else None,
        "titles": shown[1:] if whole else shown,
        "question": _question(turn, entries),
        "helps": turn.data.get("helps"),
        "acts": acts,
    }


def _question(turn: Turn, entries: Mapping[str, Entry]) -> dict[str, Any] | None:
    """What is asked back; an option stays while one of its entries may be read."""
    found = turn.data.get("question")
    if not isinstance(found, dict):
        return None
    about = str(found.get("about", ""))
    options = [
        {"key": one["label"], "label": _label(about, one["label"])}
        for one in found.get("options", ())
        if any(key in entries for key in one["entries"])
    ]
    return {"text": _back(about), "options": options} if options else None


def _back(about: str) -> str:
    return {
        "theme": _("De quoi s’agit-il ?"),
        "service": _("De quel téléservice s’agit-il ?"),
        "audience": _("À quel titre posez-vous la question ?"),
        "act": _("Que voulez-vous faire ?"),
    }.get(about, _("Pouvez-vous préciser ?"))


def _label(about: str, label: str) -> str:
    if about == "act":
        return {
            "create": _("Créer ou demander"),
            "remove": _("Supprimer ou annuler"),
            "restore": _("Retrouver ou rétablir"),
            "change": _("Changer ou corriger"),
            "see": _("Voir ou suivre"),
            "send": _("Envoyer ou déposer"),
            "print": _("Imprimer ou télécharger"),
            "publish": _("Publier ou valider"),
            "trouble": _("Signaler un problème"),
        }.get(label, label)
    # a theme is written as a key; readers and services are named as pages name them
    return theme_words()(label) if about == "theme" else label


def _asked_about(turns: Sequence[Turn]) -> dict[str, str]:
    """Option → what it answers, of the questions asked back in this conversation."""
    asked = [found for turn in turns if isinstance(found := turn.data.get("question"), dict)]
    return {
        str(option["label"]): str(one.get("about", ""))
        for one in asked
        for option in one.get("options", ())
    }


def _by(turn: Turn, who: str, *, agent: bool) -> str:
    if turn.author == "house":
        return _("Aide")
    if turn.author == "asker" and not agent:
        return _("Vous")
    return turn.author_name or who or _("Visiteur")


def _text(turn: Turn, entries: Mapping[str, Entry], about: Mapping[str, str]) -> str:
    """What a turn without words of its own says."""
    found = entries.get(str(turn.data.get("key", "")))
    if turn.kind == "option":
        label = str(turn.data.get("label", ""))
        return found.question if found else _label(about.get(label, ""), label)
    if turn.kind == "vote":
        return _("Cela répond.") if turn.data.get("helps") else _("Cela ne répond pas.")
    return {
        "none": _("Rien de tout cela."),
        "handed": _("Je voudrais parler à quelqu’un."),
    }.get(turn.kind, "")


def _title(row: Entry) -> dict[str, Any]:
    return {
        "key": row.key,
        "title": row.question,
        "url": url_for("knowledge_base.entry", key=row.key),
        "extract": extract(row.answer),
    }


def _answer(actor: Actor, row: Entry, *, agent: bool) -> dict[str, Any]:
    """As its page shows it; what is personal is told to the person alone."""
    intent = "" if agent else str(row.body.get("intent") or "")
    told = said(actor, row, row.body)
    return {
        "title": told.question,
        "language": told.language,
        "blocks": told.blocks,
        "guided": bool((row.body.get("tree") or {}).get("nodes")),
        "personal": answered(actor, intent),
        "asks_who": bool(intent) and not actor.known,
        "reviewed": whole_day(row.updated_at),
        "source": row.source,
    }


def _keys(turn: Turn) -> list[str]:
    return [key for key in turn.data.get("keys", ()) if isinstance(key, str)]


def _named(turn: Turn) -> list[str]:
    """Every entry a turn names, shown or not."""
    options = (turn.data.get("question") or {}).get("options", ())
    found = [*_keys(turn), *(key for one in options for key in one["entries"])]
    return [*found, str(turn.data["key"])] if "key" in turn.data else found


def waiting_since(conversation: Conversation) -> str:
    """Since when its person waits."""
    return day(conversation.handed_at) if conversation.handed_at else ""
