"""What an administrator does to an entity: pure acts, from document to document."""

from registry.domain.designing.cards import (
    add_card,
    card_of,
    move_card,
    move_item,
    place,
    remove_card,
    rename_card,
)
from registry.domain.designing.changing import go_through, of_cards
from registry.domain.designing.fields import (
    add_field,
    bring_back,
    change_field,
    field_at,
    part_of,
    remove_field,
    set_part,
    uses_of,
)
from registry.domain.designing.naming import (
    attach,
    entitle,
    identify,
    label_of_words,
    name_by,
    sort_by,
    words_of_label,
)
from registry.domain.designing.slots import settled

__all__ = [
    "add_card", "add_field", "attach", "bring_back", "card_of", "change_field", "entitle",
    "field_at", "go_through", "identify", "label_of_words", "move_card", "move_item", "name_by",
    "of_cards", "part_of", "place", "remove_card", "remove_field", "rename_card", "set_part",
    "settled", "sort_by", "uses_of", "words_of_label",
]  # fmt: skip
