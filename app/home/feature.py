"""The plate of the thresholds."""

from __future__ import annotations

from app.demo.commands import demo
from app.demo.signs import GROUPS
from app.home.pages import pages
from app.home.permissions import Permission
from app.home.words import WORDS
from core.feature import Feature

FEATURE = Feature(
    name="home",
    blueprints=(pages,),
    permissions=(Permission,),
    commands=(demo,),
    contributions={"accounts.demonstration": GROUPS},
    words=WORDS,
)
