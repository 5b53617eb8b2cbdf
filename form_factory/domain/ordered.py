"""Patterns that say « at least » and « at most » of texts: days and decimals, which are strings.

JSON Schema bounds numbers alone. What the engine compares, the residual schema says by these.
"""

from __future__ import annotations

from decimal import Decimal


def day_from(day: str) -> str:
    """Matches ISO days from `day` on."""
    return f"^(?:{_beyond(day, up=True)})$"


def day_until(day: str) -> str:
    """Matches ISO days up to `day`."""
    return f"^(?:{_beyond(day, up=False)})$"


def decimal_from(bound: Decimal, scale: int) -> str:
    """Matches stored decimals of `scale` digits from `bound` on."""
    size = _digits(abs(bound), scale)
    if bound < 0:
        return f"^(?:-(?:{_up_to(size)})|[0-9][0-9.]*)$"
    return f"^(?:{_from(size)}{'|-0[.]?0*' if bound == 0 else ''})$"


def decimal_until(bound: Decimal, scale: int) -> str:
    """Matches stored decimals of `scale` digits up to `bound`."""
    size = _digits(abs(bound), scale)
    return f"^-(?:{_from(size)})$" if bound < 0 else f"^(?:-[0-9.]+|{_up_to(size)})$"


def _digits(size: Decimal, scale: int) -> str:
    return f"{size.quantize(Decimal(1).scaleb(-scale)):f}"


def _from(size: str) -> str:
    """Sizes at least `size`: longer ones, or as long and not before it."""
    whole, _point, rest = size.partition(".")
    longer = f"[1-9][0-9]{{{len(whole)},}}" + (f"[.][0-9]{{{len(rest)}}}" if rest else "")
    return f"{longer}|{_beyond(size, up=True)}"


def _up_to(size: str) -> str:
    whole, _point, rest = size.partition(".")
    same = _beyond(size, up=False)
    if len(whole) == 1:
        return same
    after = f"[.][0-9]{{{len(rest)}}}" if rest else ""
    return f"[0-9]{{1,{len(whole) - 1}}}{after}|{same}"


def _beyond(text: str, *, up: bool) -> str:
    """`text` itself, and all of its shape that a higher (or lower) digit sets apart from it."""
    made = [_said(text)]
    for place, sign in enumerate(text):
        if not sign.isdigit() or sign == ("9" if up else "0"):
            continue
        digit = int(sign)
        span = f"[{digit + 1}-9]" if up else f"[0-{digit - 1}]"
        after = "".join("[0-9]" if each.isdigit() else _said(each) for each in text[place + 1 :])
        made.append(f"{_said(text[:place])}{span}{after}")
    return "|".join(made)


def _said(text: str) -> str:
    return text.replace(".", "[.]")
