"""Films with what they say, and pictures: taken in by what they are, given to whom they are for."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from sqlalchemy import update

from core.actor import HOUSE
from core.database import session
from core.errors import Invalid
from core.running import run_all
from documents.models import StoredFile
from knowledge_base import operations, queries
from knowledge_base.checking import troubles
from tests.documents.samples import MP4, PDF, VTT, png
from tests.kit.clamd import EICAR, Clamd
from tests.kit.people import base_pack, person

HERE = "/administration/aide/film"
FILM = {
    "vu": "0", "blocs": "1", "question": "Comment joindre un devis ?", "audience-shown": "1",
    "blocks-0-type": "video", "blocks-0-label": "Joindre un devis",
    "blocks-0-transcript": "Ouvrez **Pièces**, puis « Ajouter ».",
}  # fmt: skip


def text(response):
    return response.get_data(as_text=True)


def files(film=MP4, captions=VTT, name="film.mp4"):
    return {
        "blocks-0-file": (io.BytesIO(film), name),
        "blocks-0-captions": (io.BytesIO(captions), "film.vtt"),
    }


@pytest.fixture
def writer(app, sign_in):
    base_pack()
    admin = person("admin@example.test", "administrateur")
    operations.write_entry(HOUSE, "film", {"question": "Devis ?", "answer": "Par écrit."})
    session.commit()
    return sign_in(admin)


def block():
    return queries.by_key("film").body["blocks"][0]


def test_a_film_is_shown_with_its_captions_and_transcript_and_given_by_stretches(writer, client):
    assert writer.submit(HERE, {**FILM, **files(), "act": "publish"}).status_code == 303
    page = client.get("/aide/film")
    film, captions = (f"/fichiers/{block()[name]['id']}" for name in ("file", "captions"))
    assert f'<source src="{film}" type="video/mp4">' in text(page)
    assert f'<track kind="captions" src="{captions}" srclang="fr"' in text(page)
    assert "<video controls" in text(page)
    assert "<summary>Lire la transcription</summary>" in text(page)
    assert "Ouvrez <strong>Pièces</strong>" in text(page)
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    with client.get(captions) as answer:
        assert (answer.mimetype, answer.data) == ("text/vtt", VTT)
    with client.get(film, headers={"Range": "bytes=10-19"}) as part:
        assert (part.status_code, part.data) == (206, MP4[10:20])
        assert part.headers["Content-Range"] == f"bytes 10-19/{len(MP4)}"
    with client.get(film, headers={"Range": f"bytes={len(MP4)}-"}) as beyond:
        assert beyond.status_code == 416
    # the words of the film are found, whoever cannot watch it
    assert [row.key for row in queries.search("ajouter pieces")] == ["film"]


def test_a_film_without_its_words_is_kept_as_a_draft_and_said_to_lack_them(writer):
    alone = {name: value for name, value in files().items() if name.endswith("file")}
    refused = writer.submit(HERE, {**FILM, **alone, "blocks-0-transcript": "", "act": "publish"})
    assert refused.status_code == 422
    assert "Joignez les sous-titres de la vidéo" in text(refused)
    assert queries.draft_of(queries.by_key("film")).content["blocks"][0]["file"]["name"]
    assert "<video" not in text(writer.get("/aide/film"))


@pytest.mark.parametrize(
    ("brought", "said"),
    [
        (files(film=PDF), "n’est pas accepté ici"),
        (files(film=MP4, name="film.webm"), "Renommez-le en « .mp4 »"),
        (files(captions=b"1\n00:00:01,000 --> 00:00:02,000\nx"), "« WEBVTT » sur la"),
        (files(film=b"<html><script>x</script>"), "page"),
    ],
)
def test_what_is_no_film_and_no_captions_is_refused_at_its_block(writer, brought, said):
    refused = writer.submit(HERE, {**FILM, **brought, "act": "save"})
    assert refused.status_code == 422
    assert said in text(refused)
    assert "Ouvrez **Pièces**" in text(refused)
    assert queries.draft_of(queries.by_key("film")) is None


def test_a_film_too_long_is_refused(writer, monkeypatch):
    monkeypatch.setattr("knowledge_base.pages.editing.MOST_BYTES", 1000)
    assert writer.submit(HERE, {**FILM, **files(), "act": "save"}).status_code == 422


def test_a_film_is_watched_once_the_antivirus_has_looked_at_it(app, writer, client, monkeypatch):
    clamd = Clamd()
    clamd.start()
    clamd.serve(app, monkeypatch)
    writer.submit(HERE, {**FILM, **files(film=MP4 + EICAR), "act": "publish"})
    waiting = text(client.get("/aide/film"))
    assert "en cours de vérification" in waiting
    assert "<video" not in waiting
    assert "Ouvrez <strong>Pièces</strong>" in waiting
    run_all()
    clamd.close()
    refused = text(client.get("/aide/film"))
    assert "en cours de vérification" not in refused
    assert "Ouvrez <strong>Pièces</strong>" in refused
    assert ("file-refused", "film.mp4") in [(one.kind, one.what) for one in troubles()]


def test_a_file_that_is_gone_or_was_another_house_s_is_told_to_writers_and_drawn_to_nobody(
    writer, client
):
    writer.submit(HERE, {**FILM, **files(), "act": "publish"})
    session.execute(update(StoredFile).values(owner_id=uuid4()))
    session.commit()
    assert ("file-gone", "film.mp4") in [(one.kind, one.what) for one in troubles()]
    assert "<video" not in text(client.get("/aide/film"))


def test_a_picture_says_what_it_shows_or_that_it_shows_nothing(writer, client):
    picture = {
        "vu": "0", "blocs": "1", "question": "Où ?", "blocks-0-type": "picture", "act": "publish",
    }  # fmt: skip
    brought = {"blocks-0-file": (io.BytesIO(png()), "plan.png")}
    refused = writer.submit(HERE, {**picture, **brought})
    assert refused.status_code == 422
    assert "image décorative" in text(refused)
    kept = {**picture, "vu": "1", "blocks-0-id": "b1", "blocks-0-alt": "Plan de l’école"}
    assert writer.submit(HERE, kept).status_code == 303
    assert 'alt="Plan de l’école"' in text(client.get("/aide/film"))
    assert writer.submit(HERE, {**kept, "vu": "0", "blocks-0-decorative": "1"}).status_code == 303
    assert 'alt=""' in text(client.get("/aide/film"))
    with pytest.raises(Invalid):
        operations.write_entry(HOUSE, "film", {"blocks": [{**block(), "decorative": "oui"}]})


def test_a_file_named_by_a_row_that_was_brought_opens_nothing(app, writer, client):
    """X-12: a row may name any file; the gate asks whose it is."""
    typed = {**FILM, **files(), "act": "publish", "audience": "agent"}
    assert writer.submit(HERE, typed).status_code == 303
    kept = block()
    blocks = [{"type": "text", "text": "Ici."}, {**kept, "id": "b2"}]
    operations.load(HOUSE, [{"key": "autre", "question": "Autre ?", "blocks": blocks}])
    session.commit()
    page = text(client.get("/aide/autre"))
    assert "Ici." in page
    assert kept["file"]["id"] not in page
    with client.get(f"/fichiers/{kept['file']['id']}") as answer:
        assert answer.status_code == 404
