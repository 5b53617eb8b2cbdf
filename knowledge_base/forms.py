"""The screen on which an entry is written."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

from core.i18n import _l
from knowledge_base.models import Entry


class EntryForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """Fields as typed; the rules stand in the act, which every door passes."""

    key = StringField(_l("Clé"))
    question = StringField(_l("Question"))
    answer = TextAreaField(_l("Réponse"))
    theme = StringField(_l("Thème"))
    wordings = TextAreaField(_l("Autres façons de le demander"))
    audience = StringField(_l("Réservée aux rôles"))
    source = StringField(_l("Source"))
    review_on = DateField(_l("À relire le"), validators=[Optional()])
    version = HiddenField()

    def fields(self) -> dict[str, Any]:
        """What the act takes."""
        return {
            "question": self.question.data or "",
            "answer": self.answer.data or "",
            "theme": self.theme.data or "",
            "wordings": [line for line in (self.wordings.data or "").splitlines() if line.strip()],
            "audience": [w for w in (self.audience.data or "").replace(",", " ").split() if w],
            "source": self.source.data or "",
            "review_on": self.review_on.data,
        }

    def show(self, row: Entry) -> None:
        """Fill the screen with an entry."""
        for name in ("key", "question", "answer", "theme", "source", "review_on"):
            getattr(self, name).data = getattr(row, name)
        self.wordings.data = "\n".join(row.wordings)
        self.audience.data = ", ".join(row.audience)
        self.version.data = str(row.version)
