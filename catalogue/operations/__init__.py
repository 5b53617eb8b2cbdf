"""Acts on requests, one file per moment of their life."""

from catalogue.operations.annotating import annotation_forms, patch_annotation, save_annotation
from catalogue.operations.correcting import open_correction, patch_answers
from catalogue.operations.discarding import discard
from catalogue.operations.discussing import post
from catalogue.operations.filling import save_page
from catalogue.operations.processing import assign, move, tick, undo, vote
from catalogue.operations.rebasing import rebase, reviewed
from catalogue.operations.starting import look_ahead, start
from catalogue.operations.submitting import submit
from catalogue.operations.tagging import name_tag, tag, tag_many
from catalogue.operations.uploading import take_uploads
from catalogue.operations.viewing import (
    change_view,
    choose_columns,
    keep_view,
    place_view,
    remove_view,
)
from catalogue.operations.visiting import heard, saw

__all__ = [
    "annotation_forms",
    "assign",
    "change_view",
    "choose_columns",
    "discard",
    "heard",
    "keep_view",
    "look_ahead",
    "move",
    "name_tag",
    "open_correction",
    "patch_annotation",
    "patch_answers",
    "place_view",
    "post",
    "rebase",
    "remove_view",
    "reviewed",
    "save_annotation",
    "save_page",
    "saw",
    "start",
    "submit",
    "tag",
    "tag_many",
    "take_uploads",
    "tick",
    "undo",
    "vote",
]
