"""The sandbox as a subprocess, and boto3 clients for it."""

import json
import os
import queue
import signal
import subprocess
import threading
from contextlib import contextmanager

import boto3
from botocore.config import Config

COMMAND = ["npm", "run", "-s", "sandbox", "--", "--port", "0", "--speed", "60"]
START_SECONDS = 300
STOP_SECONDS = 10
# The region of global services, and of sessions: a new account has it enabled.
GLOBAL_REGION = "us-east-1"


class Failure(Exception):
    """A step that failed; its text is printed."""


@contextmanager
def sandbox():
    """Starts the sandbox and yields its line of JSON, parsed; ends its process group afterwards."""
    process = subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield first_line(process)
    finally:
        # npm, its shell and node are in one process group.
        try:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def first_line(process):
    lines = queue.Queue()
    threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True).start()
    try:
        line = lines.get(timeout=START_SECONDS)
    except queue.Empty:
        raise Failure(f"the sandbox printed no line within {START_SECONDS} s") from None
    if not line:
        raise Failure(f"the sandbox ended with exit code {process.wait()} before it printed a line")
    try:
        facts = json.loads(line)
    except json.JSONDecodeError:
        raise Failure(f"the sandbox's first line is not JSON: {line!r}") from None
    if not facts["endpoint"].startswith("http://127.0.0.1:"):
        raise Failure(f"the sandbox listens on {facts['endpoint']}, expected 127.0.0.1")
    return facts


class Account:
    """Clients of one account in the sandbox, made when they are first used."""

    def __init__(self, facts, access_key_id, secret_access_key, session_token=None):
        self._facts = facts
        self._session = boto3.Session(
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret_access_key,
            aws_session_token=session_token,
        )
        self._clients = {}

    def client(self, service, region=None):
        region = region or self._facts["region"]
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = self._session.client(
                service,
                region_name=region,
                endpoint_url=self._facts["endpoint"],
                # One attempt, so that each response is tested. No proxy for loopback.
                config=Config(retries={"total_max_attempts": 1}, inject_host_prefix=False, proxies={}),
            )
        return self._clients[key]

    def assume(self, account_id, role="OrganizationAccountAccessRole"):
        """The account with its administrator role, by a session from a region that every account has enabled."""
        answer = self.client("sts", GLOBAL_REGION).assume_role(
            RoleArn=f"arn:aws:iam::{account_id}:role/{role}", RoleSessionName="conformance"
        )
        credentials = answer["Credentials"]
        return Account(
            self._facts, credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"]
        )


def management(facts):
    """The management account, with the keys that the sandbox printed."""
    keys = facts["management"]
    return Account(facts, keys["accessKeyId"], keys["secretAccessKey"])
