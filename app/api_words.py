"""What each operation of the API does, for people: by the name of its view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.i18n import _l

#: First word of an address → heading, anchor, a sentence. In the order of the page.
GROUPS: Final[Mapping[str, tuple[Any, str, Any]]] = {
    "me": (_l("Qui appelle"), "moi", _l("Ce que la clé ouvre.")),
    "services": (_l("Téléservices"), "teleservices", _l("Le catalogue, tel que la clé le voit.")),
    "forms": (_l("Formulaires"), "formulaires", _l("Essayer des réponses avant de déposer.")),
    "files": (_l("Fichiers"), "fichiers", _l("Déposés d’abord, nommés ensuite par une réponse.")),
    "requests": (_l("Demandes"), "demandes", _l("Déposer, suivre, traiter, une à une ou en lot.")),
    "jobs": (_l("Traitements en lot"), "lots", _l("Où en est un lot, et son annulation.")),
    "events": (_l("Événements"), "evenements", _l("Ce qui s’est passé, dans l’ordre.")),
    "records": (_l("Fiches"), "fiches", _l("Lire, créer et changer des fiches.")),
    "proposals": (_l("Propositions"), "propositions", _l("Les changements qui attendent un avis.")),
    "establishments": (
        _l("Établissements"),
        "etablissements",
        _l("Les membres de son établissement."),
    ),
    "definitions": (
        _l("Définitions"),
        "definitions",
        _l("Formulaires, circuits, téléservices… : les documents des administrateurs."),
    ),
    "packs": (_l("Lots"), "lots-de-definitions", _l("Des définitions qui voyagent ensemble.")),
    "openapi": (_l("Description"), "description", _l("Ce document, pour les outils.")),
}

SUMMARIES: Final[Mapping[str, Any]] = {
    "accounts_api.me": _l("Dire qui est la clé : compte, rôles, périmètres, droits."),
    "api.document": _l("Donner le document OpenAPI 3.1."),
    "catalogue_api.list_services": _l("Lister les téléservices, par titre."),
    "catalogue_api.one_service": _l("Lire un téléservice, sa fiche et l’état de ses boutons."),
    "knowledge_api.ask": _l("Poser une question à la base de connaissance."),
    "forms_api.evaluate": _l("Essayer des réponses : ce qui s’affiche, manque, se calcule."),
    "documents_api.bring": _l(
        "Déposer un fichier ; une réponse peut le nommer pendant une semaine."
    ),
    "documents_api.bytes_of": _l("Télécharger un fichier que l’on a le droit de lire."),
    "catalogue_api.list_requests": _l(
        "Lister les demandes que l’on traite, ou celles de son lieu."
    ),
    "catalogue_api.create_request": _l("Ouvrir une demande, et la déposer si « submit » est vrai."),
    "catalogue_api.one_request": _l("Lire une demande, telle que la clé la voit."),
    "catalogue_api.explain_request": _l("Expliquer pourquoi la clé voit cette demande."),
    "catalogue_api.patch_answers": _l("Changer des réponses d’un brouillon ou d’un complément."),
    "catalogue_api.transition": _l("Faire avancer une demande dans son circuit."),
    "catalogue_api.vote": _l("Donner un visa."),
    "catalogue_api.checklist": _l("Cocher ou décocher un point à vérifier."),
    "catalogue_api.annotate": _l("Écrire dans les notes de l’instruction."),
    "catalogue_api.messages": _l("Lire les messages d’une demande, du plus ancien au plus récent."),
    "catalogue_api.post_message": _l("Écrire un message, ou une note interne."),
    "catalogue_api.edit_filed": _l("Corriger des réponses déposées, avec un motif, côté service."),
    "catalogue_api.letters": _l("Lister les courriers d’une demande."),
    "catalogue_api.one_letter": _l("Télécharger un courrier."),
    "catalogue_api.void": _l("Annuler un courrier, avec un motif."),
    "catalogue_api.bulk_move": _l("Faire avancer plusieurs demandes, ou dire ce qu’il en serait."),
    "catalogue_api.one_job": _l("Dire où en est un lot et ce qu’est devenue chaque demande."),
    "catalogue_api.undo_job": _l("Annuler un lot tant que son délai de grâce court."),
    "catalogue_api.list_events": _l("Lire ce qui s’est passé, dans l’ordre, depuis un numéro."),
    "catalogue_api.list_members": _l("Lister les membres d’un établissement."),
    "catalogue_api.set_member": _l("Habiliter quelqu’un jusqu’à un jour."),
    "catalogue_api.end_member": _l("Mettre fin à une habilitation."),
    "registry_api.list_records": _l("Lister des fiches, filtrées et triées."),
    "registry_api.create": _l("Créer une fiche."),
    "registry_api.one": _l("Lire une fiche, par son code ou son numéro interne."),
    "registry_api.update": _l("Changer des champs d’une fiche."),
    "registry_api.story": _l("Lire l’historique d’une fiche, du plus récent au plus ancien."),
    "registry_api.explain": _l("Expliquer qui peut lire ou écrire un champ, et pourquoi."),
    "registry_proposals_api.of_record": _l("Lister ce qui est proposé sur une fiche."),
    "registry_proposals_api.propose": _l("Proposer des changements à une fiche."),
    "registry_proposals_api.answer": _l("Accepter ou refuser des champs proposés."),
    "registry_proposals_api.list_proposals": _l("Lister les propositions qui attendent la clé."),
    "registry_proposals_api.one_proposal": _l("Lire une proposition."),
    "registry_proposals_api.decide": _l("Décider d’une proposition, champ par champ."),
    "schemas_api.list_definitions": _l("Lister les définitions, par sorte et par clé."),
    "schemas_api.one_definition": _l("Lire la version en vigueur d’une définition."),
    "schemas_api.one_version": _l("Lire une version par son numéro."),
    "schemas_api.diff": _l("Comparer deux versions."),
    "schemas_api.put_draft": _l("Garder un document comme brouillon."),
    "schemas_api.publish": _l("Publier le brouillon."),
    "packs_api.list_packs": _l("Lister les lots."),
    "packs_api.one_pack": _l("Lire un lot et ce qui y a changé ici."),
    "packs_api.pack_needs": _l("Dire ce dont des définitions ont besoin pour voyager."),
    "packs_api.export_pack": _l("Exporter un lot."),
    "packs_api.offer_pack": _l("Déposer un lot pour le regarder avant de le charger."),
    "packs_api.load_pack": _l("Charger un lot, chaque définition comme on l’a choisi."),
    "packs_api.revert_pack": _l("Revenir à ce qui était là avant le dernier chargement."),
    "packs_api.removal_of_pack": _l("Dire ce que retirer un lot ferait."),
    "packs_api.remove_pack": _l("Retirer un lot."),
}
