"""Where a record stands: its own node of the tree, an establishment's, or the root."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from accounts import operations as accounts
from accounts import queries as account_queries
from accounts.queries.scopes import ROOT
from core.problems import Problem
from registry.domain.entity import Entity, name_of

CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Placer:
    """Gives records their place; remembers the parents it has met (one import asks thousands)."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self._parents: dict[tuple[str, str, str], str] = {}
        self._own: dict[str, str] = {}

    def problems(self, data: Mapping[str, Any]) -> list[Problem]:
        """Why this record can stand nowhere."""
        if self.entity.scope == "self":
            code = str(data.get(self.entity.code or "", ""))
            if code and not CODE.fullmatch(code):
                return [Problem(f"/{self.entity.code}", "record-code-shape")]
        if self.entity.scope == "establishment" and self._establishment(data) is None:
            name = name_of(self.entity.place["establishment"])
            said = {"value": str(data.get(name, ""))[:40]}
            return [Problem(f"/{name}", "record-unknown-establishment", said)]
        return []

    def path(self, data: Mapping[str, Any], label: str) -> str:
        """The path, its nodes made on first need."""
        if self.entity.scope == "establishment":
            return self._establishment(data) or ROOT
        if self.entity.scope == "none":
            return ROOT
        code = str(data[self.entity.code or ""])
        kind = self.entity.place["kind"]
        made = self._own.pop(code, None)
        return made or accounts.place(kind, code, label, self._parent(data)).path

    def prepare(self, many: Iterable[tuple[Mapping[str, Any], str]]) -> None:
        """Make the nodes of many new records, (data, label) each, in a few statements."""
        if self.entity.scope != "self":
            return
        code = self.entity.code or ""
        self._own = accounts.place_many(
            self.entity.place["kind"],
            [(str(data[code]), label, self._parent(data)) for data, label in many],
        )

    def aim(self, data: Mapping[str, Any]) -> str:
        """The path before anything is made: what a right to create is looked at against."""
        if self.entity.scope == "establishment":
            return self._establishment(data) or ROOT
        path = ROOT
        for parent in self.entity.place.get("parents", ()) if self.entity.scope == "self" else ():
            code = str(data.get(name_of(parent["code"])) or "")
            if CODE.fullmatch(code):
                path = f"{path}/{code}"
        return path

    def _parent(self, data: Mapping[str, Any]) -> str:
        path = ROOT
        for parent in self.entity.place.get("parents", ()):
            code = str(data.get(name_of(parent["code"])) or "")
            label = str(data.get(name_of(parent["label"])) or code)
            if not CODE.fullmatch(code):
                continue
            known = (parent["kind"], code, path)
            if known not in self._parents:
                self._parents[known] = self._made(parent["kind"], code, label, path)
            path = self._parents[known]
        return path

    def _made(self, kind: str, code: str, label: str, path: str) -> str:
        """A parent that stands already keeps its name: a school does not rename its commune."""
        there = account_queries.scope_by_code(kind, code)
        return there.path if there else accounts.place(kind, code, label, path).path

    def _establishment(self, data: Mapping[str, Any]) -> str | None:
        code = str(data.get(name_of(self.entity.place["establishment"]), ""))
        known = ("establishment", code, "")
        if known not in self._parents:
            found = account_queries.scope_by_code("establishment", code) if code else None
            if found is None:
                return None
            self._parents[known] = found.path
        return self._parents[known]
