"""What a rehearsal finds, and what becomes of a request: tone, sign, sentence."""

from __future__ import annotations

from collections.abc import Callable

from core.i18n import ngettext


def found_in_words() -> dict[str, tuple[str, str, Callable[[int], str]]]:
    """What a rehearsal may find: tone, icon, its sentence; what wants a look first."""
    return {
        "no-approver": ("rose", "warning-circle", lambda n: ngettext(
            "%(num)s demande n’aurait plus personne pour agir.",
            "%(num)s demandes n’auraient plus personne pour agir.", n)),
        "form": ("rose", "warning-circle", lambda n: ngettext(
            "%(num)s demande resterait sur sa version : son formulaire ne convient pas aux "
            "conditions du nouveau circuit.",
            "%(num)s demandes resteraient sur leur version : leur formulaire ne convient pas aux "
            "conditions du nouveau circuit.", n)),
        "damaged": ("rose", "warning-circle", lambda n: ngettext(
            "%(num)s demande n’est plus lisible.", "%(num)s demandes ne sont plus lisibles.", n)),
        "late": ("brick", "clock", lambda n: ngettext(
            "%(num)s demande serait aussitôt en retard.",
            "%(num)s demandes seraient aussitôt en retard.", n)),
        "deadline": ("sun", "clock", lambda n: ngettext(
            "%(num)s demande changerait d’échéance.",
            "%(num)s demandes changeraient d’échéance.", n)),
        "votes": ("sun", "users", lambda n: ngettext(
            "%(num)s demande perdrait des visas déjà donnés.",
            "%(num)s demandes perdraient des visas déjà donnés.", n)),
        "ticks": ("sun", "list-checks", lambda n: ngettext(
            "%(num)s demande perdrait des points cochés.",
            "%(num)s demandes perdraient des points cochés.", n)),
        "markers": ("sun", "arrow-left", lambda n: ngettext(
            "%(num)s demande ne pourrait plus reculer jusqu’à une étape retirée.",
            "%(num)s demandes ne pourraient plus reculer jusqu’à une étape retirée.", n)),
        "removed": ("sun", "warning", lambda n: ngettext(
            "%(num)s demande est dans une étape retirée.",
            "%(num)s demandes sont dans une étape retirée.", n)),
        "ask": ("sun", "user", lambda n: ngettext(
            "%(num)s demande serait à placer à la main.",
            "%(num)s demandes seraient à placer à la main.", n)),
        "stay": ("slate", "pause", lambda n: ngettext(
            "%(num)s demande resterait sur sa version.",
            "%(num)s demandes resteraient sur leur version.", n)),
        "changed": ("slate", "pause", lambda n: ngettext(
            "%(num)s demande a bougé pendant la répétition.",
            "%(num)s demandes ont bougé pendant la répétition.", n)),
        "same": ("leaf", "check-circle", lambda n: ngettext(
            "%(num)s demande retrouve son étape.", "%(num)s demandes retrouvent leur étape.", n)),
    }  # fmt: skip


def outcomes_in_words() -> dict[str, tuple[str, str, Callable[[int], str]]]:
    """What may become of a request: tone, icon, its sentence."""
    return {
        "done": ("leaf", "check-circle", lambda n: ngettext(
            "%(num)s demande suit le nouveau circuit.",
            "%(num)s demandes suivent le nouveau circuit.", n)),
        "asked": ("sun", "user", lambda n: ngettext(
            "%(num)s demande est à placer à la main.",
            "%(num)s demandes sont à placer à la main.", n)),
        "placed": ("leaf", "check-circle", lambda n: ngettext(
            "%(num)s demande a été placée à la main.",
            "%(num)s demandes ont été placées à la main.", n)),
        "stayed": ("slate", "pause", lambda n: ngettext(
            "%(num)s demande reste sur sa version.",
            "%(num)s demandes restent sur leur version.", n)),
        "changed": ("sun", "warning", lambda n: ngettext(
            "%(num)s demande a bougé entre-temps : elle reste sur sa version.",
            "%(num)s demandes ont bougé entre-temps : elles restent sur leur version.", n)),
        "failed": ("rose", "warning-circle", lambda n: ngettext(
            "%(num)s demande n’a pas pu suivre.", "%(num)s demandes n’ont pas pu suivre.", n)),
        "undone": ("slate", "arrow-u-up-left", lambda n: ngettext(
            "%(num)s demande est revenue où elle était.",
            "%(num)s demandes sont revenues où elles étaient.", n)),
        "kept": ("sun", "warning", lambda n: ngettext(
            "%(num)s demande reste sur le nouveau circuit : quelqu’un est intervenu depuis.",
            "%(num)s demandes restent sur le nouveau circuit : quelqu’un est intervenu depuis.",
            n)),
        "waiting": ("slate", "clock", lambda n: ngettext(
            "%(num)s demande attend.", "%(num)s demandes attendent.", n)),
    }  # fmt: skip
