"""Refusals of the registry, in words fit for a reader."""

from __future__ import annotations

from core.errors import BadInput, Conflict, Forbidden, Invalid, NotFound
from core.i18n import _l


class UnknownRecord(NotFound):
    """Absent and forbidden look alike."""

    code = "unknown-record"
    message = _l("Cette fiche n’existe pas, ou ne vous est pas ouverte.")


class UnknownProposal(NotFound):
    """Absent and forbidden look alike."""

    code = "unknown-proposal"
    message = _l("Cette proposition n’existe pas, ou ne vous est pas ouverte.")


class UnknownEntity(NotFound):
    """No entity of this key is live."""

    code = "unknown-entity"
    message = _l("Aucune sorte de fiche à cette adresse.")


class RecordInvalid(Invalid):
    """The data do not hold against the entity."""

    code = "record-invalid"
    message = _l("La fiche n’est pas enregistrée. Corrigez les champs signalés.")


class StaleRecord(Conflict):
    """Somebody wrote meanwhile."""

    code = "stale-record"
    stale = True
    message = _l(
        "Cette fiche a été modifiée depuis que vous l’avez ouverte. Relisez-la, puis reprenez."
    )


class BeyondOnesRights(Forbidden):
    """A field, or the values written into it, lie outside what the rules of one's roles open."""

    code = "record-beyond-rights"
    message = _l(
        "Vos rôles ne permettent pas d’écrire ces valeurs dans cette fiche. Rien n’est enregistré."
    )


class RecordOut(Conflict):
    """Archived, merged, or in a state that does not allow this act."""

    code = "record-out"
    message = _l("Cette fiche est archivée. Remettez-la dans les listes, puis reprenez.")


class ProposalClosed(Conflict):
    """Everything it asked was answered already."""

    code = "proposal-closed"
    message = _l("Cette proposition a déjà reçu une réponse. Rechargez la page.")


class ProposalMoved(Conflict):
    """The record holds something else than what the proposal and its deciders saw."""

    code = "proposal-moved"
    stale = True
    message = _l(
        "La fiche a changé depuis la proposition. Choisissez de nouveau pour les champs signalés."
    )


class BadFilter(BadInput):
    """A list was asked for by a field that is not listed, or by a value that is none."""

    code = "bad-filter"
    message = _l("Ce filtre n’existe pas pour cette liste.")


class BadMapping(Invalid):
    """The mapping names what does not exist."""

    code = "bad-mapping"
    message = _l("La correspondance des colonnes n’est pas utilisable. Corrigez-la.")


class NotUndoable(Conflict):
    """Tried only, or undone already."""

    code = "import-not-undoable"
    message = _l("Cet import n’a rien changé qui puisse être annulé.")


class NotWaiting(Conflict):
    """Imported already, or its file is gone."""

    code = "import-not-waiting"
    message = _l("Cet essai n’attend plus. Déposez de nouveau le fichier.")
