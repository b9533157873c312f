"""The API keeps what its contract says, whatever is sent: generated requests, and no answer that is not documented."""

from __future__ import annotations

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

WANTED = [not_a_server_error, content_type_conformance, response_schema_conformance]
OURS = {"Authorization": "Bearer token-lu"}

few = settings(max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def test_whatever_is_sent_the_answer_is_a_documented_one(app: Flask) -> None:
    contract = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in contract.get_all_operations():
        operation = found.ok()

        @few
        @given(case=operation.as_strategy())
        def keep(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=OURS, checks=WANTED)

        keep()
