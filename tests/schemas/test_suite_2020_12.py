"""How much of the public 2020-12 suite the keyword rules let through; do verdicts agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from schemas.domain.gate import keyword_problems
from schemas.domain.gate.patterns import OPTIONS

SUITE = (
    Path(__file__).parents[2].parent
    / "shared/data/schemas/json-schema-test-suite/tests/draft2020-12"
)


def _groups() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(SUITE.glob("*.json")):
        for group in json.loads(file.read_text("utf-8")):
            yield file.stem, group


@pytest.mark.audit
def test_at_least_220_groups_pass_the_gate_and_all_their_verdicts_agree(capsys):
    if not SUITE.is_dir():
        pytest.fail(f"the public suite is absent: {SUITE}")
    groups = list(_groups())
    let_through = [(name, group) for name, group in groups if not keyword_problems(group["schema"])]
    wrong = []
    for name, group in let_through:
        validator = jsonschema_rs.Draft202012Validator(
            group["schema"], validate_formats=False, offline=True, pattern_options=OPTIONS
        )
        wrong += [
            (name, group["description"], test["description"])
            for test in group["tests"]
            if validator.is_valid(test["data"]) is not test["valid"]
        ]
    with capsys.disabled():
        print(f"\n2020-12 suite: {len(let_through)} of {len(groups)} groups let through,"
              f" {len(wrong)} verdicts differ")  # fmt: skip
    assert wrong == []
    assert len(groups) == 383
    assert len(let_through) >= 220
