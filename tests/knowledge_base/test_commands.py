"""`preau knowledge load`: all of it, or nothing, with the place of what does not hold."""

from __future__ import annotations

import json

from click.testing import CliRunner

from knowledge_base import queries
from knowledge_base.commands import knowledge

MARKDOWN = "# Où signer ?\ntheme: compte\n\nSur la dernière page.\n"


def run(*arguments):
    return CliRunner().invoke(knowledge, ["load", *map(str, arguments)])


def test_a_folder_of_markdown_is_loaded_once(app, tmp_path):
    (tmp_path / "ou-signer.md").write_text(MARKDOWN, "utf-8")
    assert run(tmp_path).output.strip() == "1 fiches écrites, 0 inchangées."
    assert run(tmp_path).output.strip() == "0 fiches écrites, 1 inchangées."
    assert queries.entry("ou-signer").theme == "compte"


def test_a_list_with_a_fault_is_refused_whole(app, tmp_path):
    file = tmp_path / "aide.json"
    file.write_text(json.dumps([{"key": "a", "question": "A ?", "answer": "a"}, {"key": "B"}]))
    result = run(file)
    assert result.exit_code == 1
    assert "/1/key : Indiquez une clé" in result.output
    assert queries.entry("a") is None


def test_what_is_no_json_is_told(app, tmp_path):
    file = tmp_path / "aide.json"
    file.write_text("{")
    assert "n’est pas du JSON" in run(file).output
