"""All lists and filters there are (FAULTS X-06, X-07, N-07), found by walking the URL map.

A list added tomorrow is asked the same: hostile names and values are words, wildcards are letters,
nothing may be said twice where one answer is meant.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

from core.folding import fold
from tests.attacks.town import Town
from tests.attacks.walk import text_of

#: What lists read from their address, all rooms together; each list is asked all of them.
NAMES = (
    "q", "tri", "sort", "vue", "statut", "service", "filtre", "etat", "sorte", "sous", "theme",
    "suite", "apres", "cursor", "limit", "type", "onglet", "page", "voir", "compte", "a", "de",
    "f-nom", "f-data", "f.etablissement", "f.r.lots", "f.agent", "f.depose", "filter[nom]",
    "filter[etablissement][gte]", "filter[data->>'x']", "f.x') OR 1=1--",
)  # fmt: skip
#: Pairs that a spliced-in word would tell apart: always true, always false.
PAIRS = (
    ("zzz' OR '1'='1", "zzz' OR '1'='2"),
    ("zzz') OR ('1'='1", "zzz') OR ('1'='2"),
    ("nom,(SELECT 1 FROM account)", "nom,(SELECT 1 FROM nowhere)"),
    ("zzz\\' OR 1=1--", "zzz\\' OR 1=2--"),
    ("-nom;SELECT pg_sleep(20)", "-nom;SELECT pg_sleep(0)"),
)
ODD = ("%", "_", "\\", ":*", "&|()", "'", "\u202e", "\u0001", "-1", "1e999", "[]", "{}", "x" * 1500)
WHO = {
    "administration": "admin",
    "fiches": "admin",
    "bureau": "gestionnaire",
    "api": "gestionnaire",
}
#: One parameter in eleven at each list, other ones at the next; one in four in audit.
PARTS = (11, pytest.param(4, marks=pytest.mark.audit))
LINK = re.compile(
    r'href="(/(?:demandes|administration/comptes|fiches/\w+|teleservices)/(?!nouvel)[^"?]+)"'
)


def lists(town: Town) -> list[tuple[str, str]]:
    """(who, address) of every page and operation that needs no id."""
    found = {
        rule.rule.replace("<entity>", "etablissement").replace("<string:entity>", "etablissement")
        for rule in town.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= {"entity"}
    }
    return [(WHO.get(path.split("/")[1], "cheffe"), path) for path in sorted(found)]


class Asker:
    """Everybody's browser and key, opened once."""

    def __init__(self, town: Town) -> None:
        self.clients = {who: town.client(who) for who in ("admin", "gestionnaire", "cheffe")}
        self.keys = {who: town.token(who) for who in self.clients}

    def get(self, who: str, path: str) -> Any:
        """A page (its fragment when it has one) or an answer of the API."""
        headers = self.keys[who] if path.startswith("/api/") else {"HX-Request": "true"}
        return self.clients[who].get(path, headers=headers)


@pytest.mark.parametrize("part", PARTS)
def test_x06_every_parameter_of_every_list_is_but_a_word(town: Town, part: int) -> None:
    """FAULTS X-06: a true and a false condition typed into any name or value change nothing."""
    ask, wrong = Asker(town), []
    for number, (who, path) in enumerate(lists(town)):
        for place, name in enumerate(NAMES[number % part :: part]):
            true, false = PAIRS[(number + place) % len(PAIRS)]
            answers = [
                ask.get(who, f"{path}?{quote(name)}={quote(said)}") for said in (true, false)
            ]
            statuses = {answer.status_code for answer in answers}
            links = [set(LINK.findall(text_of(answer))) for answer in answers]
            if max(statuses) >= 500 or len(statuses) > 1 or links[0] != links[1]:
                wrong.append(f"{path}?{name}={true}: {sorted(statuses)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("part", PARTS)
def test_x06_odd_values_are_never_an_accident(town: Town, part: int) -> None:
    ask, wrong = Asker(town), []
    for number, (who, path) in enumerate(lists(town)):
        for place, name in enumerate(NAMES[(number + 1) % part :: part]):
            said = ODD[(number + place) % len(ODD)]
            answer = ask.get(who, f"{path}?{quote(name)}={quote(said)}")
            if answer.status_code >= 500:
                wrong.append(f"{path}?{name}={said[:20]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "path",
    ["/bureau?vue=toutes", "/administration/comptes?", "/fiches/etablissement?", "/palette?"],
)
def test_x07_wildcards_find_only_themselves_in_every_search(town: Town, path: str) -> None:
    """FAULTS X-07: `%`, `_`, `:*` and a backslash are letters like others."""
    ask = Asker(town)
    for text in ("%", "_", "\\", ":*", "st%", "st_res", "stor:*", "%st\\ores", "c%", "coll_ge"):
        typed, plain = (
            set(LINK.findall(text_of(ask.get("admin", f"{path}&q={quote(words)}"))))
            for words in (text, fold(text))
        )
        assert typed == plain or (not fold(text) and not typed), text


def test_n07_nothing_is_said_twice_where_one_answer_is_meant(town: Town) -> None:
    """FAULTS N-07: every page and every operation of the API."""
    ask, wrong = Asker(town), []
    for who, path in lists(town):
        for query in ("q=a&q=b", "tri=nom&tri=-nom"):
            status = ask.get(who, f"{path}?{query}").status_code
            if status not in {400, 422}:
                wrong.append(f"{path}?{query}: {status}")
        status = ask.get(who, f"{path}?q[]=a").status_code
        if status not in {400, 422}:
            wrong.append(f"{path}?q[]=a: {status}")
    assert not wrong, "\n".join(wrong)
