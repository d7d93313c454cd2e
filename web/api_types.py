"""Writes web/src/api.types.ts from the server's OpenAPI document: ``python web/api_types.py [--check]``.

One TypeScript interface for each schema, so that the pages cannot misread what the server sends: after a change of the
server, types that no longer fit fail `scripts/check`, and a file that was not written anew fails a test.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent / "src" / "api.types.ts"

_HEAD = "// Written by web/api_types.py from the server's OpenAPI document. Do not edit.\n"
_PLAIN = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}

Schema = Mapping[str, Any]


def typescript(document: Mapping[str, Any]) -> str:
    """Return the TypeScript of all schemas of an OpenAPI 3.1 document, in the document's order."""
    schemas: Mapping[str, Schema] = document.get("components", {}).get("schemas", {})
    return "\n".join([_HEAD, *(_declaration(name, schema) for name, schema in schemas.items())])


def _declaration(name: str, schema: Schema) -> str:
    note = _note(schema, "")
    if "properties" not in schema:
        return f"{note}export type {_name(name)} = {_type(schema)};\n"
    return f"{note}export interface {_name(name)} {{\n{_members(schema, '  ')}}}\n"


def _members(schema: Schema, indent: str) -> str:
    required = schema.get("required", ())
    return "".join(
        f"{_note(member, indent)}{indent}{_key(name)}{'' if name in required else '?'}: {_type(member)};\n"
        for name, member in schema["properties"].items()
    )


def _type(schema: Schema | bool) -> str:
    if isinstance(schema, bool) or not schema:
        return "unknown"
    if "$ref" in schema:
        return _name(str(schema["$ref"]).rsplit("/", 1)[-1])
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if "enum" in schema:
        return _union(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    for combination in ("anyOf", "oneOf"):
        if combination in schema:
            return _union(_type(part) for part in schema[combination])
    if "allOf" in schema:
        return " & ".join(_type(part) for part in schema["allOf"])
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return _union(_type({**schema, "type": kind}) for kind in kinds)
    return _type_of_kind(kinds, schema)


def _type_of_kind(kind: str | None, schema: Schema) -> str:
    if kind == "array":
        return _array(schema)
    if kind == "object":
        return _object(schema)
    return "unknown" if kind is None else _PLAIN[kind]


def _array(schema: Schema) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(_type(item) for item in schema['prefixItems'])}]"
    item = _type(schema.get("items", True))
    return f"({item})[]" if " " in item else f"{item}[]"


def _object(schema: Schema) -> str:
    if "properties" in schema:
        return f"{{ {' '.join(_members(schema, '').split(chr(10))).strip()} }}"
    return f"Record<string, {_type(schema.get('additionalProperties', True))}>"


def _union(parts: Any) -> str:
    return " | ".join(dict.fromkeys(parts))


def _name(name: str) -> str:
    # FastAPI calls a model that differs between request and answer `Model-Input` and `Model-Output`.
    return re.sub(r"\W", "", name)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_$][\w$]*", name) else json.dumps(name)


def _note(schema: Schema | bool, indent: str) -> str:
    text = "" if isinstance(schema, bool) else str(schema.get("description", ""))
    first = " ".join(text.split("\n\n")[0].split()).replace("*/", "* /")
    return f"{indent}/** {first} */\n" if first else ""


def _main(arguments: list[str]) -> int:
    from coincide.web import openapi_document

    wanted = typescript(openapi_document())
    if arguments == ["--check"]:
        is_same = TARGET.read_text(encoding="utf-8") == wanted
        if not is_same:
            print(
                "error: web/src/api.types.ts is older than the server; run `python web/api_types.py`", file=sys.stderr
            )
        return 0 if is_same else 1
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
