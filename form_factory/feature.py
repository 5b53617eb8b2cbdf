"""The plate of the form room."""

from __future__ import annotations

from core.feature import Feature
from form_factory.fields import FIELD_TYPES, POINT
from form_factory.words import WORDS

FEATURE = Feature(name="form_factory", contributions={POINT: FIELD_TYPES}, words=WORDS)
