import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import * as z from 'zod';

const credentials = z.strictObject({ accountId: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() });
const document = z.strictObject({
  endpoint: z.url(),
  region: z.literal('ap-southeast-3'),
  organizationalUnits: z.record(z.string(), z.string().startsWith('ou-')),
  rootId: z.literal('r-pksl'),
  management: credentials,
  hub: credentials,
});

describe('npm run sandbox', () => {
  let server: ChildProcess | undefined;
  afterEach(() => server?.kill('SIGKILL'));

  it('prints one line of JSON, and serves the organization to AWS clients on loopback', async () => {
    server = spawn(process.execPath, ['test/start.mjs', 'test/sandbox/main.ts', '--port', '0', '--speed', '60']);
    const { stdout: lines } = server;
    if (!lines) throw new Error('The sandbox has no standard output.');
    const line = await new Promise<string>((resolve) => createInterface(lines).once('line', resolve));
    const sandbox = document.parse(JSON.parse(line));
    expect(sandbox.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);

    const config = (account: z.infer<typeof credentials>, region: string) => ({
      endpoint: sandbox.endpoint,
      region,
      credentials: { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey },
    });
    const organizations = new OrganizationsClient(config(sandbox.management, 'us-east-1'));
    const { Accounts } = await organizations.send(new ListAccountsCommand({}));
    expect(Accounts?.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['hub', 'dev', 'staging', 'prod']));
    const { Vpcs } = await new EC2Client(config(sandbox.hub, sandbox.region)).send(new DescribeVpcsCommand({}));
    expect(Vpcs?.map(({ CidrBlock }) => CidrBlock)).toContain('10.0.0.0/16');

    const ended = once(server, 'close');
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('ends with the errors of a landing zone that it cannot use', async () => {
    server = spawn(process.execPath, ['test/start.mjs', 'test/sandbox/main.ts', '--config', 'missing.yaml']);
    const { stderr } = server;
    if (!stderr) throw new Error('The sandbox has no standard error.');
    const [line] = (await once(createInterface(stderr), 'line')) as string[];
    expect(line).toMatch(/^missing\.yaml: expected a file, found none/);
    expect(server.exitCode ?? (await once(server, 'close'))[0]).toBe(1);
  });
});
