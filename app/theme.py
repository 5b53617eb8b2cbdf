"""How pages look: built assets by name, icons, the chosen light or dark theme."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Blueprint, Flask, g, request, send_from_directory, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.live import live
from core.access import public
from core.icons import KEPT
from core.web import go, local_path

HERE = Path(__file__).parent
SOURCES = HERE / "assets"
BUILT = HERE / "static" / "dist"
COOKIE = "preau_theme"
CHOICES = ("light", "dark")
A_YEAR = 365 * 24 * 3600

#: Where a name is found among the sources when nothing was built: pages still work, in system
#: fonts, without scripts or icons.
PLAIN = {
    "app.css": "css/app.css",
    "builder.css": "css/parts/builder.css",
    "service.css": "css/parts/service.css",
    "circuit-editor.css": "css/parts/circuit-editor.css",
    "asking.css": "css/parts/asking.css",
    "favicon.svg": "img/favicon.svg",
}

bp = Blueprint("theme", __name__)


def manifest() -> Mapping[str, str]:
    """Name → hashed name of what the build made; empty before the first build."""
    path = BUILT / "manifest.json"
    try:
        return _manifest_of(path.stat().st_mtime_ns)
    except (FileNotFoundError, ValueError):  # ValueError: a build is writing it at this very moment
        return {}


@lru_cache(maxsize=1)
def _manifest_of(_written_at: int) -> Mapping[str, str]:
    """Read again after each build, so that a build needs no restart."""
    found: dict[str, str] = json.loads((BUILT / "manifest.json").read_text("utf-8"))
    return found


@cache
def icon_names() -> Mapping[str, list[str]]:
    """Name → styles of the icons the sprite holds."""
    found: dict[str, list[str]] = json.loads((SOURCES / "icons.json").read_text("utf-8"))
    return found


@cache
def common_icons() -> frozenset[str]:
    """Names of the small sheet: pages to fill in need no other, and come in lighter for it."""
    return frozenset(json.loads((SOURCES / "icons-common.json").read_text("utf-8")))


def asset(name: str) -> str:
    """The address of an asset; "" when it exists only once built. Looked for once a page."""
    known: dict[str, str] = g.setdefault("assets", {})
    if name not in known:
        known[name] = _address(name)
    return known[name]


def _address(name: str) -> str:
    hashed = manifest().get(name)
    if hashed:
        return url_for("static", filename=f"dist/{hashed}")
    return url_for("theme.source", path=PLAIN[name]) if name in PLAIN else ""


def icon(
    name: str, style: str = "regular", size: str | None = None, label: str | None = None
) -> Markup:
    """One icon of the sprite. Without a label it is decoration: a word must stand beside it.

    Authors of definitions name icons freely: an unknown name shows a dot, an unknown style the
    regular one.
    """
    said = str(label) if label else None  # in the language of the moment, before it is kept
    sheet = "common.svg" if name in common_icons() or name not in icon_names() else "sprite.svg"
    return _drawn(asset(sheet), name, style, size, said)


@lru_cache(maxsize=2048)  # a page draws the same few dozens over and over
def _drawn(sprite: str, name: str, style: str, size: str | None, label: str | None) -> Markup:
    known = icon_names()
    if name not in known:
        name = "circle"
    if style not in known[name]:
        style = known[name][0]
    symbol = name if style == "regular" else f"{name}-{style}"
    said = Markup('aria-hidden="true"')
    if label:
        said = Markup('role="img" aria-label="{}"').format(label)
    look = f"ic ic-{size}" if size else "ic"
    return Markup('<svg class="{}" focusable="false" {}><use href="{}#{}"></use></svg>').format(
        look, said, sprite, symbol
    )


def theme() -> str | None:
    """The theme this person chose; None follows the device."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in CHOICES else None


def fresh_key() -> str:
    """A key for one act: the same page sent twice does it once."""
    return uuid4().hex


@bp.post("/apparence")
@public(because="the look of pages is a matter for whoever reads them, signed in or not")
def choose() -> Response:
    """Keep the choice in a cookie and come back."""
    answer = go(local_path(request.form.get("next")))
    chosen = request.form.get("theme")
    if chosen in CHOICES:
        answer.set_cookie(
            COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    else:
        answer.delete_cookie(COOKIE)
    return answer


@bp.get("/static/source/<path:path>")
@public(because="style sheets are for every page, before the first build too")
def source(path: str) -> Response:
    """A source style sheet or picture, as it is, while nothing is built."""
    return send_from_directory(SOURCES, path, max_age=0)


def nothing() -> Any:
    """What an entry of the bar shows until the house fills it."""
    return []


def init_theme(app: Flask) -> None:
    """Give templates what the kit calls; the house may overrule any of these names."""
    app.register_blueprint(bp)
    app.extensions[KEPT] = frozenset(icon_names())
    app.jinja_env.globals.update(
        asset=asset, icon=icon, theme=theme, fresh_key=fresh_key, live=live
    )
    empty = (
        "menu",
        "account_menu",
        "bell",
        "footer_links",
        "sign_out_url",
        "visit_news",
        "closed_to_others",
        "looking",
        "ask_url",
    )
    for name in empty:
        app.jinja_env.globals.setdefault(name, nothing)
