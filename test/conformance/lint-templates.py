#!/usr/bin/env python3
"""Lints every template that `npm run synth` wrote, with cfn-lint, each for the regions that it is deployed to. The argument
is the folder of a synth with `--output`, if it is not cdk.out.

Ends with exit code 0 only if there is no error and no warning, and nothing that CDK would look up in an account. A template
with a known error is linted first, to see that cfn-lint finds it. All are linted in this process: cfn-lint takes three seconds to load, and most templates a second.
"""

import json
import sys
import tempfile
from pathlib import Path

from cfnlint.config import ConfigMixIn
from cfnlint.runner.cli import Runner
from cfnlint.runner.template import run_template_by_file_paths

RULES = Runner(ConfigMixIn([])).rules
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / (sys.argv[1] if len(sys.argv) > 1 else "cdk.out")
BROKEN = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/33"}}},
}


def lint(template, regions):
    """What cfn-lint finds in a template, one line each: errors, warnings, informational findings, an unreadable template."""
    config = ConfigMixIn(["--regions", *regions, "--template", str(template)])
    return [str(match) for match in run_template_by_file_paths(config, RULES)]


def manifest():
    return json.loads((OUT / "manifest.json").read_text())


def stacks():
    """Every stack's template and its region, from the manifest: `aws://<account>/<region>`."""
    artifacts = manifest()["artifacts"].values()
    return [
        (OUT / artifact["properties"]["templateFile"], [artifact["environment"].rsplit("/", 1)[1]])
        for artifact in artifacts
        if artifact["type"] == "aws:cloudformation:stack"
    ]


def stack_sets():
    """The StackSets' own templates, and the regions that their stack deploys each to: `management`, or `delegated`."""
    resources = [resource for template, _ in stacks() for resource in json.loads(template.read_text())["Resources"].values()]
    return [
        (
            OUT / f"{resource['Properties']['StackSetName']}.stackset.template.json",
            [region for group in resource["Properties"]["StackInstancesGroup"] for region in group["Regions"]],
        )
        for resource in resources
        if resource["Type"] == "AWS::CloudFormation::StackSet"
    ]


def other_templates():
    """Those for people: owners of private zones outside the segments get one role, which IAM has in every region; spokes a test instance."""
    hub = next(regions for template, regions in stacks() if template.name == "hub.template.json")
    owners = [(template, ["us-east-1"]) for template in OUT.glob("wheelwright-zone-owner.template.json")]
    return [*owners, *((template, hub) for template in OUT.glob("wheelwright-test-instance.template.json"))]


def main():
    if missing := manifest().get("missing"):
        return f"the synth would look up in an account: {json.dumps(missing)}"
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "broken.template.json"
        broken.write_text(json.dumps(BROKEN))
        if not lint(broken, ["us-east-1"]):
            return "cfn-lint found no error in a template with a VPC of 10.0.0.0/33, expected one"
    templates = [*stacks(), *stack_sets(), *other_templates()]
    known = {template for template, _ in templates}
    forgotten = sorted(template.name for template in OUT.glob("*.template.json") if template not in known)
    if forgotten:
        return f"{', '.join(forgotten)}: expected a stack or a StackSet of this template, found none"
    faults = 0
    for template, regions in templates:
        findings = lint(template, regions)
        faults += bool(findings)
        print(f"{'FAIL' if findings else 'ok  '} {template.name} ({', '.join(regions)})", flush=True)
        for finding in findings:
            print(f"     {finding}")
    return f"{faults} of {len(templates)} templates have findings" if faults else None


if __name__ == "__main__":
    sys.exit(main())
