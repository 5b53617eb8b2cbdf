"""DCWorkflow definitions (Plone, PloneMeeting) as plain states: a guard's permission or expression
says who may move, which is a function here."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tests.machines.flat import CannotSay, Flat, Way, key_of


def read(text: str, name: str) -> Flat:
    """A machine; its maps of permissions by state are told, not carried."""
    root = ET.fromstring(text)
    known = {t.get("transition_id", ""): t for t in root.findall("transition")}
    ways, states, notes = [], [], []
    for state in root.findall("state"):
        key = state.get("state_id", "")
        states.append(key)
        for found in state.findall("exit-transition"):
            transition = known[found.get("transition_id", "")]
            target = transition.get("new_state") or ""
            if transition.get("trigger") == "AUTOMATIC" or not target:
                raise CannotSay("a transition that leaves the thing where it is")
            ways.append(Way(transition.get("transition_id", ""), key, target, by=_who(transition)))
        if state.find("permission-map") is not None:
            notes.append(key)
    return Flat(root.get("title") or name, root.get("initial_state", ""), states, ways, notes=notes)


def _who(transition: ET.Element) -> str:
    """« Review portal content » → a function of that name; an expression names itself."""
    guard = transition.find("guard")
    said = [each.text or "" for each in guard] if guard is not None else []
    return key_of(said[0].removeprefix("python:here.wfConditions().")) if said else "agent"
