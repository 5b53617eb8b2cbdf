"""The plate of the thresholds."""

from __future__ import annotations

from accounts.queries.scopes import ROOT
from app import quota
from app.demo.commands import demo
from app.demo.signs import GROUPS
from app.home import beginning, erased_file, erasing_acts, erasures, jobs, settings
from app.home.job_commands import jobs as job_commands
from app.home.job_words import JOB_KINDS
from app.home.maintenance_commands import maintenance
from app.home.pages import pages
from app.home.permissions import Permission
from app.home.shortcuts import init_shortcuts
from app.home.telling import SetAside, tell_set_aside
from app.home.words import WORDS
from core import backlog
from core.feature import Feature, MenuEntry
from core.i18n import _l

FEATURE = Feature(
    name="home",
    blueprints=(pages, beginning.pages, jobs.pages, settings.pages, erasures.pages),
    permissions=(Permission,),
    menus=(
        MenuEntry(
            key="beginning",
            label=_l("Premiers pas"),
            endpoint="beginning.index",
            icon="rocket-launch",
            place="admin",
            shown=beginning.shown_to,
            order=5,
        ),
        MenuEntry(
            key="jobs",
            label=_l("Tâches de fond"),
            endpoint="jobs.index",
            icon="gear",
            place="admin",
            shown=lambda actor: actor.holds(Permission.JOBS_READ, ROOT),
            order=80,
        ),
        MenuEntry(
            key="settings",
            label=_l("Réglages"),
            endpoint="settings.index",
            icon="sliders-horizontal",
            place="admin",
            shown=lambda actor: actor.holds(Permission.SETTINGS_MANAGE, ROOT),
            order=85,
        ),
        MenuEntry(
            key="erasures",
            label=_l("Effacements"),
            endpoint="erasures.index",
            icon="trash",
            place="admin",
            shown=lambda actor: actor.holds(Permission.ERASURES_MANAGE, ROOT),
            order=75,
        ),
    ),
    commands=(demo, job_commands, maintenance),
    jobs={erasing_acts.JOB: erasing_acts.erase_due},
    periodic={
        "core.set-aside-lost-jobs": (60, backlog.set_aside_lost),
        "home.tell-set-aside": (300, tell_set_aside),
        "home.erased-file": (3600, erased_file.complete),
        "home.erase-due": (86400, erasing_acts.order_due),
    },
    contributions={
        "accounts.demonstration": GROUPS,
        "app.init": (init_shortcuts,),
        backlog.KINDS: JOB_KINDS,
        "messaging.notice_kinds": (SetAside(),),
    },
    words=WORDS,
    settings=(beginning.SHOWN, quota.BY_KEY, quota.BY_ADDRESS),
)
