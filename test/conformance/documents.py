#!/usr/bin/env python3
"""Validates what commands printed with --json against the schemas in docs/schemas: documents.py <folder of check.mjs>.

Each file is `<schema>.<number>.json`, with the command line and its document. Every schema must describe at least one document, save those of UNSEEN.
Each document is also checked with one member too many and without any, which its schema must refuse: else the check would see nothing.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

# A replay in the sandbox ends before a command can cancel it: test/cli/act.test.ts has its document.
UNSEEN = {"replay-cancel"}
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def validators():
    for file in sorted(SCHEMAS.glob("*.json")):
        schema = json.loads(file.read_text())
        Draft202012Validator.check_schema(schema)
        yield file.stem, Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def spoiled(document):
    """The document with one member too many, and without any."""
    yield "a member too many", {**document, "unknown": None}
    if document:
        yield "no member at all", {}


def main(folder):
    faults = []
    count = 0
    for name, validator in validators():
        files = sorted(Path(folder).glob(f"{name}.*.json"))
        if not files and name not in UNSEEN:
            faults.append(f"docs/schemas/{name}.json: no command has printed such a document")
        for file in files:
            ran = json.loads(file.read_text())
            count += 1
            for error in validator.iter_errors(ran["document"]):
                where = error.json_path
                faults.append(f"wheelwright {ran['line']} --json: {where}: {error.message}, by docs/schemas/{name}.json")
            for what, document in spoiled(ran["document"]):
                if validator.is_valid(document):
                    faults.append(f"docs/schemas/{name}.json: accepts a document with {what}")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{count} documents are as docs/schemas says" if not faults else f"{len(faults)} faults in {count} documents")
    return 1 if faults else 0


sys.exit(main(sys.argv[1]))
