"""Acts on a form document: each takes a document and gives another, the first left as it was."""

from form_factory.domain.editing.adding import add, add_page
from form_factory.domain.editing.choosing import with_keys_of_words
from form_factory.domain.editing.citing import Citation, cited_by
from form_factory.domain.editing.copying import copied, duplicate
from form_factory.domain.editing.keys import Former, former_of, is_frozen
from form_factory.domain.editing.logic import set_computed, set_prefill, set_required, set_when
from form_factory.domain.editing.moving import move, move_page, place
from form_factory.domain.editing.pasting import pasted_choices
from form_factory.domain.editing.removing import remove, remove_page
from form_factory.domain.editing.result import Edited
from form_factory.domain.editing.retyping import retype
from form_factory.domain.editing.spots import Spot, find, page_of, spelled, spots
from form_factory.domain.editing.writing import rename, rewrite, write_item, write_page

__all__ = [
    "Citation",
    "Edited",
    "Former",
    "Spot",
    "add",
    "add_page",
    "cited_by",
    "copied",
    "duplicate",
    "find",
    "former_of",
    "is_frozen",
    "move",
    "move_page",
    "page_of",
    "pasted_choices",
    "place",
    "remove",
    "remove_page",
    "rename",
    "retype",
    "rewrite",
    "set_computed",
    "set_prefill",
    "set_required",
    "set_when",
    "spelled",
    "spots",
    "with_keys_of_words",
    "write_item",
    "write_page",
]
