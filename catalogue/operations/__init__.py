"""Acts on requests, one file per moment of their life."""

from catalogue.operations.annotating import annotation_forms, patch_annotation, save_annotation
from catalogue.operations.correcting import open_correction
from catalogue.operations.discarding import discard
from catalogue.operations.discussing import post
from catalogue.operations.filling import save_page
from catalogue.operations.processing import assign, move, tick, undo, vote
from catalogue.operations.starting import start
from catalogue.operations.submitting import submit
from catalogue.operations.uploading import take_uploads
from catalogue.operations.visiting import saw

__all__ = [
    "annotation_forms",
    "assign",
    "discard",
    "move",
    "open_correction",
    "patch_annotation",
    "post",
    "save_annotation",
    "save_page",
    "saw",
    "start",
    "submit",
    "take_uploads",
    "tick",
    "undo",
    "vote",
]
