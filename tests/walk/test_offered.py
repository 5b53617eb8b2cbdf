"""What a meta-schema lets an administrator choose is done by somebody in the house."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.contributions import all_of
from form_factory.domain.check import SOURCES
from form_factory.pages.editing import logic

META = Path(__file__).parents[2] / "schemas/meta"


def _at(name: str, *path: Any) -> Any:
    found = json.loads((META / f"{name}.json").read_text())
    for part in path:
        found = found[part]
    return found


@pytest.mark.usefixtures("app")
def test_every_effect_of_a_circuit_is_run_by_somebody() -> None:
    offered = _at("workflow", "$defs", "action", "properties", "do", "enum")
    assert set(offered) <= {runner.key for runner in all_of("workflows.actions")}


@pytest.mark.usefixtures("app")
def test_every_source_of_known_data_that_a_form_may_name_is_brought_by_somebody() -> None:
    offered = _at("form", "properties", "prefill", "items", "properties", "source", "enum")
    assert set(offered) == {source.key for source in all_of("form_factory.prefill_sources")}
    assert set(offered) == SOURCES == {key for key, _words in logic.SOURCES}
