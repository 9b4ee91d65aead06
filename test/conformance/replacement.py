#!/usr/bin/env python3
"""Keeps test/twin/cloudformation/create-only.json: per resource type of our templates, the properties whose change replaces it.

They are `createOnlyProperties` and `conditionalCreateOnlyProperties` of CloudFormation's resource schemas, which cfn-lint
contains. Without an argument the file is written for all types in cdk.out and in the file. With `--check` each type in the
file is compared, and the exit code is 0 only if all are equal to the schemas; a type that is missing and holds state fails the
upgrade test.
"""

import json
import sys
from pathlib import Path

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "test/twin/cloudformation/create-only.json"


def create_only(resource_type):
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    pointers = [
        *(schema.get("createOnlyProperties") or []),
        *(schema.get("conditionalCreateOnlyProperties") or []),
    ]
    return sorted(pointer.removeprefix("/properties/") for pointer in pointers)


def known():
    return json.loads(TABLE.read_text()) if TABLE.exists() else {}


def synthesized():
    templates = [json.loads(path.read_text()) for path in (ROOT / "cdk.out").glob("*.template.json")]
    return {resource["Type"] for template in templates for resource in template["Resources"].values()}


def main():
    if "--check" not in sys.argv[1:]:
        types = sorted({*known(), *synthesized()})
        TABLE.write_text(json.dumps({name: create_only(name) for name in types}, indent=2) + "\n")
        return None
    stale = [name for name, properties in known().items() if properties != create_only(name)]
    if stale or not known():
        return f"{TABLE.relative_to(ROOT)} differs from CloudFormation's schemas of {', '.join(stale) or 'all types'}; run this script without --check"
    print(f"ok   {TABLE.relative_to(ROOT)}")
    return None


if __name__ == "__main__":
    sys.exit(main())
