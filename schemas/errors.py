"""Refusals of the store of definitions, in words fit for a reader."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import BadInput, Conflict, Invalid, NotFound, TooLarge
from core.i18n import _l
from core.problems import Problem


class UnknownKind(NotFound):
    """No room of the house knows this kind."""

    code = "unknown-kind"
    message = _l("Cette sorte de définition n’existe pas. Choisissez-en une dans la liste.")


class UnknownDefinition(NotFound):
    """Absent and forbidden look alike."""

    code = "unknown-definition"
    message = _l("Aucune définition à cette adresse.")


class UnreadableDefinition(Invalid):
    """The document cannot be kept, not even as a draft."""

    code = "unreadable-definition"
    message = _l("Ce document ne peut pas être enregistré. Corrigez les points signalés.")


class NotPublishable(Invalid):
    """The draft does not hold; carries what to mend at which path."""

    code = "not-publishable"
    message = _l("La publication est refusée. Corrigez les points signalés, puis publiez.")


class BadTerms(Invalid):
    """What becomes of older versions is not said rightly."""

    code = "bad-terms"
    message = _l("Corrigez ce que devient ce qui est commencé, puis publiez.")


class ReasonNeeded(Invalid):
    """Only its own tests fail: it may be published by somebody who says why."""

    code = "reason-needed"
    message = _l("Des essais échouent. Corrigez-les, ou écrivez pourquoi vous publiez quand même.")


class DefinitionTooLarge(TooLarge):
    """Over the size a definition may have."""

    code = "definition-too-large"
    message = _l("Une définition tient en 256 Ko. Retirez-en une partie et recommencez.")


class StaleDraft(Conflict):
    """Somebody saved or published since this text was read; `changes` is the difference."""

    code = "stale-draft"
    stale = True
    message = _l(
        "Ce brouillon a été modifié depuis que vous l’avez ouvert. Comparez avant d’écrire."
    )


class NothingToUndo(Conflict):
    """The draft stands where it began, or its older steps are no longer kept."""

    code = "nothing-to-undo"
    message = _l("Il n’y a plus rien à annuler dans ce brouillon.")


class NothingToRedo(Conflict):
    """Nothing was undone, or a new act has cut what was."""

    code = "nothing-to-redo"
    message = _l("Il n’y a rien à rétablir dans ce brouillon.")


class TitleNeeded(Invalid):
    """A new definition is named before anything else."""

    code = "title-needed"
    message = _l("Écrivez un titre de 200 caractères au plus, par exemple « Demande de travaux ».")


class NoDraft(Conflict):
    """There is nothing to publish or to discard."""

    code = "no-draft"
    message = _l("Il n’y a pas de brouillon. Modifiez la définition pour en commencer un.")


class AlreadyLive(Conflict):
    """The text that was chosen is the one in service."""

    code = "already-live"
    message = _l("Ce texte est déjà celui qui est en service.")


class NothingLive(Conflict):
    """Only a live definition can be retired."""

    code = "nothing-live"
    message = _l("Cette définition n’est pas en service : il n’y a rien à retirer.")


class BadPack(BadInput):
    """The archive or folder is not a pack that can be read safely."""

    code = "bad-pack"
    message = _l(
        "Ce fichier n’est pas un lot lisible. Choisissez un dossier .zip exporté par Préau."
    )


class PackTooLarge(TooLarge):
    """More files or bytes than a pack may hold."""

    code = "pack-too-large"
    message = _l("Ce lot est trop volumineux. Partagez-le en plusieurs lots.")


class PackRefused(Invalid):
    """The pack was read, some of it does not hold; nothing was installed."""

    code = "pack-refused"
    message = _l("Le lot n’a pas été chargé : rien n’a changé. Corrigez les points signalés.")


class UnknownPack(NotFound):
    """No shipped or installed pack has this name."""

    code = "unknown-pack"
    message = _l("Aucun lot ne porte ce nom.")


class PackInUse(Conflict):
    """Something outside the pack stands on it; carries what."""

    code = "pack-in-use"
    message = _l("Le lot n’a pas été retiré : rien n’a changé. Voyez ce qui s’appuie sur lui.")

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        super().__init__()
        self.problems = tuple(problems)


class NothingToRevert(Conflict):
    """There is no earlier load to come back to."""

    code = "nothing-to-revert"
    message = _l("Il n’y a pas d’état antérieur de ce lot où revenir.")


class OriginalUnknown(Conflict):
    """The text the pack came with was not kept: it was installed by an older Préau."""

    code = "original-unknown"
    message = _l(
        "Le texte d’origine n’a pas été gardé. Chargez de nouveau le lot, puis choisissez."
    )


class UnknownOffer(NotFound):
    """No archive waits under this number."""

    code = "unknown-offer"
    message = _l("Ce fichier n’attend plus. Envoyez-le de nouveau.")
