"""« Essayer »: an invented request through a circuit, as everybody in turn.

Nothing is kept: the trial travels in the page (workflows.trying.state), so a post answers with the
next page itself and a reload asks again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from core.access import requires
from core.actor import Actor
from core.errors import Invalid
from core.web import current_actor, render
from core.words import message, say
from schemas import queries as schemas
from schemas.heading import editor_head
from schemas.permissions import Permission, need
from workflows.drawing import drawing_of
from workflows.pages.blueprint import pages
from workflows.trying import panel, stage
from workflows.trying.saying import said, step_words
from workflows.trying.stage import Stage
from workflows.trying.state import MOST_STEPS, Step, Trial, day_of, step_of, trial_of

#: Key of the tab.
TAB = "essais"


@pages.get("/administration/circuits/<string:key>/essai")
@requires(Permission.DEFINITIONS_WRITE)
def try_circuit(key: str) -> Response:
    """A request that has just begun, or the path of a kept test."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    page = _Try(key)
    return page.draw(page.begun())


@pages.post("/administration/circuits/<string:key>/essai")
@requires(Permission.DEFINITIONS_WRITE)
def try_step(key: str) -> Response:
    """One step further, back, or the facts told otherwise."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    page = _Try(key)
    return page.go_on(posted_trial(), request.form.get("_action", ""))


def posted_trial() -> Trial:
    """The trial as the page sent it, with what its controls say now."""
    trial = trial_of(request.form.get("_trial"))
    if "_day" not in request.form:
        return trial
    source = request.form.get("_source", "")[:200]
    number = request.form.get("_sample", "")
    sample = int(number) if number.isdecimal() and len(number) < 4 else None
    typed = {
        name.removeprefix("fait."): text[:2000]
        for name, text in request.form.items()
        if name.startswith("fait.") and text.strip()
    }
    moved = (source, sample) != (trial.source, trial.sample)
    return replace(
        trial,
        source=source,
        sample=sample,
        base={} if moved else trial.base,
        facts={} if moved else typed,
        day=day_of(request.form.get("_day")),
        ticks=frozenset(request.form.getlist("coche")),
    )


class _Try:
    """One page of a trial."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.actor: Actor = current_actor()
        self.head = editor_head("workflow", key, TAB)
        self.version = self.head["head"]["shown"]
        asked = request.args.get("version", "")
        if asked.isdecimal() and len(asked) < 9:
            self.version = schemas.version_for(self.actor, "workflow", key, int(asked))
        self.faults = stage.faults_of(self.version)

    def begun(self) -> Trial:
        """From nothing with the first source there is, or from a kept test."""
        number = request.args.get("essai", "")
        tests = self.version.body.get("tests") or []
        if not self.faults and number.isdecimal() and int(number[:4]) < len(tests):
            return stage.from_test(self.version.body, tests[int(number[:4])])
        found = stage.sources(self.actor, self.key)
        source = found[0][0] if found else ""
        room = stage.room_of(self.actor, self.key, source)
        samples = room.answers(source) if room else []
        return Trial(source=source, sample=0 if samples else None)

    def go_on(self, trial: Trial, action: str) -> Response:
        """What the button says; a step that is refused changes nothing and says why."""
        verb, _sign, rest = action.partition(":")
        if self.faults or verb in {"", "given"}:
            return self.draw(trial)
        if verb == "restart":
            return self.draw(replace(trial, steps=(), ticks=frozenset()), landed=True)
        if verb == "back":
            return self.draw(trial.back(), landed=True)
        step = step_posted(verb, rest, trial)
        if step is None:
            return self.draw(trial)
        if len(trial.steps) >= MOST_STEPS:
            return self.draw(trial, refused=[say("play.too-long")])
        try:
            shown = stage.staged(self.actor, self.version, trial)
            reasons = shown.play.step(step)
        except Invalid:
            return self.draw(trial)
        if reasons:
            return self.draw(trial, refused=said(reasons, shown.labels), at=step)
        return self.draw(trial.then(step), landed=True)

    def draw(
        self,
        trial: Trial,
        refused: list[str] | None = None,
        at: Step | None = None,
        *,
        landed: bool = False,
    ) -> Response:
        """The page; 422 when what was asked cannot be done. `landed`: the request stands elsewhere
        now, and the button that was pressed may be gone."""
        context: dict[str, Any] = {
            **self._around(trial),
            "refused": refused or [],
            "landed": landed,
        }
        try:
            shown = None if self.faults else stage.staged(self.actor, self.version, trial)
        except Invalid as refusal:
            context["unfit"] = [message(each) for each in refusal.problems] or [refusal.message]
            shown = None
        if shown is not None:
            context |= self._shown(shown)
            context["refused_step"] = step_words(shown.circuit, at) if at else ""
        page = render("workflows/trying/essai.html", **context)
        return make_response(page, 422 if refused else 200)

    def _shown(self, shown: Stage) -> dict[str, Any]:
        play = shown.play
        trail = panel.trail_of(shown)
        return {
            "trial": shown.trial,
            "drawing": drawing_of(shown.circuit, here=play.status, trail=trail),
            "panel": panel.panel_of(shown),
            "events": panel.events_of(shown),
            "facts": panel.facts_of(shown),
            "stopped": _stopped(shown),
        }

    def _around(self, trial: Trial) -> dict[str, Any]:
        room = stage.room_of(self.actor, self.key, trial.source)
        samples = room.answers(trial.source) if room else []
        return {
            **self.head,
            "version": self.version,
            "trial": trial,
            "panel": None,
            "unfit": [],
            "faults": [{"path": each.path, "text": message(each)} for each in self.faults],
            "sources": stage.sources(self.actor, self.key),
            "samples": [(number, title) for number, (title, _answers) in enumerate(samples)],
            "day": trial.start.date().isoformat(),
            "try_url": url_for(
                "workflows.try_step", key=self.key, version=request.args.get("version")
            ),
            "paths_url": url_for("workflows.paths", key=self.key),
        }


def step_posted(verb: str, rest: str, trial: Trial) -> Step | None:
    """The step a button asks for; None when it asks for none."""
    key, _sign, function = rest.partition(":")
    said_words = request.form.get("comment", "").replace("\x00", "").strip()
    if verb == "timer":
        return step_of({"timer": key})
    if verb == "wait":
        days = request.form.get("days", "")
        return step_of({"wait": f"P{int(days)}D"}) if days.isdecimal() and int(days[:5]) else None
    if verb not in {"do", "vote"}:
        return None
    raw: dict[str, Any] = {verb: key, "as": function, "comment": said_words}
    person = request.form.get("person", "")
    if person and person != function:
        raw["person"] = person
    if verb == "do":
        raw["ticks"] = sorted(trial.ticks)
    return step_of(raw)


def _stopped(shown: Stage) -> dict[str, Any] | None:
    if shown.stopped is None:
        return None
    number, reasons = shown.stopped
    return {"step": number + 1, "why": " ".join(said(reasons, shown.labels))}
