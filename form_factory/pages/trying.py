"""Try a form before anybody fills it in: as any person, on any day, by the renderer people get.

Nothing is kept: the trial travels in the page (form_factory.trying.state), so a post answers with
the next page itself and a reload asks again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import make_response, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.access import requires
from core.actor import Actor
from core.problems import Problem
from core.web import current_actor, render, wants_partial
from core.words import message
from form_factory.domain.form import Page
from form_factory.evaluation import errors_on
from form_factory.fields.base import clean
from form_factory.pages.door import pages
from form_factory.rendering import Show, page_view, steps
from form_factory.summary import summary
from form_factory.trying import surroundings
from form_factory.trying.panel import panel_of
from form_factory.trying.stage import (
    Stage,
    begun,
    dressed,
    faults_of,
    from_example,
    staged,
)
from form_factory.trying.state import Trial, stepped, trial_of
from form_factory.views import Urls
from schemas import queries as schemas
from schemas.heading import editor_head
from schemas.permissions import Permission, need
from schemas.translating import LANGUAGES

if TYPE_CHECKING:
    from schemas.models import DefinitionVersion

#: Stands for the page behind the last one.
END = "_fin"


@pages.get("/<string:key>/essai")
@requires(Permission.DEFINITIONS_WRITE)
def try_form(key: str) -> Response:
    """The first page, as oneself, today; or as an example says."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    return _Try(key).begin()


@pages.post("/<string:key>/essai")
@requires(Permission.DEFINITIONS_WRITE)
def try_page(key: str) -> Response:
    """What a page says, then where its button leads."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    return _Try(key).go_on(request.form)


@pages.post("/<string:key>/essai/saisie")
@requires(Permission.DEFINITIONS_WRITE)
def try_on(key: str) -> Response:
    """After each change: the questions as these answers make them, and what was decided."""
    need(current_actor(), Permission.DEFINITIONS_WRITE)
    posted = MultiDict(request.form)
    posted.poplist("_action")  # the button that has just got the focus does not speak
    return _Try(key).go_on(posted)


class _Try:
    """One page of a trial."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.actor: Actor = current_actor()
        self.head = editor_head("form", key, "essais")
        self.version = self._version()
        self.language = self._language()
        self.faults = faults_of(self.version)

    def _version(self) -> DefinitionVersion:
        asked = request.args.get("version", "")
        if asked.isdecimal() and len(asked) < 9:
            return schemas.version_for(self.actor, "form", self.key, int(asked))
        shown: DefinitionVersion = self.head["head"]["shown"]
        return shown

    def _language(self) -> str | None:
        asked = request.args.get("langue")
        known = self.version.body.get("translations")
        return asked if isinstance(known, dict) and asked in known else None

    def begin(self) -> Response:
        """Nothing answered yet but what is known."""
        if self.faults:
            return self._refused()
        number = request.args.get("exemple", "")
        if number.isdecimal() and len(number) < 4:
            trial = from_example(self.version.body, int(number))
        else:
            trial = trial_of(None)
            form = staged(self.actor, self.version, trial, self.language).form
            trial = begun(self.actor, form, trial)
        stage = staged(self.actor, self.version, trial, self.language)
        return self._draw(stage, stage.outcome.pages[0].id if stage.outcome.pages else END)

    def go_on(self, posted: MultiDict[str, str]) -> Response:
        """Fold in what was sent; stay, go on, go back, look at the whole."""
        if self.faults:
            return self._refused()
        before = staged(self.actor, self.version, trial_of(posted.get("_trial")), self.language)
        page = before.page(posted.get("_page"))
        trial, verb = before.trial, (posted.get("_action") or "").partition(":")[0]
        problems: list[Problem] = []
        if page is not None:
            trial, act, problems = stepped(trial, before.form, page, posted, request.files)
            verb = act.verb
        stage = staged(
            self.actor, self.version, dressed(self.actor, before.form, trial, posted), self.language
        )
        here = page.id if page is not None else END
        if wants_partial():
            return self._draw(stage, here, problems)
        return self._led(stage, page, here, verb, problems)

    def _led(
        self, stage: Stage, page: Page | None, here: str, verb: str, problems: list[Problem]
    ) -> Response:
        if verb == "previous":
            back = stage.beside(here, -1) if page else stage.outcome.pages[-1]
            return self._draw(stage, back.id if back else here)
        if verb == "quit":
            return self._draw(stage, END)
        if verb == "next" and page is not None:
            if problems or errors_on(stage.form, page, stage.outcome.errors):
                return self._draw(stage, here, problems, show=Show.ALL, status=422)
            onward = stage.beside(here, 1)
            return self._draw(stage, onward.id if onward else END)
        return self._draw(stage, here, problems)

    def _draw(
        self,
        stage: Stage,
        page_id: str,
        problems: list[Problem] | None = None,
        *,
        show: Show = Show.TYPED,
        status: int = 200,
    ) -> Response:
        page = stage.page(page_id)
        if page is None and page_id != END and stage.outcome.pages:
            page = stage.outcome.pages[0]
        context = {**self._around(stage.trial), **self._beside(stage)}
        if page is None:
            context |= self._end(stage)
        else:
            context["page"] = page_view(
                stage.form,
                page,
                stage.trial.draft,
                stage.outcome,
                self._urls(),
                show=show,
                visited=_before(stage, page.id),
                files=stage.trial.files,
                known=stage.known,
                more=problems or (),
            )
        context["here"] = page.id if page else END
        context["has_errors"] = status == 422
        if wants_partial() and request.endpoint == "form_factory.try_on" and page is not None:
            return make_response(
                render("form_factory/trying/essai.html", "_saisie.html", **context)
            )
        return make_response(render("form_factory/trying/essai.html", **context), status)

    def _end(self, stage: Stage) -> dict[str, Any]:
        parts = summary(stage.form, stage.outcome, None, stage.trial.files)
        shown = steps(
            stage.form,
            stage.outcome,
            self._urls(),
            current=None,
            visited=frozenset(page.id for page in stage.outcome.pages),
        )
        told = [message(each) for each in stage.outcome.errors]
        return {"page": None, "pages": parts, "steps": shown, "told": told}

    def _languages(self) -> list[tuple[str, str]]:
        """Its own language, then those it is translated into; none when it has but one."""
        body = self.version.body
        codes = [str(body.get("language") or "fr"), *sorted(body.get("translations") or {})]
        named = [(code, str(LANGUAGES.get(code, code))) for code in dict.fromkeys(codes)]
        return named if len(named) > 1 else []

    def _around(self, trial: Trial) -> dict[str, Any]:
        """Head, versions, languages: what does not depend on the answers."""
        return {
            **self.head,
            "version": self.version,
            "versions": schemas.versions("form", self.key),
            "languages": self._languages(),
            "language": self.language,
            "trial": trial,
            "urls": self._urls(),
            "keep_url": url_for("form_factory.keep_example", key=self.key),
            "examples_url": url_for("form_factory.examples", key=self.key),
        }

    def _beside(self, stage: Stage) -> dict[str, Any]:
        """The panel, and who one is."""
        given = stage.trial.given
        looked_for = clean(request.form.get("_place_text", ""))[:100]
        persona = surroundings.persona_of(self.actor, given.who)
        return {
            "panel": panel_of(stage.form, stage.outcome, stage.facts),
            "roles": surroundings.roles(),
            "persona": persona,
            "day": surroundings.day_of(given),
            "facts": surroundings.said_by_hand(stage.form, stage.names),
            "may_name": surroundings.may_name(self.actor),
            "looked_for": looked_for,
            "places": surroundings.establishments(self.actor, looked_for) if looked_for else [],
            "place": surroundings.label_of(self.actor, given.establishment),
        }

    def _urls(self) -> Urls:
        args: dict[str, Any] = {
            "key": self.key,
            "version": request.args.get("version"),
            "langue": self.language,
        }
        return Urls(
            url_for("form_factory.try_page", **args), url_for("form_factory.try_on", **args)
        )

    def _refused(self) -> Response:
        faults = [{"path": each.path, "text": message(each)} for each in self.faults]
        context = {**self._around(trial_of(None)), "faults": faults, "page": None}
        return make_response(render("form_factory/trying/essai.html", **context))


def _before(stage: Stage, page_id: str) -> frozenset[str]:
    ids = [page.id for page in stage.outcome.pages]
    return frozenset(ids[: ids.index(page_id)] if page_id in ids else ids)
