"""`preau bench`: one JSON line a figure, each beside its baseline."""

from __future__ import annotations

import json

from click.testing import CliRunner

from app.bench import MEASURES
from app.cli import main

SHAPE = {"name", "value", "unit", "baseline", "ratio", "n"}


def test_each_figure_is_one_json_line_with_its_baseline() -> None:
    said = CliRunner().invoke(main, ["bench", "workflow.transition"])
    assert said.exit_code == 0
    (line,) = said.stdout.splitlines()
    figure = json.loads(line)
    assert figure.keys() == SHAPE
    assert figure["name"] == "workflow.transition"
    assert figure["value"] > figure["baseline"] > 0


def test_an_unknown_figure_is_refused_with_the_names_there_are() -> None:
    said = CliRunner().invoke(main, ["bench", "inconnue"])
    assert said.exit_code == 2
    assert all(name in said.stderr for name in MEASURES)
