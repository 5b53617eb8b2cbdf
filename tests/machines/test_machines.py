"""Machines of elsewhere as circuits: each is converted or refused for a reason, and walks as it
walks at home. The folder is given on the command line: `make audit MACHINES=FOLDER`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.domain.conditions import Facts
from schemas.metaschema import problems_against
from tests.machines import dcworkflow, scxml, xstate
from tests.machines.flat import CannotSay, Converted, Flat, converted
from tests.workflows.circuits import NOW
from workflows.bridge import Bridge, Subject
from workflows.domain.check import findings
from workflows.domain.circuit import Circuit
from workflows.domain.decision import Offered, Situation
from workflows.domain.guards import Guards
from workflows.domain.trial import types_of_given

DOCS = Path(__file__).parents[2] / "docs/other-machines.md"
CYCLE = """<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0">
 <state id="ab" initial="b"><state id="a"><transition event="go" target="b"/></state>
  <state id="b"><transition event="go" target="a" cond="false"/></state>
  <transition event="go" target="c"/></state>
 <state id="c"><transition target="d"/></state><state id="d"/></scxml>"""


class Walker:
    """A circuit spoken to in the words of the machine it was made from."""

    def __init__(self, machine: Flat) -> None:
        self.machine, self.made = machine, converted(machine)
        document = self.made.document
        assert problems_against("workflow", document) == []
        self.circuit = Circuit.of(document)
        refused = findings(self.circuit).refused
        assert [p.code for p in refused] == []
        self.bridge = Bridge(self.circuit)
        self.names = {key: state for state, key in self.made.status.items()}
        self.subject = Subject("brouillon")
        self.do("deposer")

    def do(self, key: str, answers: dict[str, bool] | None = None) -> bool:
        """One move and what follows by itself; whether it was made."""
        by_house = self.circuit.transition[key].for_system
        decision = self.bridge.decide(key, self._situation(by_house, answers or {}))
        if not isinstance(decision, Offered):
            return False
        self.bridge.fire(self.subject, key, self._situation(by_house, answers or {}))
        for _ in range(20):
            following = self.bridge.next_automatic(self._situation(True, answers or {}))
            if following is None:
                break
            self.bridge.fire(self.subject, following, self._situation(True, answers or {}))
        return True

    def hear(self, event: str, answers: dict[str, bool] | None = None) -> None:
        """An event of the machine: the first of its moves that may be made is."""
        for key in self.made.moves.get((self.state, event), ()):
            if self.do(key, answers):
                return

    @property
    def state(self) -> str:
        """Where it stands, as the machine calls it."""
        return self.names.get(self.subject.status, self.subject.status)

    def put(self, state: str) -> None:
        self.subject = Subject(self.made.status[state])

    def _situation(self, as_system: bool, answers: dict[str, bool]) -> Situation:
        given = {"data": answers}
        guards = Guards.of(self.circuit, types_of_given(given))
        facts = Facts(given, NOW.date(), NOW)
        return Situation(
            self.subject.status, tuple(self.subject.markers), person="p", comment="Vu.",
            functions=frozenset(self.circuit.functions), as_system=as_system, guards=guards,
            facts=facts,
        )  # fmt: skip


@pytest.fixture
def machines() -> Path:
    """The folder whose machines are walked."""
    folder = os.environ.get("PREAU_MACHINES")
    if not folder:
        pytest.skip("no folder of machines was given: make audit MACHINES=FOLDER")
    return Path(folder)


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".scxml", ".xml"} or (
            path.suffix == ".json" and path.parent.name == "xstate"
        ):
            yield path.relative_to(folder).as_posix(), path


def machine_of(path: Path) -> Flat:
    text = path.read_text()
    if path.suffix == ".scxml":
        return scxml.read(text, path.stem)
    if path.suffix == ".xml":
        return dcworkflow.read(text, path.parent.name)
    return xstate.read(json.loads(text)[0], path.stem)


def test_a_composite_machine_is_laid_flat_and_walks_as_it_did() -> None:
    walker = Walker(scxml.read(CYCLE, "essai"))
    assert walker.state == "b"
    walker.hear("go")
    assert walker.state == "d"
    with pytest.raises(CannotSay, match="two states at once"):
        scxml.read('<scxml><parallel id="p"><state id="a"/></parallel></scxml>', "p")


def test_what_a_program_answers_is_a_move_and_a_short_delay_is_refused() -> None:
    document: dict[str, Any] = {
        "id": "essai", "initial": "Ask",
        "states": {
            "Ask": {"invoke": {"src": "f", "onDone": "Choose", "onError": "End"},
                    "after": {"PT15M": "End"}},
            "Choose": {"always": [{"guard": "<function>", "target": "Yes"}, {"target": "End"}]},
            "Yes": {"on": {"STOP": "End"}}, "End": {"type": "final"},
        },
    }  # fmt: skip
    walker = Walker(xstate.read(document, "essai"))
    walker.hear("f.onDone", {"q_0": True})
    assert walker.state == "Yes"
    document["states"]["Ask"]["after"] = {"500": "End"}
    with pytest.raises(CannotSay, match="500 ms"):
        xstate.read(document, "essai")


@pytest.mark.audit
def test_every_machine_of_the_folder_walks_or_is_refused_as_the_docs_say(
    machines: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs, told = DOCS.read_text(), []
    for name, path in files_of(machines):
        try:
            walker = Walker(machine_of(path))
        except CannotSay as why:
            told.append(f"no {name} : {why}")
            continue
        script = path.with_suffix(".json")
        steps = _scripted(walker, script) if path.suffix == ".scxml" else _every_move(walker)
        told.append(f"yes {name} : {steps} moves")
    with capsys.disabled():
        print("\n" + "\n".join(told))
    missing = [
        line
        for line in told
        if f"`{line.split()[1]}` | {line.split()[0]}" not in docs and "workflows" in machines.name
    ]
    assert missing == []


def _scripted(walker: Walker, script: Path) -> int:
    """The events of its own script, each with the configuration it must lead to."""
    said = json.loads(script.read_text())
    assert [walker.state] == said["initialConfiguration"], script.name
    for step in said["events"]:
        walker.hear(step["event"]["name"])
        assert [walker.state] == step["nextConfiguration"], (script.name, step)
    return len(said["events"])


def _every_move(walker: Walker) -> int:
    """It has no script: every move out of every state leads where its own file says."""
    made = 0
    for state in walker.machine.reachable():
        for way in walker.machine.leaving(state):
            walker.put(state)
            key = _key_of(walker.made, walker.machine, way)
            answers = {way.asks: True} if way.asks else {}
            assert walker.do(key, answers), (state, way)
            assert walker.state in _passing(walker.machine, way.target, answers), (state, way)
            made += 1
    return made


def _key_of(made: Converted, machine: Flat, way: Any) -> str:
    among = [w for w in machine.leaving(way.source) if w.event == way.event]
    return made.moves[way.source, way.event][among.index(way)]


def _passing(machine: Flat, state: str, answers: dict[str, bool]) -> set[str]:
    """Where one is at last, once all that goes by itself has gone."""
    for _ in range(20):
        ahead = next(
            (w for w in machine.leaving(state)
             if not w.event and not w.after and (not w.asks or answers.get(w.asks))),
            None,
        )  # fmt: skip
        if ahead is None:
            return {state}
        state = ahead.target
    return {state}
