"""Asking, choosing, being answered by a person: as visitors, heads and agents meet it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from accounts.queries import account_by_email
from core.actor import HOUSE
from core.database import session
from core.events import deliver
from core.jobs import Taken
from core.models import Job
from knowledge_base import operations, queries
from knowledge_base.asking_models import Conversation, Gap, Question, Turn, Wording
from knowledge_base.operations import asking
from messaging.models import Mail, Notice
from tests.kit.people import base_pack, person

XSS = "<script>window.__xss=1</script>"


@pytest.fixture
def base(app):
    base_pack()
    rows = [
        ("devis", "Comment joindre un devis ?", "Depuis **Pièces**.", "travaux", []),
        (
            "regime",
            "Comment changer le régime alimentaire de mon enfant ?",
            "Écrivez.",
            "ecole",
            [],
        ),
        ("facture", "Comment payer ma facture de cantine ?", "En ligne.", "ecole", []),
        ("coffre", "Où est la clef du coffre de la régie ?", "Au sous-sol.", "regie", ["agent"]),
    ]
    names = ("key", "question", "answer", "theme", "audience")
    operations.load(HOUSE, [dict(zip(names, row, strict=True)) for row in rows])
    session.commit()


def text(response):
    return response.get_data(as_text=True)


def asked(client, words, **more):
    """Ask, and look at the page one is led to."""
    answer = client.submit("/aide/question", {"text": words, **more})
    assert answer.status_code == 303, text(answer)
    return client.get(answer.location)


def conversation():
    return session.scalars(select(Conversation)).one()


def act(client, name, **fields):
    return client.submit(f"/aide/question/{conversation().id}/{name}", fields)


def work_off():
    """Deliver what the acts announced."""
    for job in session.scalars(select(Job).where(Job.kind == "deliver", Job.done_at.is_(None))):
        if job.args["event"].startswith("knowledge_base."):
            deliver(Taken(job.id, job.kind, job.args, 0, 0, None, {}))
            job.done_at = job.created_at
    session.commit()


def test_a_visitor_asks_with_bad_spellings_opens_a_title_and_says_it_answers(client, base):
    page = text(asked(client, "changé le rejime alimantère de mon fisse Léo Martin"))
    assert "Comment changer le régime alimentaire" in page
    assert 'role="log"' in page
    assert "Rien de tout cela" in page
    assert "Parler à quelqu’un" in page
    assert act(client, "ouvrir", entry="regime").status_code == 303
    assert act(client, "avis", entry="regime", helps="oui").status_code == 303
    question = session.scalars(select(Question)).one()
    assert (question.chosen, question.helpful) == ("regime", True)
    assert "Léo" not in question.text
    wording = session.scalars(select(Wording)).one()
    assert (wording.entry_key, wording.state, wording.votes) == ("regime", "waiting", 2)
    assert "Martin" not in wording.text


def test_a09_x13_an_entry_for_agents_is_nothing_to_others_in_no_answer_nor_later(
    client, base, app, sign_in
):
    page = text(asked(client, "où est la clef du cofre de la régie"))
    assert "sous-sol" not in page
    assert "Où est la clef du coffre" not in page
    assert act(client, "ouvrir", entry="coffre").status_code == 404
    assert act(client, "avis", entry="coffre", helps="oui").status_code == 404
    # what was open when it was said is shut once the entry is kept for some
    page = text(asked(client, "comment payer ma facture de cantine"))
    assert "Comment payer ma facture de cantine ?" in page
    operations.write_entry(HOUSE, "facture", {"audience": ["agent"]})
    session.commit()
    assert "Comment payer ma facture de cantine ?" not in text(client.get("/aide/question"))


def test_a_conversation_opens_to_its_own_browser_and_account_alone(client, base, app, sign_in):
    asked(client, "payer la facture")
    path = f"/aide/question/{conversation().id}"
    assert client.get(path).status_code == 200
    head = sign_in(person("cheffe@example.test", "chef-etablissement"))
    stranger = app.test_client()
    for other in (head, stranger):
        assert other.get(path).status_code == 404
        for name in ("ouvrir", "rien", "preciser", "avis", "effacer"):
            assert other.submit(f"{path}/{name}", {"entry": "facture"}).status_code == 404
    assert head.get(f"/administration/aide/questions/{conversation().id}").status_code == 403
    assert client.submit(f"{path}/effacer", {}).status_code == 303
    assert session.scalars(select(Turn)).all() == []
    assert session.scalars(select(Question)).one().thread_id is None


@pytest.mark.parametrize(
    "words", [XSS, "🍎" * 40, "مرحبا كيف أسجل ابني", "a" * 10_000, "' OR 1=1 --", "{{7*7}} %s"]
)
def test_x12_x13_hostile_words_are_words(client, base, words):
    page = text(asked(client, words))
    assert XSS not in page
    assert "{{7*7}}" in page or "{{" not in words


def test_nothing_and_too_much_are_told_beside_the_field(client, base):
    assert "Écrivez votre question" in text(client.submit("/aide/question", {"text": " \x00 "}))
    assert client.submit("/aide/question", {"text": "a" * 10_001}).status_code == 422
    assert session.scalars(select(Conversation)).all() == []


def test_what_nothing_answers_is_grouped_and_counted(client, base):
    asked(client, "les horaires de la piscine municipale")
    client.submit("/aide/question/nouvelle", {})
    asked(client, "horaire piscine municipale ?")
    gap = session.scalars(select(Gap)).one()
    assert (gap.count, gap.state) == (2, "open")


def test_a_question_reaches_its_team_with_its_transcript_and_the_answer_its_asker(
    client, base, app, sign_in
):
    agent = person("agent@example.test", "agent", groups=("cantine",))
    other = person("autre@example.test", "agent", groups=("voirie",))
    session.add(asking_team("ecole", "cantine", "Du lundi au vendredi, 9 h – 17 h."))
    session.commit()
    asked(client, "payer la facture")
    assert "9 h – 17 h" in text(client.get("/aide/parler"))
    refused = client.submit("/aide/parler", {"name": "", "email": "pas une adresse"})
    assert refused.status_code == 422
    assert "Indiquez votre nom" in text(refused)
    sent = {"name": "Zoé Roux", "email": "zoe@example.test", "text": "Je n’y arrive pas."}
    assert client.submit("/aide/parler", sent).status_code == 303
    work_off()
    told = session.scalars(select(Notice).where(Notice.kind == "help.asked")).all()
    assert {row.account_id for row in told} == {agent.id}
    path = f"/administration/aide/questions/{conversation().id}"
    assert sign_in(other).get(path).status_code == 404
    team = sign_in(agent)
    assert "payer la facture" in text(team.get("/administration/aide/questions"))
    page = text(team.get(path))
    assert "payer la facture" in page
    assert "Je n’y arrive pas." in page
    assert team.submit(f"{path}/repondre", {"text": " "}).status_code == 422
    assert team.submit(f"{path}/repondre", {"text": "Voici comment."}).status_code == 303
    work_off()
    work_off()
    mail = session.scalars(select(Mail).where(Mail.template_key == "reponse-aide")).one()
    assert (mail.to_address, "Voici comment." in mail.text) == ("zoe@example.test", True)
    link = re.search(r"/aide/reponse/\S+", mail.text)[0]
    elsewhere = app.test_client()
    assert elsewhere.get(link[:-3] + "abc").status_code == 404
    opened = elsewhere.get(link)
    assert "Voici comment." in text(elsewhere.get(opened.location))
    assert elsewhere.submit("/aide/question", {"text": "Merci."}).status_code == 303
    assert conversation().state == "handed"
    assert team.submit(f"{path}/clore", {}).status_code == 303
    assert conversation().state == "closed"


def asking_team(theme, group, hours):
    from knowledge_base.asking_models import Team

    return Team(theme=theme, group_key=group, hours=hours, owner_id=None)


def test_somebody_signed_in_asks_for_a_person_in_one_act_and_hears_by_a_notice(
    client, base, sign_in
):
    boss = person("sup@example.test", "superviseur")
    head = person("cheffe@example.test", "chef-etablissement", name="Nora Petit")
    own = sign_in(head)
    asked(own, "payer la facture")
    assert own.submit("/aide/parler", {"text": ""}).status_code == 303
    team = sign_in(boss)
    path = f"/administration/aide/questions/{conversation().id}"
    assert "Nora Petit" in text(team.get(path))
    team.submit(f"{path}/repondre", {"text": "Voici."})
    work_off()
    told = session.scalars(select(Notice).where(Notice.kind == "help.answered")).one()
    assert told.account_id == head.id
    assert "Une personne a répondu" in text(own.get("/avis"))
    # the answer becomes an entry, which is found the next time
    made = team.submit(f"{path}/fiche", {})
    key = made.location.rsplit("/", 1)[1]
    waiting = session.scalars(select(Gap)).one()
    assert (waiting.state, waiting.entry_key) == ("written", key)  # nobody writes it twice
    page = text(team.get(path))
    assert "En faire une fiche" not in page
    assert f'href="/administration/aide/{key}"' in page
    assert (queries.entry(key), queries.by_key(key).theme) == (None, "ecole")
    operations.publish(HOUSE, queries.by_key(key))
    session.commit()
    own.submit("/aide/question/nouvelle", {})
    assert "Payer la facture" in text(asked(own, "payer la facture"))
    assert account_by_email("cheffe@example.test").email in {
        mail.to_address for mail in session.scalars(select(Mail))
    }


def test_old_conversations_are_let_go_and_those_that_wait_stay(client, base):
    from datetime import timedelta

    asked(client, "payer la facture")
    row = conversation()
    row.last_at -= timedelta(days=31)
    session.commit()
    row.state = "handed"
    session.flush()
    asking.sweep()
    assert session.scalars(select(Conversation.id)).all() == [row.id]
    row.state = "answered"
    session.flush()
    asking.sweep()
    assert session.scalars(select(Conversation.id)).all() == []
