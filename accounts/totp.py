"""Codes of six digits that an application makes of a shared secret and the time (RFC 6238)."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp
import segno

#: Seconds of a step, and how many steps a clock may be ahead or behind (S-09).
STEP, DRIFT = 30, 1
DIGITS = 6


def new_secret() -> str:
    """160 random bits in base32."""
    return pyotp.random_base32()


def step_at(now: datetime) -> int:
    """The number of the step `now` lies in."""
    return int(now.timestamp()) // STEP


def matching_step(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step whose code this is, near `now` and later than `after`; None when there is none."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    maker = pyotp.TOTP(secret, digits=DIGITS, interval=STEP)
    here = step_at(now)
    found = [
        step
        for step in range(here - DRIFT, here + DRIFT + 1)
        if hmac.compare_digest(maker.generate_otp(step), typed)
    ]
    return next((step for step in found if step > after), None)


def address(secret: str, email: str, issuer: str) -> str:
    """What an application reads from the picture."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP).provisioning_uri(
        name=email, issuer_name=issuer
    )


def picture(text: str) -> str:
    """The square to photograph, as the address of an image; on white, whatever the theme."""
    return segno.make(text, error="m").svg_data_uri(scale=5, border=3, light="#fff", dark="#000")


def typed_key(secret: str) -> str:
    """The secret in groups of four, for who types it in."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
