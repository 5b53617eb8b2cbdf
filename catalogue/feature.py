"""The plate of the catalogue."""

from __future__ import annotations

from catalogue import (
    commands,
    corrections_heard,
    journal,
    lettering,
    link_retention,
    noticing,
    retention,
    revising,
    sending,
    subscribers,
    vacancies,
    voiding,
)
from catalogue.actions import HandOver, MakeDocument, Notify
from catalogue.advice_notices import ADVICE_NOTICES
from catalogue.changes import ServiceChanges
from catalogue.circuit_uses import CircuitUses
from catalogue.condition_names import NAMES
from catalogue.connector_notices import CONNECTOR_NOTICES
from catalogue.creating import CreateRecord
from catalogue.erased import ERASED
from catalogue.erasing import REQUEST
from catalogue.exporting import DESK
from catalogue.facts import ESTABLISHMENT_ENTITY
from catalogue.gates import AdviceGate, DraftGate, RequestGate
from catalogue.help_intents import INTENTS, EstablishmentFacts
from catalogue.help_notices import ENTRY_NOTICES, EntryHearing
from catalogue.help_sources import AskedRequests, AskedServices
from catalogue.help_targets import TARGETS
from catalogue.help_told import ENGINE_NOTICE, HELP_NOTICES, HelpHearing
from catalogue.job_kinds import JOB_KINDS
from catalogue.kinds import DeskViewKind, ServiceKind, SheetModelKind
from catalogue.notice_kinds import NOTICES, ExportHearing, RequestHearing
from catalogue.noting import Annotate
from catalogue.operations import advising, bulk, remapping
from catalogue.pages import pages
from catalogue.pages.designing.editor import ServiceEditor
from catalogue.palette import FoundRequests, FoundServices
from catalogue.permissions import Permission
from catalogue.prefills import SOURCES as PREFILLS
from catalogue.prefills.travelling import WantedSources
from catalogue.profiles import profiles_of, schools_of
from catalogue.recording import ApplyChange
from catalogue.resources import resources
from catalogue.run_letters import RUN_LETTERS
from catalogue.sampling import CircuitSamples
from catalogue.subjects import AdviceAwaited, FormComplete, RequestSubjects
from catalogue.succession import TO_CONFIRM, tell_successors
from catalogue.telling_erasures import PROGRAMS
from catalogue.touches import CatalogueTouches
from catalogue.trying import TriedSurroundings
from catalogue.vacancy_notices import VACANCY_NOTICES
from catalogue.webhooks import Webhook
from catalogue.words import WORDS
from catalogue.writing import RequestVariables, TemplateNames
from core import erasing
from core.actor import Actor
from core.feature import Feature, MenuEntry
from core.i18n import _l
from core.jobs import Chunked
from schemas.permissions import organisation_wide

__all__ = [
    "FEATURE",
    "corrections_heard",
    "journal",
    "lettering",
    "noticing",
    "subscribers",
    "voiding",
]


def _applicant(actor: Actor) -> bool:
    """Whoever acts for an establishment; a right on the whole organisation is not one."""
    return bool(profiles_of(actor))


FEATURE = Feature(
    name="catalogue",
    blueprints=(pages, resources),
    permissions=(Permission,),
    menus=(
        MenuEntry(
            "services",
            _l("Téléservices"),
            "catalogue.services",
            "storefront",
            "portal",
            lambda actor: actor.holds(Permission.SERVICES_READ),
            10,
        ),
        MenuEntry("mine", _l("Mes demandes"), "catalogue.mine", "tray", "portal", _applicant, 20),
        MenuEntry(
            "school",
            _l("Mon établissement"),
            "catalogue.school",
            "buildings",
            "portal",
            lambda actor: bool(schools_of(actor)),
            30,
        ),
        MenuEntry(
            "desk",
            _l("Demandes"),
            "catalogue.desk",
            "tray",
            "desk",
            lambda actor: actor.holds(Permission.REQUESTS_PROCESS),
            10,
            also=("/demandes",),
        ),
        MenuEntry(
            "delays",
            _l("Délais"),
            "catalogue.times",
            "chart-bar",
            "desk",
            lambda actor: actor.holds(Permission.REQUESTS_SUPERVISE),
            25,
        ),
        MenuEntry(
            "vacancies",
            _l("Fonctions vacantes"),
            "catalogue.vacancies",
            "users-three",
            "admin",
            lambda actor: actor.holds(Permission.REQUESTS_SUPERVISE),
            25,
        ),
        MenuEntry(
            "connectors",
            _l("Connecteurs"),
            "catalogue.connectors",
            "plug",
            "admin",
            lambda actor: actor.holds("definitions:publish"),
            40,
        ),
        MenuEntry(
            "data-sources",
            _l("Sources de données"),
            "catalogue.data_sources",
            "database",
            "admin",
            lambda actor: organisation_wide(actor, "settings:manage"),
            41,
        ),
        MenuEntry(
            "desk-services",
            _l("Téléservices"),
            "catalogue.services",
            "storefront",
            "desk",
            lambda actor: actor.holds(Permission.REQUESTS_PROCESS),
            30,
        ),
    ),
    contributions={
        erasing.KINDS: (REQUEST,),
        erasing.HEARERS: (PROGRAMS,),
        erasing.TABLES: (ERASED,),
        "schemas.kinds": (ServiceKind(), SheetModelKind(), DeskViewKind()),
        "schemas.editors": (ServiceEditor(),),
        "schemas.changes": (ServiceChanges(),),
        "schemas.touches": (CatalogueTouches(),),
        "schemas.live": (remapping.RemapGate(),),
        "schemas.house_needs": (WantedSources(),),
        "schemas.names": (*NAMES, TemplateNames()),
        "messaging.variables": (RequestVariables(),),
        "documents.owner_gates": (RequestGate(), DraftGate(), AdviceGate()),
        "messaging.subject_gates": (RequestGate(),),
        "messaging.notice_kinds": (
            *NOTICES,
            *VACANCY_NOTICES,
            *ADVICE_NOTICES,
            *CONNECTOR_NOTICES,
            *HELP_NOTICES,
            ENGINE_NOTICE,
            *ENTRY_NOTICES,
            TO_CONFIRM,
            retention.EndsSoon(),
        ),
        "documents.exports": (DESK, RUN_LETTERS),
        "core.job_kinds": JOB_KINDS,
        "messaging.notice_gates": (
            RequestHearing(),
            ExportHearing(),
            HelpHearing(),
            EntryHearing(),
        ),
        "knowledge_base.sources": (AskedServices(), AskedRequests()),
        "form_factory.prefill_sources": PREFILLS,
        "form_factory.surroundings": (TriedSurroundings(),),
        "workflows.checks": (FormComplete(), AdviceAwaited()),
        "workflows.actions": (
            Notify(),
            MakeDocument(),
            HandOver(),
            Webhook(),
            ApplyChange(),
            CreateRecord(),
            Annotate(),
        ),
        "workflows.samples": (CircuitSamples(),),
        "workflows.subjects": (RequestSubjects(),),
        "workflows.uses": (CircuitUses(),),
        "core.palette": (FoundRequests(), FoundServices()),
        "knowledge_base.targets": TARGETS,
        "knowledge_base.intents": INTENTS,
        "knowledge_base.facts": (EstablishmentFacts(),),
    },
    jobs={
        "catalogue.bulk": Chunked(bulk.run_step),
        "catalogue.bulk-judge": Chunked(bulk.judge_step),
        "catalogue.bulk-undo": Chunked(bulk.undo_step),
        revising.JOB: Chunked(revising.step),
        remapping.rehearsing.JOB: Chunked(remapping.rehearsing.step),
        remapping.running.JOB: Chunked(remapping.running.run_step),
        remapping.undoing.JOB: Chunked(remapping.undoing.undo_step),
        vacancies.JOB: vacancies.run,
        journal.SEND: Chunked(sending.send),
    },
    periodic={
        "catalogue.bulk": (3600, bulk.sweep),
        "catalogue.members": (3600, tell_successors),
        "catalogue.form-reminder": (3600, revising.remind),
        vacancies.JOB: (3600, vacancies.order),
        "catalogue.advice": (3600, advising.remind),
        "catalogue.outbound": (900, sending.sweep),
        "catalogue.retention": (86400, retention.foresee),
        "catalogue.links": (86400, link_retention.empty_ended),
    },
    commands=(commands.connector,),
    words=WORDS,
    settings=(ESTABLISHMENT_ENTITY,),
)
