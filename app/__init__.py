"""Opens the house: hangs the plates of the rooms, the extensions and the error pages."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from app import api, api_door, bell, errors, furniture, health, maintenance, metrics, theme, tracing
from app.features import features
from app.settings import Settings
from core import access, contributions, events, i18n, jobs, logs, saying, security, words
from core import settings as town
from core.database import assert_saved, db
from core.feature import Feature
from core.sessions import RowSessions, refuse_unread

csrf = CSRFProtect()


class Digits(IntegerConverter):
    """A number in an address is written with the ten digits of all addresses."""

    regex = "[0-9]+"


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve; `settings` come from the environment when not given."""
    settings = settings or Settings.from_env()
    app = Flask(__name__)
    app.url_map.converters["int"] = Digits
    configure(app, settings)
    logs.configure()
    db.init_app(app)
    csrf.init_app(app)
    babel = Babel(app, locale_selector=furniture.language_of_request)
    i18n.init_words(app, babel)
    app.session_interface = RowSessions(
        timedelta(minutes=settings.session_idle_minutes),
        timedelta(hours=settings.session_absolute_hours),
    )
    tracing.init_tracing(app)
    app.before_request(refuse_unread)
    security.guard(app, settings.base_url)
    theme.init_theme(app)
    furniture.init_furniture(app)
    saying.init_saying(app)
    errors.init_errors(app)
    health.init_health(app)
    metrics.init_metrics(app)
    api_door.init_api(app, csrf)
    maintenance.init_maintenance(app)
    for feature in features():
        open_room(app, feature)
    api.init_openapi(app)
    for init in contributions.all_of("app.init"):
        init(app)
    jobs.runner("deliver", events.deliver)
    bell.hang(app, settings.redis_url)
    guard_saves(app)
    return app


def guard_saves(app: Flask) -> None:
    """In tests and debug, an act that forgot its unit of work fails aloud instead of being lost."""

    @app.after_request
    def check_saved(response: Response) -> Response:
        if app.testing or app.debug:
            assert_saved()
        return response


def configure(app: Flask, settings: Settings) -> None:
    """House settings → Flask's own names."""
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,  # what people typed has no business in an error's text
            "pool_pre_ping": True,
            "pool_size": 8,
            "max_overflow": 4,
            "pool_timeout": 10,
            "connect_args": {
                "connect_timeout": 5,
                "options": "-c statement_timeout=15000 -c lock_timeout=5000 -c timezone=UTC"
                " -c plan_cache_mode=force_custom_plan -c jit=off",
            },
        },
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=1000,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="fr",
        BABEL_DEFAULT_TIMEZONE="Europe/Paris",
        BABEL_TRANSLATION_DIRECTORIES="translations",
        TEMPLATES_AUTO_RELOAD=False,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,  # built names carry a hash
        PREFERRED_URL_SCHEME=settings.base_url.split(":", 1)[0],
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def open_room(app: Flask, feature: Feature) -> None:
    """Hang up one plate."""
    for permissions in feature.permissions:
        access.declare(permissions)
    for point, fillers in feature.contributions.items():
        for filler in fillers:
            contributions.fill(point, filler)
    for entry in feature.menus:
        contributions.fill("core.menu", entry)
    for name, runner in feature.jobs.items():
        jobs.runner(name, runner)
    words.teach(feature.words)
    for spec in feature.settings:
        town.declare(spec)
    for blueprint in feature.blueprints:
        app.register_blueprint(blueprint)
