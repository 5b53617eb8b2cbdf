"""Entries to look at again."""

from __future__ import annotations

from flask import request, url_for

from accounts import queries as people
from core.access import requires
from core.i18n import _
from core.saying import whole_day
from core.web import current_actor, render
from knowledge_base.checking import Trouble, troubles
from knowledge_base.pages.blueprint import pages
from knowledge_base.pages.writing import DRAFT, WRITE


@pages.get("/administration/aide/a-revoir")
@requires(WRITE, DRAFT)
def to_review() -> str:
    """Broken links, days that have passed, owners who have gone; one's own alone if asked."""
    mine = request.args.get("les-miennes") == "1"
    account_id = current_actor().account_id
    found = [one for one in troubles() if not mine or one.owner_id == account_id]
    names = people.names_of({one.owner_id for one in found if one.owner_id})
    rows = [
        {
            "question": one.entry.question,
            "url": url_for("knowledge_base.edit_entry", key=one.entry.key),
            "trouble": in_words(one),
            "owner": names.get(one.owner_id) if one.owner_id else None,
        }
        for one in found
    ]
    return render("knowledge_base/to_review.html", rows=rows, mine=mine)


def in_words(one: Trouble) -> str:
    """What is wrong and, where it helps, what it named."""
    day = whole_day(one.what) if one.kind in {"review-due", "ended"} else ""
    sentences = {
        "review-due": _("À relire depuis le %(what)s.", what=day),
        "ended": _(
            "N’est plus montrée depuis le %(what)s : prolongez-la ou retirez-la.",
            what=day,
        ),
        "no-owner": _("Personne n’en répond."),
        "owner-gone": _("La personne qui en répondait ne peut plus l’écrire."),
        "intent-gone": _("La réponse personnelle « %(what)s » n’existe plus.", what=one.what),
        "service-gone": _("Le téléservice « %(what)s » n’est plus en service.", what=one.what),
        "step-gone": _("L’étape « %(what)s » n’existe plus.", what=one.what),
        "screen-gone": _("L’écran « %(what)s » n’existe pas.", what=one.what),
        "theme-gone": _("Le thème « %(what)s » n’a plus de fiche.", what=one.what),
        "entry-gone": _("La fiche « %(what)s » n’est plus publiée.", what=one.what),
        "entry-closed": _(
            "La fiche « %(what)s » n’est pas ouverte à tous ses lecteurs.", what=one.what
        ),
        "file-gone": _(
            "Le fichier « %(what)s » n’est plus là : joignez-le à nouveau.", what=one.what
        ),
        "file-refused": _(
            "Le fichier « %(what)s » est refusé par l’antivirus : joignez-en un autre.",
            what=one.what,
        ),
        "role-gone": _("Elle est réservée à « %(what)s », qui n’est plus un rôle.", what=one.what),
        "link-odd": _("Le lien « %(what)s » ne mène nulle part.", what=one.what),
    }
    return sentences[one.kind]
