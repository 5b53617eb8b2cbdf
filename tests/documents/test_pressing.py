"""Letters are set by presses of their own, under limits; texts are set, never read (X-02)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from core import jobs
from core.database import session
from core.models import Job
from core.running import run_batch
from documents import press, pressing
from documents.pressing import Paper, PressDied, set_all
from documents.typesetting import paper_of

LETTER = {
    "title": "Accord", "language": "fr", "subject": "Objet {motif}",
    "blocks": [{"p": ["{motif}", {"strong": "{motif}"}]}, {"ul": ["{motif}"]},
               {"button": {"text": "{motif}", "to": "{lien}"}}],
}  # fmt: skip
HOSTILE = [
    '#read("/etc/passwd")', '#eval("1+1")', '#import "@preview/cetz:0.3.0": *', "$ x^2 $",
    "{{7*7}}", "{lien}", "#sys.inputs", "*gras* _ital_ `code` <label> @ref", "\\ #let x = 1",
    "#while true {}", "\u202e", "]#pagebreak()[", "‹ÿ﷽ 𓂀 ☃",
]  # fmt: skip


def paper(text: str, **more: str) -> Paper:
    """The letter with `text` wherever a variable stands."""
    kept = {"motif": text, "lien": "https://demarches.example/d", "organisation": text, **more}
    return paper_of(LETTER, kept, title="Essai", at=datetime(2026, 11, 22, tzinfo=UTC))


def test_x02_what_people_type_is_set_and_never_read(app):
    made = set_all([paper(text) for text in HOSTILE])
    assert len(made) == len(HOSTILE)
    assert all(one.startswith(b"%PDF-") for one in made)
    assert all(b"/StructTreeRoot" in one for one in made)


def test_x05_a_value_that_looks_like_a_variable_is_put_in_once(app):
    said = paper("{lien} {{7*7}}").data["blocks"][0]["spans"][0]["text"]
    assert said == "{lien} {{7*7}}"


def test_the_same_letter_is_the_same_bytes(app):
    assert set_all([paper("a")]) == set_all([paper("a")])


def test_r17_a_press_without_memory_dies_alone_and_says_so(app, monkeypatch, tmp_path):
    starved = tmp_path / "press.py"
    source = (pressing.CHILD).read_text("utf-8")
    folder = repr(str(press.FOLDER))
    starved.write_text(
        source.replace("300 * 1024 * 1024", "60 * 1024 * 1024").replace(
            'Path(__file__).resolve().parent / "typst"', f"Path({folder})"
        )
    )
    monkeypatch.setattr(pressing, "CHILD", starved)
    with pytest.raises(PressDied):
        set_all([paper("a")])


def test_r17_what_a_press_cannot_bear_is_tried_thrice_more_then_set_aside(app):
    def heavy(_job: jobs.Taken) -> None:
        raise PressDied

    jobs.runner("trial.heavy", heavy)
    jobs.enqueue("trial.heavy", {})
    session.commit()
    turn = 0
    while turn < pressing.TRIES + 3:
        turn += 1
        row = session.scalars(select(Job).where(Job.kind == "trial.heavy")).one()
        with time_machine.travel(row.available_at + timedelta(seconds=1), tick=False):
            run_batch()
        session.refresh(row)
        if row.parked_at is not None:
            break
    assert turn == 1 + pressing.TRIES
    assert row.error.startswith("PressDied")
