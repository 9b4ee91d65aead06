/** A sandbox, and what teams and administrators do in it with the AWS SDK. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { environment, run, say, started } from './outside.mjs';

/** Every command line that has run and ended as expected, and its document if it printed one. */
class Ran {
  lines = [];
  documents = [];
}

/** The program of `wheelwright` in a folder: the file that Node runs, and the arguments before the user's. */
export class Wheelwright {
  constructor(program, cwd, { env = environment(cwd), ran = new Ran() } = {}) {
    Object.assign(this, { program, cwd, env, ran });
  }

  /** Runs a command to its end. */
  async run(args, more = {}) {
    const options = { cwd: this.cwd, env: this.env, ...more };
    const shown = ['wheelwright', ...args];
    const ended = await run(process.execPath, [...this.program, ...args], { ...options, shown });
    this.ran.lines.push(args.join(' '));
    return ended;
  }

  /** Runs it with `--json`, and returns its document. */
  async document(args, more = {}) {
    const { stdout } = await this.run([...args, '--json'], more);
    const document = JSON.parse(stdout);
    this.ran.documents.push({ line: args.join(' '), document });
    return document;
  }

  /** The same program on a sandbox, as the administrator of the hub account. */
  on({ endpoint, hub: { accessKeyId, secretAccessKey } }) {
    const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const env = { ...this.env, AWS_ENDPOINT_URL: endpoint, ...keys };
    return new Wheelwright(this.program, this.cwd, { env, ran: this.ran });
  }

  /** Serves the emulated organization while `use` works with it. */
  async sandbox(use) {
    const args = [...this.program, 'sandbox', '--port', '0', '--speed', '60'];
    const options = { cwd: this.cwd, env: this.env, stdio: ['ignore', 'pipe', 'inherit'] };
    const child = started(spawn(process.execPath, args, options));
    const ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
    try {
      const line = await Promise.race([
        new Promise((resolve) => createInterface(child.stdout).once('line', resolve)),
        ended.then((code) => Promise.reject(new Error(`The sandbox ended with ${code} before it served.`))),
      ]);
      say('the sandbox serves');
      await use(JSON.parse(line));
    } finally {
      child.kill('SIGTERM');
    }
    assert.equal(await ended, 0, 'the exit code of the sandbox');
    this.ran.lines.push('sandbox');
  }
}

const require = createRequire(import.meta.url);

/** The SDK as people use it: the repository's, as the package brings none to import. */
export class People {
  constructor(served) {
    this.served = served;
  }

  /** Lets time pass as `wheelwright sandbox pass` does, without its start. */
  async pass(minutes) {
    const url = new URL(`/_sandbox/pass?seconds=${60 * minutes}`, this.served.endpoint);
    const { ok, status } = await fetch(url, { method: 'POST' });
    assert.ok(ok, `The sandbox answers ${status}, when ${minutes} minutes are to pass.`);
  }

  /** A client of an account that the sandbox printed: `hub` or `management`. */
  client(service, name, account, region) {
    const { endpoint } = this.served;
    const { accessKeyId, secretAccessKey } = this.served[account];
    const { [name]: Client } = require(`@aws-sdk/client-${service}`);
    return new Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  }

  /** The team of a workload account. */
  async team(accountName) {
    const { endpoint, region } = this.served;
    const organizations = this.client('organizations', 'Organizations', 'management', 'us-east-1');
    const { Accounts } = await organizations.listAccounts({});
    const { Id } = Accounts.find(({ Name }) => Name === accountName);
    const sts = this.client('sts', 'STS', 'management', 'us-east-1');
    const RoleArn = `arn:aws:iam::${Id}:role/OrganizationAccountAccessRole`;
    const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'team' });
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
    const { EC2 } = require('@aws-sdk/client-ec2');
    const { IAM } = require('@aws-sdk/client-iam');
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const iam = new IAM({ endpoint, region: 'us-east-1', credentials });
    return new Team(new EC2({ endpoint, region, credentials }), iam, region);
  }
}

class Team {
  constructor(ec2, iam, region) {
    Object.assign(this, { ec2, iam, region });
  }

  /** A VPC that may join, with a subnet in each zone: `10.1.16` is 10.1.16.0/20 with 10.1.16.0/24 and so on. */
  async createVpc(block, zones) {
    const { Vpc } = await this.ec2.createVpc({ CidrBlock: `${block}.0/20` });
    const { VpcId } = Vpc;
    await this.ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } });
    for (const zone of zones) await this.addSubnet(VpcId, block, zone);
    return VpcId;
  }

  async addSubnet(VpcId, block, zone) {
    const [first, second, third] = block.split('.').map(Number);
    const CidrBlock = `${first}.${second}.${third + 'abc'.indexOf(zone)}.0/24`;
    await this.ec2.createSubnet({ VpcId, CidrBlock, AvailabilityZone: `${this.region}${zone}` });
  }

  async tag(vpcId, value = 'true') {
    await this.ec2.createTags({ Resources: [vpcId], Tags: [{ Key: 'wheelwright:join', Value: value }] });
  }

  async untag(vpcId) {
    await this.ec2.deleteTags({ Resources: [vpcId], Tags: [{ Key: 'wheelwright:join' }] });
  }
}
