"""The one list of pages: found by walking, as each role, every link of a base that has lived.

A page is listed once for its route and the query words it takes, whatever the request or person in
its path: the same template with the same kind of content.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from werkzeug.exceptions import HTTPException

from tests.kit.visitor import Visitor

#: Role on the scene (None: nobody signed in) → where the walk begins.
ROLES: dict[str | None, tuple[str, ...]] = {
    None: ("/connexion", "/mot-de-passe-perdu", "/accessibilite", "/no-such-page", "/boite"),
    "head": ("/", "/mon-etablissement", "/demandes", "/avis", "/exports", "/no-such-page"),
    "gestionnaire": ("/bureau", "/bureau?vue=toutes", "/bureau/lots", "/bureau/vues", "/palette"),
    "supervisor": ("/bureau?vue=toutes", "/bureau/lots", "/fiches", "/propositions"),
    "admin": (
        "/administration/comptes",
        "/administration/definitions",
        "/administration/packs",
        "/administration/imports",
        "/administration/courriers",
        "/administration/aide",
        "/administration/taches",
        "/boite",
    ),
}
#: Words of a query that change the place in a list, not the page.
PLACES = {
    "suite",
    "apres",
    "avant",
    "q",
    "theme",
    "service",
    "statut",
    "etape",
    "de",
    "a",
    "compte",
    "tri",
    "sorte",
    "etat",
    "numero",
}
#: Words of the list that a file was opened from: they say where « next » leads.
LIST = {"vue", "filtre", "colonnes", "ouvert"}
#: Not pages: files, data, and the way out.
NOT_PAGES = (
    "/fichiers/",
    "/static/",
    "/guide/images/",
    "/api/",
    "/export",
    ".csv",
    ".pdf",
    "/modeles/",
    "/deconnexion",
)
LINKS = "links => [...new Set(links.map(one => one.getAttribute('href')))]"


def walk(visitor: Visitor, starts: tuple[str, ...], *, each_kind: bool = True) -> Iterator[str]:
    """Each page in turn, open in the browser when it is given.

    Definitions of all kinds share their pages: with `each_kind` they are looked at kind by kind.
    """
    todo, seen = list(starts), {shape(visitor, path, each_kind=each_kind) for path in starts}
    while todo:
        path = todo.pop(0)
        visitor.go(path)
        yield path
        for link in sorted(visitor.page.locator("a[href^='/']").evaluate_all(LINKS)):
            kind = shape(visitor, link, each_kind=each_kind)
            if kind and kind not in seen:
                seen.add(kind)
                todo.append(link.split("#")[0])


def shape(visitor: Visitor, link: str, *, each_kind: bool = True) -> str | None:
    """What makes it another page: its route, the words of its query. None when it is no page."""
    parts = urlsplit(link)
    if any(part in parts.path for part in NOT_PAGES):
        return None
    adapter = visitor.served.app.url_map.bind("127.0.0.1")
    try:
        rule, values = adapter.match(parts.path, method="GET", return_rule=True)
    except HTTPException:
        return parts.path
    words = {name: value for name, value in parse_qs(parts.query).items() if name not in PLACES}
    if rule.endpoint != "catalogue.desk":
        words = {name: value for name, value in words.items() if name not in LIST}
    elif "filtre" in words:  # a small form is the same in each view
        words = {"filtre": words["filtre"]}
    apart = ("kind", "page_id") if each_kind else ("page_id",)
    kinds = {name: values[name] for name in apart if name in values}
    return f"{rule.endpoint} {sorted(words.items())} {sorted(kinds.items())}"
