"""Tiles, sheets and buttons as the templates draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import url_for

from catalogue import queries
from catalogue.asking import button_states, unmanned
from catalogue.domain.buttons import ButtonState, Mode
from catalogue.domain.service import Service
from catalogue.facts import actor_facts, establishment_types, facts_of, known_establishment
from catalogue.models import Request
from catalogue.profiles import Profile
from catalogue.views.tongue import said
from core import clock
from core.actor import Actor
from core.folding import fold, words_of
from core.i18n import _, ngettext
from core.saying import day
from knowledge_base import queries as knowledge
from schemas import queries as schemas
from schemas.domain.conditions import Types, compile_condition
from schemas.domain.richtext import plain, plain_texts
from schemas.phrases import in_words, reason_in_words

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

#: A deadline is told on the tile when it comes this close.
SOON = timedelta(days=30)
#: Theme → tone of its tile, round the palette: a theme keeps its colour wherever it is shown.
TONES = ("brick", "sky", "plum", "leaf", "sun", "brand", "slate")


@dataclass(frozen=True, slots=True)
class Theme:
    """A pill of the catalogue."""

    key: str
    label: str
    tone: str
    count: int


def theme_label(key: str) -> str:
    """Words of a theme: those of the reference list « themes », else its key made readable."""
    return knowledge.theme_words()(key)


def listed_themes() -> list[tuple[str, str]]:
    """Themes of the organisation, to choose among."""
    return list(knowledge.listed_themes().items())


def themes_of(versions: Sequence[DefinitionVersion]) -> list[Theme]:
    """Themes of these services, by label, with how many have each."""
    counts: dict[str, int] = {}
    for version in versions:
        for key in version.body.get("themes", ()):
            counts[key] = counts.get(key, 0) + 1
    return sorted(
        (Theme(key, theme_label(key), tone_of(key), n) for key, n in counts.items()),
        key=lambda theme: fold(theme.label),
    )


def tone_of(key: str) -> str:
    """The tone of a theme: by its place in the list, so that neighbours differ; else by its key."""
    keys = list(knowledge.listed_themes())
    place = keys.index(key) if key in keys else sum(key.encode())
    return TONES[place % len(TONES)]


def matching(versions: Sequence[DefinitionVersion], text: str, theme: str | None) -> list[Any]:
    """Services of a theme whose words begin with those asked for, accents apart."""
    wanted = words_of(text)
    return [
        v
        for v in versions
        if (not theme or theme in v.body.get("themes", ())) and _holds(_words(v), wanted)
    ]


def _words(version: DefinitionVersion) -> list[str]:
    body = version.body
    texts = [body["title"], *(theme_label(t) for t in body.get("themes", ()))]
    texts += plain_texts(body.get("sheet", {}).get("summary", ()))
    return words_of(" ".join(texts))


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in wanted)


def tile(version: DefinitionVersion) -> dict[str, Any]:
    """What a tile shows."""
    told = said(version.body)
    service = Service.of(told.body)
    theme = service.themes[0] if service.themes else ""
    summary = first_paragraph(service.sheet)
    meta = []
    if minutes := service.sheet.get("minutes"):
        meta.append(("clock", _("%(n)s min", n=minutes)))
    papers = len(service.sheet.get("documents", ()))
    meta.append(
        (
            "paperclip",
            ngettext("%(num)s pièce", "%(num)s pièces", papers) if papers else _("Aucune pièce"),
        )
    )
    return {
        "title": service.title,
        "url": url_for("catalogue.sheet", key=service.key),
        "theme": theme_label(theme) if theme else "",
        "tone": version.body.get("tone") or (tone_of(theme) if theme else "brand"),
        "icon": service.icon,
        "summary": summary,
        "flag": _flag(service),
        "meta": meta,
        "lang": told.of(service.title, summary),
    }


def first_paragraph(sheet: Mapping[str, Any]) -> str:
    """The sentence of a tile."""
    return next((plain(b["p"]) for b in sheet.get("summary", ()) if "p" in b), "")


def _flag(service: Service) -> dict[str, str] | None:
    today = clock.today()
    opening = service.opening.at(today)
    if opening.since and today < opening.since:
        return {"text": _("Ouvre le %(day)s", day=day(opening.since)), "tone": "slate"}
    if opening.until and today > opening.until:
        return {"text": _("Fermé"), "tone": "slate"}
    if opening.until and opening.until - today <= SOON:
        left = (opening.until - today).days
        text = (
            ngettext("Plus que %(num)s jour", "Plus que %(num)s jours", left)
            if left
            else _("Dernier jour")
        )
        return {"text": text, "tone": "rose" if left <= 7 else "sun"}
    return None


def documents_of(
    service: Service,
    actor: Actor,
    profile: Profile | None,
    trial: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Papers to supply: always, or « si le total atteint 5 000 € » when the rule lacks answers.

    `form` is the document whose answers the conditions name, when it is not the one in service.
    """
    form = form or _first_form(service)
    types = Types.merge(Types.of_schema(form.get("schema", {})), establishment_types())
    names: dict[str, Any] = {"actor": actor_facts(actor)}
    if profile is not None:
        known = known_establishment(actor, profile.record_id) if trial is None else trial
        names["establishment"] = known
    found = []
    for item in service.sheet.get("documents", ()):
        condition = ""
        if "when" in item:
            verdict = compile_condition(item["when"], types).decide(facts_of(**names))
            if verdict.value is False:
                continue
            condition = "" if verdict.holds else in_words(item["when"], types)
        url = None
        if item.get("model"):
            url = url_for("catalogue.model", key=service.key, path=item["model"])
        found.append({**item, "condition": condition, "url": url})
    return found


def _first_form(service: Service) -> Mapping[str, Any]:
    live = schemas.live("form", service.buttons[0].form) if service.buttons else None
    return live.body if live else {}


def buttons_of(
    actor: Actor,
    service: Service,
    profile: Profile | None,
    trial: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Buttons with their words: what they do, or why they cannot be pressed."""
    shown = []
    for state in button_states(actor, service, profile, trial):
        if state.mode is Mode.NOT_OFFERED and len(service.buttons) > 1:
            continue
        shown.append(
            {
                "state": state,
                "text": _label(state),
                "why": _why(state, service),
                "missing": unmanned(service, profile.scope_path)
                if profile and state.mode is Mode.UNMANNED
                else [],
            }
        )
    return shown


def _label(state: ButtonState) -> str:
    if state.mode is Mode.RESUME and state.draft:
        if state.draft.step:
            return _("Reprendre, étape %(step)s", step=state.draft.step)
        return _("Reprendre ma saisie")
    return state.button.label


def _why(state: ButtonState, service: Service) -> str:
    """The sentence under a button that cannot be pressed."""
    if state.mode is Mode.RESERVED:
        return _("Réservé aux personnes qui peuvent déposer une demande pour un établissement.")
    if state.mode is Mode.NOT_ELIGIBLE:
        reasons = "; ".join(
            filter(None, (reason_in_words(r, establishment_types()) for r in state.reasons))
        )
        return service.explain or reasons or _("Votre établissement n’est pas concerné.")
    if state.mode is Mode.NOT_OFFERED:
        return _("Cette demande n’est pas proposée à votre établissement.")
    if state.mode is Mode.NOT_YET and state.on:
        return _("Fermé jusqu’au %(day)s.", day=day(state.on))
    if state.mode is Mode.CLOSED and state.on:
        return _("Fermé depuis le %(day)s.", day=day(state.on))
    if state.mode is Mode.UNMANNED:
        return _("Ce téléservice n’est pas encore ouvert pour votre établissement.")
    return ""


def draft_bands(profile: Profile | None) -> list[Request]:
    """Drafts of this establishment, the latest first, for « reprendre »."""
    if profile is None or not profile.may_file:
        return []
    page = queries.requests_at([profile.scope_path], limit=30)
    return [request for request in page.items if request.submitted_at is None][:2]
