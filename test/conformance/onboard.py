#!/usr/bin/env python3
"""Onboards a new account and its VPC in the sandbox with boto3 alone, and lets the VPC leave again.

Starts the sandbox, prints each step with the real seconds so far, and ends with exit code 0, or 1 and a reason.
"""

import sys
import time

from botocore.exceptions import ClientError

from mesh import ASPECTS, STAGES, Mesh
from sandbox import GLOBAL_REGION, Failure, management, sandbox

UNIT = "Workloads/Dev"
CIDR = "10.1.32.0/20"
SUBNETS = ["10.1.32.0/24", "10.1.33.0/24", "10.1.34.0/24"]
JOIN_TAG = {"Key": "wheelwright:join", "Value": "true"}

ACCOUNT_SECONDS = 60
REGION_SECONDS = 60
JOIN_SECONDS = 120
LEAVE_SECONDS = 180
# After the VPC uses its own DNS servers again, its path stays for an hour of virtual time; polling may miss a part of it.
DRAIN_SECONDS = 55
PATH = ["attached", "associated", "propagated", "routed"]
POLL_SECONDS = 0.25

started = time.monotonic()


def say(text):
    print(f"[{time.monotonic() - started:6.1f} s] {text}", flush=True)


def poll(seconds, what, attempt):
    """Calls `attempt` until it returns a true value; a Failure states what it waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = attempt()
        if result:
            return result
        time.sleep(POLL_SECONDS)
    raise Failure(f"{what} took longer than {seconds} s")


def create_account(organizations):
    status = organizations.create_account(Email="conformance@example.com", AccountName="conformance")
    request_id = status["CreateAccountStatus"]["Id"]

    def finished():
        now = organizations.describe_create_account_status(CreateAccountRequestId=request_id)["CreateAccountStatus"]
        if now["State"] == "FAILED":
            raise Failure(f"CreateAccount failed: {now['FailureReason']}")
        return now["AccountId"] if now["State"] == "SUCCEEDED" else None

    return poll(ACCOUNT_SECONDS, "CreateAccount", finished)


def move_account(organizations, account_id, facts):
    parents = organizations.list_parents(ChildId=account_id)["Parents"]
    if [parent["Id"] for parent in parents] != [facts["rootId"]]:
        raise Failure(f"a new account lands in the root {facts['rootId']}, this one in {parents}")
    organizations.move_account(
        AccountId=account_id,
        SourceParentId=facts["rootId"],
        DestinationParentId=facts["organizationalUnits"][UNIT],
    )


def try_vpc(ec2):
    """The id of a new VPC, or None where the account has not enabled the region."""
    try:
        return ec2.create_vpc(CidrBlock=CIDR)["Vpc"]["VpcId"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "AuthFailure":
            return None
        raise


def prepare_vpc(ec2, vpc_id):
    zones = ec2.describe_availability_zones(Filters=[{"Name": "zone-type", "Values": ["availability-zone"]}])
    names = [zone["ZoneName"] for zone in zones["AvailabilityZones"]]
    if len(names) < len(SUBNETS):
        raise Failure(f"the region has only the zones {names}")
    for cidr, zone in zip(SUBNETS, names):
        ec2.create_subnet(VpcId=vpc_id, CidrBlock=cidr, AvailabilityZone=zone)
    # One attribute a call is all that ModifyVpcAttribute takes.
    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsSupport={"Value": True})
    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": True})


def join(ec2, mesh):
    before = mesh.dhcp_options_id()
    ec2.create_tags(Resources=[mesh.vpc_id], Tags=[JOIN_TAG])
    say(f"tagged {mesh.vpc_id} {JOIN_TAG['Key']}={JOIN_TAG['Value']}")
    missing = list(ASPECTS)

    def joined():
        for aspect in list(missing):
            if mesh.read(aspect)[1]:
                missing.remove(aspect)
                say(f"  {aspect}")
        return not missing

    try:
        poll(JOIN_SECONDS, "joining", joined)
    except Failure as failure:
        raise Failure(f"{failure}; still missing: {', '.join(missing)}") from None
    # All aspects must be complete at the same time.
    lost = [aspect for aspect in ASPECTS if not mesh.read(aspect)[1]]
    if lost:
        raise Failure(f"lost again while joining: {', '.join(lost)}")
    return before


def check_order(present):
    """Leaving is the reverse of joining: no aspect may outlive one that joined before it."""
    for aspect, stage in STAGES.items():
        outlived = [other for other in ASPECTS if STAGES[other] > stage and present[other]]
        if not present[aspect] and outlived:
            raise Failure(f"unsafe order: no longer {aspect}, and still {', '.join(outlived)}")


def leave(ec2, mesh, former_dhcp_options):
    ec2.delete_tags(Resources=[mesh.vpc_id], Tags=[{"Key": JOIN_TAG["Key"]}])
    say(f"untagged {mesh.vpc_id}")
    gone = {}

    def left():
        # Time passes between two reads. What is removed last is read first, so that each violation found is real.
        present = {aspect: mesh.read(aspect)[0] for aspect in ASPECTS}
        check_order(present)
        for aspect in reversed(ASPECTS):
            if not present[aspect] and aspect not in gone:
                gone[aspect] = time.monotonic()
                say(f"  no longer {aspect}")
        return not any(present.values())

    try:
        poll(LEAVE_SECONDS, "leaving", left)
    except Failure as failure:
        remaining = [aspect for aspect in ASPECTS if aspect not in gone]
        raise Failure(f"{failure}; still there: {', '.join(remaining) or 'nothing'}") from None
    drained = min(gone[aspect] for aspect in PATH) - gone["dns"]
    if drained < DRAIN_SECONDS:
        raise Failure(f"the path outlasted DNS by {drained:.1f} s only: instances that keep their lease were cut off")
    if mesh.dhcp_options_id() != former_dhcp_options:
        raise Failure(f"the VPC had {former_dhcp_options} and now has {mesh.dhcp_options_id()}")


def run(facts):
    root = management(facts)
    say(f"the sandbox serves {facts['endpoint']}, region {facts['region']}")
    organizations = root.client("organizations", GLOBAL_REGION)
    account_id = create_account(organizations)
    say(f"created account {account_id}")
    spoke = root.assume(account_id)
    hub = root.assume(facts["hub"]["accountId"])
    ec2 = spoke.client("ec2")
    # Before the account is moved, no segment permits it, so its region is not enabled.
    if try_vpc(ec2):
        raise Failure("CreateVpc succeeded in a new account, expected AuthFailure")
    say("its region answers AuthFailure")
    move_account(organizations, account_id, facts)
    say(f"moved it from the root to {UNIT}")
    vpc_id = poll(REGION_SECONDS, "enabling the region", lambda: try_vpc(ec2))
    say(f"the region is enabled; created {vpc_id}")
    prepare_vpc(ec2, vpc_id)
    mesh = Mesh(spoke, hub, vpc_id, CIDR, len(SUBNETS))
    former = join(ec2, mesh)
    say("joined")
    leave(ec2, mesh, former)
    say("left, in the safe order")


def main():
    try:
        with sandbox() as facts:
            run(facts)
    except Failure as failure:
        say(f"FAILED: {failure}")
        return 1
    except ClientError as error:
        say(f"FAILED: {error.operation_name}: {error}")
        return 1
    say("all as expected")
    return 0


if __name__ == "__main__":
    sys.exit(main())
