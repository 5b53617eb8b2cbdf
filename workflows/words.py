"""What circuits say: problems of publication, refusals of moves, refusals of votes."""

from __future__ import annotations

from core.i18n import LazyString, _l

WORDS: dict[str, LazyString] = {
    "circuit.reserved-status": _l(
        "« %(status)s » est un mot réservé : donnez une autre clé à cet état."
    ),
    "circuit.migration-to-draft": _l(
        "« %(status)s » est un brouillon : une demande déposée ne peut pas y être placée."
    ),
    "circuit.duplicate-key": _l("La clé « %(key)s » est déjà prise. Donnez-en une autre."),
    "circuit.unknown-status": _l("L’état « %(status)s » n’existe pas dans ce circuit."),
    "circuit.unknown-function": _l("La fonction « %(function)s » n’existe pas dans ce circuit."),
    "circuit.unknown-transition": _l("L’action « %(transition)s » n’existe pas dans ce circuit."),
    "circuit.unknown-check": _l("La vérification « %(check)s » n’est pas connue."),
    "circuit.unknown-action": _l("L’effet « %(action)s » n’est pas connu."),
    "circuit.unknown-tone": _l("La couleur « %(tone)s » n’est pas l’une des sept couleurs."),
    "circuit.unknown-icon": _l("L’icône « %(icon)s » n’est pas connue."),
    "circuit.reserved-function": _l(
        "« %(function)s » désigne le système : nommez la fonction autrement."
    ),
    "circuit.initial-not-draft": _l(
        "Un circuit commence par un brouillon, et « %(status)s » n’en est pas un."
    ),
    "circuit.room-statuses": _l(
        "Ce circuit a %(count)s états, il peut en avoir %(most)s. Au-delà, partagez-le en deux."
    ),
    "circuit.room-transitions": _l(
        "Ce circuit a %(count)s actions, il peut en avoir %(most)s. Une action peut partir de "
        "plusieurs états : elle ne compte qu’une fois."
    ),
    "circuit.room-timers": _l(
        "Ce circuit a %(count)s délais, il peut en avoir %(most)s. Un délai peut courir dans "
        "plusieurs états : il ne compte qu’une fois."
    ),
    "circuit.calendar-ends": _l(
        "Le calendrier « %(calendar)s » n’est connu que jusqu’au %(day)s : ensuite, tous ses "
        "jours ordinaires compteront comme ouverts. Complétez-le."
    ),
    "circuit.draft-exits": _l(
        "Une seule action, faite par une personne, doit sortir du brouillon « %(status)s » "
        "(il y en a %(count)s)."
    ),
    "circuit.unreachable": _l("Aucun chemin ne mène à l’état « %(status)s »."),
    "circuit.dead-end": _l(
        "On peut rester bloqué dans « %(status)s » : ajoutez une action qui en sort, "
        "ou faites-en un état final."
    ),
    "circuit.no-way-to-end": _l("Depuis « %(status)s », aucun chemin ne mène à un état final."),
    "circuit.automatic-cycle": _l(
        "Ces états se quittent d’eux-mêmes et tournent en rond : %(statuses)s."
    ),
    "circuit.automatic-stuck": _l(
        "L’état automatique « %(status)s » peut ne pas trouver de suite : "
        "ajoutez-lui une action du système sans condition."
    ),
    "circuit.unfireable": _l("Personne, ni le système, ne peut jamais faire « %(move)s »."),
    "circuit.previous-never": _l(
        "« %(move)s » ne peut jamais revenir en arrière : aucun état ne précède ceux d’où il part."
    ),
    "circuit.previous-forward": _l(
        "« %(move)s » revient à l’état précédent : donnez-lui le sens « retour »."
    ),
    "circuit.votes-elsewhere": _l(
        "Seul un état qui attend les agents peut avoir des visas : « %(status)s » non."
    ),
    "circuit.too-many-votes-needed": _l(
        "%(needed)s visas favorables sont demandés pour %(votes)s votants."
    ),
    "circuit.too-much-weight-needed": _l(
        "%(needed)s voix favorables sont demandées, et les visas n’en pèsent que %(votes)s."
    ),
    "circuit.warning-in-bulk": _l(
        "« %(move)s » demande de lire un avertissement : elle ne se fait pas sur plusieurs "
        "demandes à la fois."
    ),
    "circuit.no-fallback": _l(
        "Aucune fonction ne dit à qui elle s’en remet : donnez-lui une fonction de secours."
    ),
    "circuit.handed-to-members": _l(
        "« %(function)s » est tenue par les demandeurs : remettez la demande à des agents."
    ),
    "circuit.no-such-seat": _l("« %(function)s » ne donne pas de visa à cette étape."),
    "circuit.fired-from-elsewhere": _l("« %(transition)s » ne part pas de l’état « %(status)s »."),
    "circuit.fired-not-by-system": _l(
        "« %(transition)s » se déclenche toute seule : "
        "ajoutez le système à ceux qui peuvent la faire."
    ),
    "circuit.bad-duration": _l(
        "« %(duration)s » n’est pas une durée, par exemple « P15D » pour 15 jours."
    ),
    "circuit.working-days-only": _l(
        "Avec un calendrier, comptez en jours ouvrés : « P10D » plutôt que « %(duration)s »."
    ),
    "circuit.guard-name": _l(
        "La condition ne peut pas lire « %(name)s » : nommez une réponse (data), une annotation, "
        "la demande (request), l’établissement ou la personne (actor)."
    ),
    "circuit.waits-for-ever": _l(
        "Rien ne se passe si une demande reste dans « %(status)s » : prévoyez un délai."
    ),
    "circuit.refusal-unexplained": _l(
        "« %(move)s » refuse sans motif : rendez le commentaire obligatoire."
    ),
    "circuit.test-failed": _l(
        "L’essai « %(title)s » attendait : %(expected)s. Il trouve : %(found)s."
    ),
    "circuit.test-broken": _l("L’essai « %(title)s » s’arrête à l’étape %(step)s. %(found)s"),
    "circuit-paths-full": _l("Un circuit garde %(most)s essais au plus. Supprimez-en un."),
    "circuit-path-empty": _l("Faites d’abord un pas : un essai est un chemin."),
    "circuit-path-unsound": _l(
        "Ce brouillon ne peut pas encore être essayé. Corrigez les points signalés."
    ),
    "play.not-running": _l("Ce délai ne court pas ici : rien n’est à attendre."),
    "play.too-far": _l("C’est trop loin dans le temps. Choisissez un délai plus court."),
    "play.too-long": _l("Un essai compte cent pas au plus. Revenez en arrière ou recommencez."),
    "move.unknown": _l("Cette action n’existe pas."),
    "move.stale": _l("La demande a changé d’état entre-temps. Relisez-la avant d’agir."),
    "move.not-from-here": _l("Cette action n’est plus possible : la demande est « %(status)s »."),
    "move.system": _l("Cette action se fait toute seule."),
    "move.function": _l("Cette action revient à : %(functions)s."),
    "move.no-previous": _l("Il n’y a pas d’étape précédente où revenir."),
    "move.four-eyes": _l(
        "Une autre personne doit le faire : vous avez déjà fait « %(moves)s » sur cette demande."
    ),
    "move.four-eyes-pair": _l(
        "Une autre personne doit le faire : une personne et celle qui la remplace comptent pour "
        "une seule, et « %(moves)s » a déjà été fait par l’une d’elles."
    ),
    "move.guard": _l("La condition de cette action n’est pas remplie."),
    "move.guard-missing": _l(
        "La condition de cette action n’a pas pu être lue. Prévenez un administrateur."
    ),
    "move.guard-error": _l("La condition de cette action a échoué. Un administrateur est prévenu."),
    "move.check-not-run": _l("La vérification « %(check)s » n’a pas été faite. Réessayez."),
    "move.checklist": _l("Cochez d’abord « %(item)s »."),
    "move.confirm": _l("Lisez l’avertissement, puis confirmez : « %(warning)s »"),
    "move.comment": _l("Dites pourquoi dans un commentaire."),
    "move.unticked": _l("Dites pourquoi ces points ne sont pas cochés : %(items)s."),
    "vote.decided": _l("C’est déjà décidé : la demande a avancé."),
    "vote.function": _l("Ce visa ne vous revient pas."),
    "vote.answers-changed": _l(
        "Les réponses ont changé depuis l’affichage. Relisez-les avant de voter."
    ),
    "vote.seat-taken": _l("Ce visa a déjà été donné."),
    "vote.once": _l(
        "Vous avez déjà donné un visa sur cette étape : une autre personne doit donner celui-ci."
    ),
    "vote.once-pair": _l(
        "Une personne et celle qui la remplace ne donnent qu’un visa sur cette étape, et il est "
        "déjà donné : une autre personne doit donner celui-ci."
    ),
    "vote.comment": _l("Dites dans un commentaire pourquoi le visa est défavorable."),
}
