"""The plate of the messages."""

from __future__ import annotations

from core import erasing
from core.feature import Feature, MenuEntry
from core.i18n import _l
from core.pacing import PER_MINUTE
from messaging import gathering, jobs, operations, replacing, subscribers, summing, watching
from messaging.erased import ERASED
from messaging.kinds import Template
from messaging.operations import SEND_MAIL
from messaging.pages import pages
from messaging.pages.designing.editor import TemplateEditor
from messaging.permissions import Permission
from messaging.queries import MessageGate, reads_all
from messaging.touches import MessagingTouches
from messaging.words import WORDS

__all__ = ["FEATURE", "subscribers", "watching"]

FEATURE = Feature(
    name="messaging",
    blueprints=(pages,),
    permissions=(Permission,),
    menus=(
        MenuEntry(
            key="mailbox",
            label=_l("Courriels envoyés"),
            endpoint="messaging.mailbox",
            icon="envelope-simple",
            place="admin",
            shown=reads_all,
            order=60,
        ),
    ),
    jobs={
        SEND_MAIL: jobs.send_mail,
        summing.JOB: summing.run,
        gathering.JOB: gathering.run,
    },
    periodic={
        "messaging.forget-notices": (86_400, operations.forget),
        "messaging.summaries": (300, summing.order),
    },
    contributions={
        erasing.TABLES: (ERASED,),
        "schemas.kinds": (Template(),),
        "schemas.editors": (TemplateEditor(),),
        "schemas.touches": (MessagingTouches(),),
        "documents.owner_gates": (MessageGate(),),
        "messaging.notice_kinds": replacing.NOTICES,
    },
    words=WORDS,
    settings=(PER_MINUTE,),
)
