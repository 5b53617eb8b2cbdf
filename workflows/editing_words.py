"""What the editor of circuits refuses: sentences of its problems."""

from __future__ import annotations

from core.i18n import LazyString, _l

EDITING_WORDS: dict[str, LazyString] = {
    "circuit-edit-gone": _l("Cette ligne a été retirée entre-temps. Relisez le circuit."),
    "circuit-edit-many": _l("Un circuit en a %(most)s au plus. Retirez-en d’abord."),
    "circuit-edit-no-way": _l(
        "« %(action)s » ne mène pas à un état précis : on ne peut pas y insérer d’étape."
    ),
}
