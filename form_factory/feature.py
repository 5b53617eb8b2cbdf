"""The plate of the form room."""

from __future__ import annotations

from flask import Blueprint

from core.feature import Feature
from form_factory.commands import form
from form_factory.fields import FIELD_TYPES, POINT
from form_factory.kind import FormKind
from form_factory.resources import resources
from form_factory.words import WORDS

#: No route: it brings the templates of the renderer, which rooms above include.
renderer = Blueprint("form_factory", __name__, template_folder="templates")

FEATURE = Feature(
    name="form_factory",
    blueprints=(renderer, resources),
    commands=(form,),
    contributions={POINT: FIELD_TYPES, "schemas.kinds": (FormKind(),)},
    words=WORDS,
)
