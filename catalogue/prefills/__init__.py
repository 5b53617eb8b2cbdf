"""Where what is already known comes from: one module a source of `form_factory.prefill_sources`."""

from catalogue.prefills.earlier import EarlierSource
from catalogue.prefills.lookup import LookupSource
from catalogue.prefills.record import RecordSource
from catalogue.prefills.session import SessionSource
from catalogue.prefills.signed import LinkSource

SOURCES = (SessionSource(), RecordSource(), EarlierSource(), LookupSource(), LinkSource())

__all__ = ["SOURCES"]
