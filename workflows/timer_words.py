"""What is said of timers: problems of publication, and what the house writes when one goes off."""

from __future__ import annotations

from core.i18n import LazyString, _l

TIMER_WORDS: dict[str, LazyString] = {
    "circuit.times-without-rhythm": _l(
        "Un nombre de fois ne compte que pour une échéance qui se répète : donnez-lui un rythme."
    ),
    "circuit.move-repeated": _l(
        "Une échéance qui fait avancer la demande ne se répète pas : retirez le rythme ou l’action."
    ),
    "circuit.rhythm-too-fast": _l("Ce rythme est trop rapide : une heure au moins, « PT1H »."),
    "circuit.silence-accepted": _l(
        "Le silence vaut acceptation : faites partir une action qui mène à un état final accepté."
    ),
    "circuit.silence-refused": _l(
        "Le silence vaut refus : faites partir une action qui mène à un état final refusé."
    ),
    "circuit.silence-of-agents": _l(
        "« %(status)s » n’attend pas les agents : le silence de l’administration n’y court pas."
    ),
    "circuit.silence-guarded": _l(
        "« %(move)s » a une condition : si elle n’est pas remplie, le silence restera sans effet. "
        "Retirez-la."
    ),
    "circuit.silence-elsewhere": _l(
        "Le délai du silence ne court pas dans : %(statuses)s. Ajoutez ces états."
    ),
}
