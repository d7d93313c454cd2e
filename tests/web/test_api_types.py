"""The types that the pages share with the server: how schemas are written, and that the file is current."""

from __future__ import annotations

from typing import Any

import pytest
from page_tools import load_tool

from coincide.web import openapi_document

api_types = load_tool("api_types")


def _written(schema: dict[str, Any]) -> str:
    lines = api_types.typescript({"components": {"schemas": {"Thing": schema}}}).splitlines()
    return "\n".join(lines[2:])


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ({"type": "integer"}, "number"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Other"}}, "Other[]"),
        ({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, "(string | null)[]"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "Record<string, number>"),
        ({"type": "object"}, "Record<string, unknown>"),
        ({"enum": ["sound", "image"], "type": "string"}, '"sound" | "image"'),
        ({"const": "done"}, '"done"'),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}]}, "[number, string]"),
        ({"type": ["number", "null"]}, "number | null"),
        ({}, "unknown"),
    ],
)
def test_a_schema_becomes_the_type_that_json_parses_to(schema: dict[str, Any], type_: str) -> None:
    assert _written(schema) == f"export type Thing = {type_};"


def test_a_member_that_may_be_missing_is_marked() -> None:
    schema = {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "required": ["a"]}
    assert _written(schema) == "export interface Thing {\n  a: string;\n  b?: string;\n}"


def test_the_first_paragraph_of_a_description_becomes_a_comment() -> None:
    schema = {"type": "string", "description": "A name.\n\nLonger story."}
    assert _written(schema) == "/** A name. */\nexport type Thing = string;"


def test_the_types_of_the_pages_are_those_of_the_server() -> None:
    """Fails after a change of the server until ``python web/api_types.py`` has been run."""
    assert api_types.TARGET.read_text(encoding="utf-8") == api_types.typescript(openapi_document())
