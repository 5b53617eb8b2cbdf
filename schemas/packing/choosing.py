"""What becomes of each definition of a pack: chosen, or what a careful person would choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.actor import Actor
from core.canonical import sha256
from core.problems import Problem
from schemas.errors import PackRefused
from schemas.packing import hooks
from schemas.packing.planning import Line
from schemas.packing.reports import PackReport
from schemas.packs import Item
from schemas.retiring import retire


def chosen_of(lines: list[Line], choices: Mapping[str, str], *, theirs: bool) -> dict[str, str]:
    """What becomes of each line; "" for a conflict nobody has settled."""
    problems = []
    found = {}
    for line in lines:
        said = choices.get(line.name, "")
        if said and said not in line.choices and line.state != "same":
            code = "pack-merge-clash" if said == "merge" else "pack-choice"
            problems.append(Problem(f"/{line.kind}/{line.key}", code, {"name": line.title}))
        if not said and line.state in {"new", "update"}:
            said = "theirs"
        elif not said and line.state != "dropped":
            said = "theirs" if theirs else "mine" if line.state == "kept" else ""
        found[line.name] = said
    if problems:
        raise PackRefused(problems)
    return found


def sorted_out(
    lines: list[Line],
    chosen: Mapping[str, str],
    bind: Mapping[str, Mapping[str, str]],
    bases: dict[str, str],
    report: PackReport,
) -> list[Item]:
    """What is to be published; the report and the bases say what becomes of the rest."""
    wanted = []
    for line in lines:
        if line.item is None or line.theirs is None:
            continue
        choice = chosen[line.name]
        if line.state == "same":
            report.unchanged.append(line.name)
        elif choice in {"theirs", "merge"}:
            document = line.merged if choice == "merge" else line.theirs
            said = bind.get(line.name, {})
            document = hooks.bound(document or line.theirs, said)
            digest = sha256(document)
            if line.here is not None and digest == sha256(line.here):
                report.unchanged.append(line.name)
                bases[line.name] = line.item.sha256
                continue
            if line.here is None:
                tied = {one.path for one in hooks.to_bind(document) if said.get(one.path)}
                report.to_bind += [
                    f"{line.name}{one.path}"
                    for one in line.bindings()
                    if one.required and one.path not in tied
                ]
            wanted.append(replace(line.item, document=document, sha256=digest))
            report.published.append(line.name)
            if choice == "merge":
                report.merged.append(line.name)
        elif line.state == "new":
            continue  # not wanted here: it will be offered again
        else:
            settled = choice == "mine"
            (report.kept if settled else report.conflicts).append(line.name)
            if not settled:
                continue
        bases[line.name] = line.item.sha256
    return wanted


def retire_given_up(
    actor: Actor,
    lines: list[Line],
    chosen: Mapping[str, str],
    bases: dict[str, str],
    report: PackReport,
) -> None:
    """What the pack has given up stays, and is the house's own once somebody said so."""
    for line in lines:
        if line.state == "dropped" and chosen[line.name]:
            bases.pop(line.name, None)
            if chosen[line.name] == "theirs" and not line.retired:
                retire(actor, line.kind, line.key)
                report.retired.append(line.name)
