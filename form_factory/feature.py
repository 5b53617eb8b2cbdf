"""The plate of the form room."""

from __future__ import annotations

from core import erasing
from core.feature import Feature
from form_factory.changes import FormChanges
from form_factory.commands import form
from form_factory.condition_names import FormNames
from form_factory.erased import ERASED
from form_factory.fields import FIELD_TYPES, POINT
from form_factory.kind import FormKind
from form_factory.lookup import lookup
from form_factory.pages import pages
from form_factory.pages.tabs import FormEditor
from form_factory.resources import resources
from form_factory.words import WORDS

FEATURE = Feature(
    name="form_factory",
    blueprints=(pages, lookup, resources),
    commands=(form,),
    contributions={
        erasing.TABLES: (ERASED,),
        POINT: FIELD_TYPES,
        "schemas.kinds": (FormKind(),),
        "schemas.names": (FormNames(),),
        "schemas.editors": (FormEditor(),),
        "schemas.changes": (FormChanges(),),
    },
    words=WORDS,
)
