#!/usr/bin/env python3
"""Keeps test/infra/upgrade/create-only.json: per resource type of our templates, the properties whose change replaces it.

They are `createOnlyProperties` and `conditionalCreateOnlyProperties` of CloudFormation's own resource schemas, which
cfn-lint brings along. Without an argument the file is written for every type in cdk.out and in it; with `--check` it is
compared, and the exit code is 0 only if it says what the schemas say.
"""

import json
import sys
from pathlib import Path

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "test/infra/upgrade/create-only.json"


def create_only(resource_type):
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    pointers = [
        *(schema.get("createOnlyProperties") or []),
        *(schema.get("conditionalCreateOnlyProperties") or []),
    ]
    return sorted(pointer.removeprefix("/properties/") for pointer in pointers)


def types():
    known = set(json.loads(TABLE.read_text())) if TABLE.exists() else set()
    for template in (ROOT / "cdk.out").glob("*.template.json"):
        resources = json.loads(template.read_text())["Resources"].values()
        known |= {resource["Type"] for resource in resources}
    return sorted(known)


def main():
    table = json.dumps({name: create_only(name) for name in types()}, indent=2) + "\n"
    if "--check" not in sys.argv[1:]:
        TABLE.write_text(table)
        return None
    if json.loads(TABLE.read_text()) != json.loads(table):
        return f"{TABLE.relative_to(ROOT)} is not what CloudFormation's schemas say: run this script without --check"
    print(f"ok   {TABLE.relative_to(ROOT)}")
    return None


if __name__ == "__main__":
    sys.exit(main())
