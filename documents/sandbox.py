"""docxtpl inside an immutable sandbox, on plain data (imported by the child process only)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import ChainableUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from documents.lint import FILTERS, TESTS, Finding, findings


class Refused(Exception):
    """The model asked for something it may not have."""

    def __init__(self, code: str, seen: str = "") -> None:
        super().__init__(code)
        self.code, self.seen = code, seen


class PlainSandbox(ImmutableSandboxedEnvironment):
    """Calls nothing, sees no underscore, multiplies numbers only."""

    intercepted_binops = frozenset({"**", "*"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """`'x' * 10**9` is 10 GB: numbers times numbers, within reason, or nothing."""
        if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
            raise SecurityError(operator)
        return left * right

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing is called from a letter (filters and tests are ours)."""
        return False

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Keys of the data and places of the loop."""
        return not attr.startswith("_") and super().is_safe_attribute(obj, attr, value)


def environment() -> PlainSandbox:
    """A sandbox with nothing in it but the listed filters and tests."""
    env = PlainSandbox(autoescape=True, undefined=ChainableUndefined)
    env.globals.clear()
    env.filters = {name: call for name, call in env.filters.items() if name in FILTERS}
    env.tests = {name: call for name, call in env.tests.items() if name in TESTS}
    return env


def found_in(
    archive: zipfile.ZipFile, env: PlainSandbox, declared: frozenset[str] | None
) -> Iterator[Finding]:
    """What the lint finds in every XML part, read as docxtpl will read it."""
    names = archive.namelist()
    if "word/document.xml" not in names:
        yield "letter-not-a-model", ""
        return
    reader = DocxTemplate(io.BytesIO())
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for name in names:
        if not name.endswith((".xml", ".rels")):
            continue
        try:
            tree = etree.fromstring(archive.read(name), parser)
        except etree.XMLSyntaxError:
            yield "letter-not-a-model", name
            return
        if tree.getroottree().docinfo.doctype:
            yield "letter-forbidden", "DOCTYPE"
            return
        text = etree.tostring(tree, encoding="unicode", pretty_print=False)
        if "{" in text:
            yield from findings(reader.patch_xml(text), env, declared)


def filled(model: bytes, data: dict[str, Any]) -> bytes:
    """The letter. Values are escaped; a name without a value leaves nothing."""
    template = DocxTemplate(io.BytesIO(model))
    letter = io.BytesIO()
    try:
        template.render(data, environment(), autoescape=True)
        template.save(letter)
    except SecurityError as fault:
        raise Refused("letter-forbidden", str(fault)[:80]) from fault
    except TemplateError as fault:
        raise Refused("letter-syntax", str(fault)[:80]) from fault
    return letter.getvalue()
