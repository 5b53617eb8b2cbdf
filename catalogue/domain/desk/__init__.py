"""What the desk may be asked: fields one filters by, orders, the answers a service lists. Pure."""

from catalogue.domain.desk.fields import FIELDS, Field, Shape, field_of
from catalogue.domain.desk.filters import DeskFilter
from catalogue.domain.desk.listed import ListedAnswer, listed_answers
from catalogue.domain.desk.orders import COLUMNS, DEFAULT_ORDER, SORTED_COLUMNS, Order

__all__ = [
    "COLUMNS",
    "DEFAULT_ORDER",
    "FIELDS",
    "SORTED_COLUMNS",
    "DeskFilter",
    "Field",
    "ListedAnswer",
    "Order",
    "Shape",
    "field_of",
    "listed_answers",
]
