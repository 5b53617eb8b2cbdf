"""Every operation of the document, called with what its schema allows and with what it does not."""

from __future__ import annotations

import contextvars
import os
import time
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from app.quota import quota_of
from tests.api.conftest import Program
from tests.api.playing import loaded, played

#: Calls of each operation by each caller: half of them as its schema allows, half as it does not.
EXAMPLES = int(os.environ.get("PREAU_API_EXAMPLES", "200"))
#: Words of operations (`get_/api/v1/requests`, `packs`): a slice of the document, for a quick look.
ONLY = os.environ.get("PREAU_API_ONLY", "").split()
#: Names that exist in the town: without them nearly every call would end at 404.
KNOWN = {"kind": "form", "entity": "etablissement", "code": "0751234J", "number": 1}
KEYS = {"services": "travaux", "packs": "listes"}
KEY = "demande-travaux"


@pytest.mark.audit
@pytest.mark.parametrize("who", ["head", "agent", "admin"])
def test_i27_no_call_makes_an_accident_and_every_answer_is_as_told(
    app: Flask, program: Any, who: str
) -> None:
    """FAULTS I-27: 0 × 5xx, 0 answer that the document does not tell."""
    import schemathesis
    from schemathesis.checks import load_all_checks, not_a_server_error
    from schemathesis.core.failures import FailureGroup
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    load_all_checks()
    checks = [not_a_server_error, status_code_conformance, content_type_conformance,
              response_schema_conformance]  # fmt: skip
    town = played(app, program)
    loaded(town)
    known, caller = {**KNOWN, **named(town.told)}, town.callers[who]
    document = Program(app, None).get("/openapi.json").json
    schema = schemathesis.openapi.from_dict(document)
    schema.app = isolated(app)
    called, faults = 0, []
    operations = [found.ok() for found in schema.get_all_operations()]
    if ONLY:
        operations = [one for one in operations if any(word in one.label for word in ONLY)]
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(max_examples=EXAMPLES // 2, deadline=None, database=None,
                      suppress_health_check=list(HealthCheck))  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode), there=st.booleans())
            def tried(case: Any, there: bool) -> None:
                nonlocal called
                called += 1
                quota_of(app).forget()
                if there and case.path_parameters:
                    there_is = {"key": KEYS.get(case.path.split("/")[3], KEY), **known}
                    kept = {k: v for k, v in there_is.items() if k in case.path_parameters}
                    case.path_parameters.update(kept)
                answer = case.call(headers=caller.headers)
                case.validate_response(answer, checks=checks)

            begun = time.monotonic()
            try:
                tried()
            except Unsatisfiable:
                pass  # nothing about this operation can be wrong
            except (FailureGroup, BaseExceptionGroup) as found:  # the others are tried all the same
                faults.append(f"{operation.label} ({mode.value}): {told_of(found)}")
            print(f"{operation.label} {mode.value} {time.monotonic() - begun:.1f} s")
    assert not faults, "\n\n".join(faults)
    assert called > EXAMPLES // 2 * len(operations)


def told_of(found: BaseException) -> str:
    """Each fault of a group, with the call that shows it."""
    inner = found.exceptions if isinstance(found, BaseExceptionGroup) else ()
    return f"{found}\n" + "\n".join(told_of(one) for one in inner)


def named(told: dict[str, Any]) -> dict[str, Any]:
    """The ids of what was made."""

    def ended(view: str) -> str:
        return str(told[view]["path"].partition("?")[0].rpartition("/")[2])

    views = {
        "ref": "catalogue_api.one_request", "letter_id": "catalogue_api.one_letter",
        "job_id": "catalogue_api.one_job", "file_id": "documents_api.bytes_of",
        "proposal_id": "registry_proposals_api.one_proposal",
        "account_id": "catalogue_api.end_member",
    }  # fmt: skip
    return {name: ended(view) for name, view in views.items()}


def isolated(app: Flask) -> Any:
    """The application, each request in a context of its own (the test has one open)."""

    def served(environ: Any, start_response: Any) -> Iterable[bytes]:
        def whole() -> list[bytes]:
            parts = app(environ, start_response)
            try:
                return list(parts)
            finally:
                close = getattr(parts, "close", None)
                if close:
                    close()

        return contextvars.Context().run(whole)

    return served
