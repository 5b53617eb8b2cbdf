"""Acts on drafts of answers: start, save a page, bring a file, move to another version, close."""

from form_factory.models import FormChange
from form_factory.operations.catching import catch_up
from form_factory.operations.changing import changes_to_recall, note_change, take_change
from form_factory.operations.drafts import (
    close_draft,
    copy_draft,
    delete_draft,
    move_to,
    patch_answers,
    start_draft,
    still_locked,
)
from form_factory.operations.filing import FilePlace, bring_file, place_for_file
from form_factory.operations.rebasing import moved_keys, rebase_draft, told, way_back
from form_factory.operations.renewing import Earlier, start_from
from form_factory.operations.saving import Saved, save_page

__all__ = [
    "Earlier",
    "FilePlace",
    "FormChange",
    "Saved",
    "bring_file",
    "catch_up",
    "changes_to_recall",
    "close_draft",
    "copy_draft",
    "delete_draft",
    "move_to",
    "moved_keys",
    "note_change",
    "patch_answers",
    "place_for_file",
    "rebase_draft",
    "save_page",
    "start_draft",
    "start_from",
    "still_locked",
    "take_change",
    "told",
    "way_back",
]
