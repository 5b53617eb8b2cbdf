"""What every page shows around its content: organisation, menus, bell, footer, error pages."""

from __future__ import annotations

from typing import Any

from flask import (
    Flask,
    current_app,
    g,
    has_request_context,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import get_locale

from app.again import Kept
from app.news import init_news
from core import settings as town
from core.actor import Actor
from core.contributions import all_of
from core.errors import Invalid, PreauError
from core.feature import MenuEntry
from core.i18n import LANGUAGES, _l
from core.settings import TownSettingSpec
from core.web import current_actor
from core.words import message

ORGANISATION = TownSettingSpec(
    "organisation.name", "Votre collectivité", _l("Nom de la collectivité")
)

TITLES: dict[int, Any] = {
    400: _l("Demande illisible"),
    403: _l("Action réservée"),
    404: _l("Page introuvable"),
    405: _l("Action impossible ici"),
    409: _l("Quelqu’un vous a devancé"),
    413: _l("Envoi trop volumineux"),
    422: _l("Des réponses sont à corriger"),
    429: _l("Un instant"),
    500: _l("Une erreur est survenue"),
    503: _l("Service momentanément indisponible"),
}


def init_furniture(app: Flask) -> None:
    """Give templates the names the kit calls."""
    town.declare(ORGANISATION)
    app.jinja_env.globals.update(
        current_actor=current_actor,
        menu=menu,
        desk_menu=desk_menu,
        account_menu=account_menu,
        sign_out_url=sign_out_url,
        footer_links=footer_links,
        ask_url=ask_url,
        locale=get_locale,
        embedded=lambda: current_app.config["SETTINGS"].embedded,
        demonstration=lambda: current_app.config["SETTINGS"].demo,
    )
    init_news(app)

    @app.context_processor
    def organisation() -> dict[str, Any]:
        return {"organisation": organisation_of_request()}


def organisation_of_request() -> dict[str, str]:
    """Name of the authority, read once per request; plain words when the database is down."""
    if "organisation" not in g:
        try:
            unread = getattr(session, "unread", False)  # the database is away, or spared
            name = str(ORGANISATION.default if unread else town.value_of("organisation.name"))
        except Exception:  # noqa: BLE001 – an error page must show even without a database
            name = str(ORGANISATION.default)
        g.organisation = {"name": name, "short": name}
    found: dict[str, str] = g.organisation
    return found


#: Entries of the bar; the others stand behind the avatar (UI guide 4.2).
MOST_IN_BAR = 5


def menu(place: str | None = None) -> list[dict[str, Any]]:
    """Entries of the main menu that this person may use, in order."""
    actor = current_actor()
    if not actor.known:
        return []
    wanted = place or _place_here(actor)
    entries = [e for e in all_of("core.menu") if e.place == wanted and e.shown(actor)]
    if wanted != "admin" and not entries:
        entries = [e for e in all_of("core.menu") if e.place == "admin" and e.shown(actor)]
    lines = [_line(e) for e in sorted(entries, key=lambda e: e.order)]
    return lines if place else _bar(lines)


def _bar(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first entries; where one stands is always among them."""
    here = [line for line in lines[MOST_IN_BAR:] if line["current"]][:1]
    return [*lines[: MOST_IN_BAR - len(here)], *here]


def _place_here(actor: Actor) -> str:
    """Which menu the bar shows: that of the part of the house one stands in."""
    if has_request_context() and request.path.startswith("/administration"):
        return "admin"
    return "desk" if actor.holds("requests:process") else "portal"


def desk_menu() -> list[dict[str, Any]]:
    """Entries of the rail of the desk: the agents' and the administrators'."""
    lines = menu("desk")
    return lines + [line for line in menu("admin") if line["url"] not in {x["url"] for x in lines}]


def _line(entry: MenuEntry) -> dict[str, Any]:
    url = url_for(entry.endpoint)
    path = request.path if has_request_context() else ""
    return {
        "label": str(entry.label),
        "url": url,
        "icon": entry.icon,
        "count": entry.count(current_actor()) if entry.count else None,
        "current": any(
            path == known or (known != "/" and path.startswith(known + "/"))
            for known in (url, *entry.also)
        ),
    }


def account_menu() -> list[dict[str, Any]]:
    """Behind the avatar: the account, then the other places this person may work in."""
    if not current_actor().known:
        return []
    entries = [{"label": str(_l("Mon compte")), "url": url_for("accounts.mine"), "icon": "user"}]
    if current_actor().holds("requests:process"):
        entries.append(
            {
                "label": str(_l("Mes remplacements")),
                "url": url_for("accounts.replacements"),
                "icon": "user-switch",
            }
        )
    for place in ("portal", "desk", "admin"):
        entries += [e for e in menu(place) if e["url"] not in {x["url"] for x in entries}]
    return entries


def sign_out_url() -> str:
    """Where the sign-out form posts."""
    return url_for("accounts.sign_out")


def ask_url() -> str:
    """Where a question is put; it knows from which page."""
    return url_for("knowledge_base.ask", de=request.path)


def footer_links() -> list[dict[str, str]]:
    """The three pages a public service owes."""
    return [
        {
            "label": str(_l("Accessibilité : partiellement conforme")),
            "url": url_for("home.accessibility"),
        },
        {"label": str(_l("Données personnelles")), "url": url_for("home.privacy")},
        {"label": str(_l("Mentions légales")), "url": url_for("home.legal")},
    ]


def language_of_request() -> str:
    """The language chosen by the person, else by the browser, else French."""
    if not has_request_context():
        return "fr"
    chosen = session.get("language") if session else None
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(list(LANGUAGES), default="fr") or "fr"


def error_page(
    status: int, text: str, error: PreauError | None = None, kept: Kept | None = None
) -> str:
    """A refusal or an accident in plain words, with what was typed when it can be sent again."""
    problems = [message(p) for p in error.problems] if isinstance(error, Invalid) else []
    title = str(TITLES.get(status, TITLES[500 if status >= 500 else 400]))
    return render_template(
        "errors/error.html",
        error={"status": status, "title": title, "text": text, "problems": problems},
        kept=kept,
    )
