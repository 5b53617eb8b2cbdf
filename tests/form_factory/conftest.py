"""Forms and surroundings that these tests share; none of them needs a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core import contributions
from core.contributions import fill
from form_factory.compiled import Compiled, compiled
from form_factory.feature import FEATURE
from form_factory.fields import FIELD_TYPES, POINT
from schemas.domain.conditions import Facts

DATA = Path(__file__).parents[1] / "data" / "definitions"
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def document(name: str) -> dict[str, Any]:
    """A definition of tests/data."""
    loaded: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return loaded


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """This room without what rooms above hang up: another test may have opened them."""
    own = {each.name: each for each in FIELD_TYPES}
    monkeypatch.setitem(contributions._FILLED, POINT, own)


@pytest.fixture
def works() -> dict[str, Any]:
    """The works request of DEFINITIONS section 4, word for word."""
    return document("demande-travaux")


@pytest.fixture
def form(works: dict[str, Any]) -> Compiled:
    """The works request, compiled."""
    return compiled(works)


@pytest.fixture
def facts() -> Facts:
    """A morning of November, nobody in particular."""
    return Facts(names={}, today=NOW.date(), now=NOW)


@pytest.fixture
def drawn() -> Iterator[Flask]:
    """The templates of the kit and of this room, without database: enough to draw."""
    from flask_babel import Babel

    from app import theme
    from core import saying, words

    app = Flask("app", root_path=str(Path(theme.__file__).parent))
    app.config.update(BABEL_DEFAULT_LOCALE="fr", SERVER_NAME="localhost", TESTING=True)
    Babel(app)
    theme.init_theme(app)
    saying.init_saying(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    for blueprint in FEATURE.blueprints:
        app.register_blueprint(blueprint)
    for point, fillers in FEATURE.contributions.items():
        for filler in fillers:
            fill(point, filler)
    from schemas.feature import FEATURE as SCHEMAS

    words.teach(SCHEMAS.words)
    words.teach(FEATURE.words)
    with app.test_request_context():
        yield app
