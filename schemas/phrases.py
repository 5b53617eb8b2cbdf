"""Conditions and their reasons as sentences: « caché : la nature n’est pas « urgence » »."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask_babel import get_locale

from core.i18n import _, _l, ngettext
from schemas.domain.conditions import FieldType, Kind, Phrase, Reason, Types, describe
from schemas.domain.conditions.values import MOMENTS, NUMBERS

#: A field's words by its dotted path. Words that begin with a small letter are a noun group and are
#: used as they are ("le total"); others are a title and are quoted (« Total »).
Labels = Mapping[str, str]

FACTS: Mapping[str, Any] = {
    "is": _l("%(field)s est %(expected)s"),
    "is-not": _l("%(field)s n’est pas %(expected)s"),
    "below": _l("%(field)s reste sous %(expected)s"),
    "at-most": _l("%(field)s ne dépasse pas %(expected)s"),
    "above": _l("%(field)s dépasse %(expected)s"),
    "at-least": _l("%(field)s atteint %(expected)s"),
    "below-date": _l("%(field)s vient avant %(expected)s"),
    "at-most-date": _l("%(field)s ne vient pas après %(expected)s"),
    "above-date": _l("%(field)s vient après %(expected)s"),
    "at-least-date": _l("%(field)s ne vient pas avant %(expected)s"),
    "among": _l("%(field)s fait partie de : %(expected)s"),
    "not-among": _l("%(field)s ne fait pas partie de : %(expected)s"),
    "contains": _l("%(field)s contient %(expected)s"),
    "contains-not": _l("%(field)s ne contient pas %(expected)s"),
    "set": _l("%(field)s a une réponse"),
    "missing": _l("%(field)s n’a pas encore de réponse"),
    "yes": _l("la réponse à %(field)s est oui"),
    "no": _l("la réponse à %(field)s est non"),
    "any": _l("dans au moins une ligne de %(field)s, %(row)s"),
    "none": _l("dans aucune ligne de %(field)s, %(row)s"),
    "all": _l("dans chaque ligne de %(field)s, %(row)s"),
    "some-not": _l("dans au moins une ligne de %(field)s, %(row)s"),
    "any-yes": _l("une ligne au moins de %(field)s convient"),
    "any-no": _l("aucune ligne de %(field)s ne convient"),
    "all-yes": _l("toutes les lignes de %(field)s conviennent"),
    "all-no": _l("une ligne au moins de %(field)s ne convient pas"),
    "withheld": _l("une information réservée en décide ainsi"),
    "always": _l("toujours"),
    "never": _l("jamais"),
    "computed": _l("le calcul est vrai"),
    "step-budget": _l("la condition demande trop de calculs"),
    "unreadable": _l("la condition n’est pas lisible"),
}


def in_words(document: Any, types: Types | None = None, labels: Labels | None = None) -> str:
    """« si le total atteint 5 000 € ». Bare `true` gives « toujours »."""
    phrase = describe(document, types)
    text = _joined(phrase, types or Types.anything(), labels or {})
    bare = phrase.code in {"always", "never", "unreadable"}
    return text if bare else _("si %(condition)s", condition=text)


def reason_in_words(
    reason: Reason, types: Types | None = None, labels: Labels | None = None
) -> str:
    """« la nature n’est pas « urgence » »."""
    types = types or Types.anything()
    told = reason.params.get("field")
    kind = types[told] if told and "computed" not in reason.params else FieldType(Kind.ANY)
    params = {**reason.params, "type": kind}
    if params.get("other_field"):
        params["other"] = {
            "field": params["other_field"], "computed": params.get("other_computed", "var")
        }  # fmt: skip
    return _sentence(reason.code, params, types, labels or {})


def reasons_in_words(
    reasons: Iterable[Reason], types: Types | None = None, labels: Labels | None = None
) -> str:
    """Several reasons in one line, separated by semicolons."""
    return " ; ".join(reason_in_words(reason, types, labels) for reason in reasons)


def _joined(phrase: Phrase, types: Types, labels: Labels) -> str:
    if phrase.code in {"and", "or"}:
        word = _(" et ") if phrase.code == "and" else _(" ou ")
        parts = [_joined(part, types, labels) for part in phrase.parts]
        wrapped = [f"({text})" if part.code in {"and", "or"} else text
                   for part, text in zip(phrase.parts, parts, strict=True)]  # fmt: skip
        return str(word.join(wrapped))
    params = dict(phrase.params)
    if phrase.parts:
        inner = types.in_rows(params["field"])
        params["row"] = _joined(phrase.parts[0], inner, labels)
    return _sentence(phrase.code, params, types, labels)


def _sentence(code: str, params: Mapping[str, Any], types: Types, labels: Labels) -> str:
    kind = params.get("type") or FieldType(Kind.ANY)
    kind = kind.item if kind.kind is Kind.LIST and kind.item is not None else kind
    dated = f"{code}-date"
    code = dated if kind.kind in MOMENTS and dated in FACTS else code
    expected = params.get("expected")
    if "other" in params:
        shown = _told(params["other"], types, labels)
    elif isinstance(expected, list):
        shown = ", ".join(value_in_words(one, kind) for one in expected)
    else:
        shown = value_in_words(expected, kind)
    field = _told(params, types, labels)
    return str(FACTS[code]) % {"field": field, "expected": shown, "row": params.get("row", "")}


def _told(told: Mapping[str, Any], types: Types, labels: Labels) -> str:
    """A field, or what is computed from it ("le nombre de lignes de « Lots »")."""
    field = label(told["field"], types, labels) if told.get("field") else ""
    op = told.get("computed", "var")
    if op == "date_add" and "start" in told:
        return _moved(told, types, labels)
    if told.get("part") and op in _PARTS:
        part = label(f"./{told['part']}", types.in_rows(told["field"]), {})
        return str(_PARTS[op]) % {"field": field, "part": part}
    if told.get("where") is not None:
        row = _joined(told["where"], types.in_rows(told["field"]), labels)
        return str(_("le nombre de lignes de %(field)s où %(row)s", field=field, row=row))
    computed = _COMPUTED.get(op)
    return field if computed is None else str(computed) % {"field": field}


def _moved(told: Mapping[str, Any], types: Types, labels: Labels) -> str:
    """« la date située 15 jours avant aujourd’hui »."""
    start, length = _told(told["start"], types, labels), str(told["length"])
    back = length.startswith("-")
    params = {"length": length_in_words(length), "start": start}
    if back:
        return str(_("la date située %(length)s avant %(start)s", **params))
    return str(_("la date située %(length)s après %(start)s", **params))


def length_in_words(length: str) -> str:
    """« 1 an 6 mois » for P1Y6M, whatever its sign."""
    days, _t, hours = length.lstrip("-").removeprefix("P").partition("T")
    found = [_UNITS[unit](int(number)) for number, unit in _LENGTH.findall(days)]
    found += [_HOURS[unit](int(number)) for number, unit in _LENGTH.findall(hours)]
    return " ".join(found)


_LENGTH = re.compile(r"([0-9]{1,5})([YMWDH])")
_UNITS: Mapping[str, Callable[[int], str]] = {
    "Y": lambda number: ngettext("%(num)s an", "%(num)s ans", number),
    "M": lambda number: ngettext("%(num)s mois", "%(num)s mois", number),
    "W": lambda number: ngettext("%(num)s semaine", "%(num)s semaines", number),
    "D": lambda number: ngettext("%(num)s jour", "%(num)s jours", number),
}
_HOURS: Mapping[str, Callable[[int], str]] = {
    "H": lambda number: ngettext("%(num)s heure", "%(num)s heures", number),
    "M": lambda number: ngettext("%(num)s minute", "%(num)s minutes", number),
}
_PARTS: Mapping[str, Any] = {
    "sum": _l("la somme de %(part)s dans %(field)s"),
    "min": _l("le plus petit de %(part)s dans %(field)s"),
    "max": _l("le plus grand de %(part)s dans %(field)s"),
}


_COMPUTED: Mapping[str, Any] = {
    "count": _l("le nombre de lignes de %(field)s"),
    "sum": _l("la somme de %(field)s"),
    "min": _l("le plus petit de %(field)s"),
    "max": _l("le plus grand de %(field)s"),
    "today": _l("aujourd’hui"),
    "now": _l("maintenant"),
    "age": _l("l’âge d’après %(field)s"),
}


def label(path: str, types: Types, labels: Labels) -> str:
    """The words of a field: those given, else its title, else its key."""
    found = types.get(path) if path else None
    words = labels.get(path) or (found.title if found else "") or path.removeprefix("./")
    return words if words[:1].islower() and path in labels else _quoted(words)


def value_in_words(value: Any, kind: FieldType) -> str:
    """A value as people write it: 5 000 €, « Urgence », 1 janvier 2026."""
    language = get_locale() or "fr"
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("oui") if value else _("non"))
    if kind.choices is not None and value in kind.choices:
        return _quoted(kind.choices[value])
    if kind.kind in NUMBERS or isinstance(value, int | float):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return str(value)
        whole = number == number.to_integral_value()
        shape = "#,##0" if whole else "#,##0.00##"
        try:
            text: str = format_decimal(number, format=shape, locale=language)
        except InvalidOperation:  # more digits than anybody writes in groups
            text = f"{number:f}"
        return f"{text}\u00a0{kind.unit}" if kind.unit else text
    if kind.kind in MOMENTS:
        return str(_("le %(date)s", date=_moment(str(value), language)))
    return _quoted(value)


def _quoted(words: Any) -> str:
    return _("« %(words)s »", words=words)


def _moment(text: str, language: Any) -> str:
    if "T" in text:
        return str(format_datetime(datetime.fromisoformat(text), "long", locale=language))
    shown: str = format_date(date.fromisoformat(text), "long", locale=language)
    first = str(language).startswith("fr") and shown.startswith("1 ")
    return f"1er{shown[1:]}" if first else shown
