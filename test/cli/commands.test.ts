import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
} from '@aws-sdk/client-ec2';
import { explainSchema } from '../../cli/schemas/explain';
import { historySchema } from '../../cli/schemas/history';
import { logsSchema } from '../../cli/schemas/logs';
import { statusSchema } from '../../cli/schemas/status';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';
import { documentOf, wheelwright } from './command-line';
import { memoryIo } from './memory-io';
import { operatorIo } from './operator';

const MINUTE = 60_000;
const READS =
  /^(sts:AssumeRole|sts:GetCallerIdentity|[a-z0-9-]+:(BatchGet|Describe|Get|List|Query|Search)\w+|[a-z0-9-]+:Query)$/;

let setting: EnrolledWorld;
let dev: string;
let joined: string;
let refused: string;
let config: string;
const folder = mkdtempSync(join(tmpdir(), 'wheelwright-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const landingZone = smallLandingZone();
  // JSON is YAML.
  config = join(folder, 'landing-zone.yaml');
  writeFileSync(config, JSON.stringify(landingZone));
  setting = await sharedOrganization(landingZone);
  dev = setting.organization.accounts['dev'] ?? '';
  joined = await setting.people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab' });
  await setting.people.tag(dev, joined);
  await untilVpcIs(setting, joined, 'joined');
  refused = await setting.people.createVpc(dev, { cidr: '10.99.0.0/20', zones: 'ab' });
  await setting.people.tag(dev, refused);
  await untilVpcIs(setting, refused, 'refused');
  await setting.world.clock.jump(10 * MINUTE);
});

const run = (args: readonly string[], columns?: number) =>
  wheelwright([...args, '--config', config], operatorIo(setting, columns === undefined ? {} : { columns }));

describe('wheelwright status', () => {
  it('prints the mesh, the counts, the VPCs that need people first, and what to do next', async () => {
    const { code, stdout, stderr } = await run(['status']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head, counts, , columns, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(
      new RegExp(`^mesh ${setting.hub.transitGatewayId} {2}ap-southeast-3 {2}swept \\d+m ago {2}dead letters 0$`),
    );
    expect(counts).toBe('1 joined  1 refused  1 account enrolled');
    expect(columns).toMatch(/^SEGMENT {2}ACCOUNT +VPC +CIDR +STATE +SINCE {3}WHY$/);
    expect(rows).toEqual([
      expect.stringMatching(`^– +dev +${refused}  10.99.0.0/20 +✗ refused +\\d+m +cidr-outside-segment: `),
      expect.stringMatching(`^dev +dev +${joined}  10.1.0.0/20 +✓ joined +\\d+m$`),
      `Next: wheelwright explain ${refused}`,
    ]);
  });

  it('fits into 80 columns of a terminal', async () => {
    const { stdout } = await run(['status', '--no-color'], 80);
    expect(stdout).toContain(refused);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('prints one document with --json, as its schema says', async () => {
    const args = ['status', '--config', config];
    const { vpcs, counts, deadLetters } = await documentOf(statusSchema, args, operatorIo(setting));
    expect(vpcs).toMatchObject([
      { vpcId: refused, state: 'refused', reason: 'cidr-outside-segment', accountName: 'dev' },
      { vpcId: joined, state: 'joined', segment: 'dev', cidrs: ['10.1.0.0/20'] },
    ]);
    expect(counts).toMatchObject({ vpcs: { joined: 1, refused: 1 }, accounts: { joined: 1 } });
    expect(deadLetters).toEqual({ enroll: 0, join: 0, 'grant-pull': 0 });
  });

  it('prints only the states that are asked for', async () => {
    const { stdout } = await run(['status', '--state', 'joined']);
    expect(stdout).not.toContain(refused);
    const { code, stderr } = await run(['status', '--state', 'broken']);
    expect(code).toBe(64);
    expect(stderr).toContain("argument 'broken' is invalid. Allowed choices are asked");
  });
});

describe('wheelwright history', () => {
  it('prints the steps of a VPC, the newest first, with what woke the worker and what was changed', async () => {
    const { code, stdout } = await run(['history', joined]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(new RegExp(`^2\\d{3}-\\S+Z {2}${joined} {2}joining → joined`));
    expect(stdout).toMatch(/^ {2}\+ attachment: /m);
    expect(stdout).toMatch(
      /^ {2}after CreateRouteTable by assumed-role\/OrganizationAccountAccessRole\/administrator/m,
    );
    expect(stdout).toMatch(/^ {2}woken by vpc-changed \(3\), vpc-routes-changed \(2\)$/m);
  });

  it('prints the steps of all since a time', async () => {
    const args = ['history', '--all', '--since', '2h', '--config', config];
    const { steps } = await documentOf(historySchema, args, operatorIo(setting));
    expect(new Set(steps.map(({ key }) => key))).toEqual(new Set([dev, joined, refused]));
    expect(steps.map(({ at }) => at)).toEqual(
      steps
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    const recent = await documentOf(
      historySchema,
      ['history', '--all', '--since', '1m', '--config', config],
      operatorIo(setting),
    );
    expect(recent.steps).toEqual([]);
  });

  it.each([
    [['history'], 64, 'error: expected a VPC, an account or --all, and one of them'],
    [
      ['history', '--all', '--since', 'monday'],
      64,
      "argument 'monday' is invalid. Expected a time such as 2026-01-31T14:00Z",
    ],
    [['logs', 'vpc-0123', '--since', '1w'], 64, "argument '1w' is invalid. Expected a time such as 2026-01-31T14:00Z"],
    [['history', 'vpc-0123'], 1, 'error: expected a VPC that asked to join once'],
    [['history', 'dev'], 1, 'error: expected the id of a VPC, vpc-…, or of an account, twelve digits, found "dev"'],
  ])('%j ends with %i', async (args, code, said) => {
    const ran = await run(args);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(said);
  });
});

describe('wheelwright explain', () => {
  it('prints what a joined VPC has, concept by concept, and ends with 0', async () => {
    const { code, stdout } = await run(['explain', joined]);
    expect(stdout.split('\n').slice(0, -1)).toEqual([
      `dev / ${joined}  10.1.0.0/20  joined`,
      expect.stringMatching(/^✓ asks +tag wheelwright:join=true$/),
      expect.stringMatching(/^✓ may +admitted to segment dev$/),
      expect.stringMatching(/^✓ query-log +DNS queries are logged$/),
      expect.stringMatching(/^✓ flow-log /),
      expect.stringMatching(/^✓ attachment /),
      expect.stringMatching(/^✓ segment-routing +in "dev", propagated to dev, shared$/),
      expect.stringMatching(/^✓ vpc-route /),
      expect.stringMatching(/^✓ private-zone +dev\.piksel\.internal, piksel\.internal$/),
      expect.stringMatching(/^✓ s3-endpoint /),
      expect.stringMatching(/^✓ dhcp-options +uses the hub's resolver$/),
    ]);
    expect(code).toBe(0);
  });

  it('says why a VPC is refused, and ends with 3', async () => {
    const { code, stdout } = await run(['explain', refused]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^✗ may +.*10\.99\.0\.0\/20/m);
    expect(stdout).toMatch(/^Next: wheelwright history vpc-/m);
  });

  it('reads an account with its region, its roles and its shares', async () => {
    const { code, stdout } = await run(['explain', dev]);
    expect(stdout).toMatch(/^dev {2}joined\n✓ may .*\n✓ region-opt-in .*\n✓ spoke-access .*\n✓ resource-share /);
    expect(code).toBe(0);
  });

  it('writes nothing, neither in the hub nor in the spoke', async () => {
    const before = setting.world.calls.length;
    await run(['explain', joined]);
    await run(['explain', dev]);
    const calls = setting.world.calls.slice(before);
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.map(({ action }) => action).filter((action) => !READS.test(action))).toEqual([]);
  });

  it('tells a joined VPC that does not work from one that does, with the command that ends it', async () => {
    const ec2 = await setting.people.ec2(dev);
    const Filters = [{ Name: 'vpc-id', Values: [joined] }];
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    const table = RouteTables.find(({ Associations }) => Associations?.some(({ Main }) => Main));
    const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
    const { InternetGatewayId } = InternetGateway ?? {};
    await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId: joined }));
    const route = { RouteTableId: table?.RouteTableId, DestinationCidrBlock: '10.0.0.0/16' };
    await ec2.send(new CreateRouteCommand({ ...route, GatewayId: InternetGatewayId }));
    const args = ['explain', joined, '--config', config];
    const { works, state, lines, remedies } = await documentOf(explainSchema, args, operatorIo(setting));
    expect({ works, state }).toEqual({ works: false, state: 'joined' });
    expect(lines.filter(({ is }) => is === 'wrong')).toMatchObject([
      { subject: 'path', text: expect.stringContaining('(10.0.0.0/16 to igw-') as string },
      { subject: 'path', text: expect.stringContaining("do not reach the hub's resolver") as string },
    ]);
    expect(remedies).toEqual([
      `aws ec2 delete-route --route-table-id ${table?.RouteTableId ?? ''} --destination-cidr-block 10.0.0.0/16 --region ap-southeast-3`,
    ]);
    const { stdout } = await run(['explain', joined]);
    expect(stdout).toMatch(/joined, NOT working$/m);
    await ec2.send(new DeleteRouteCommand(route));
  });
});

describe('wheelwright logs', () => {
  it('prints what the functions have logged about a VPC, in the order of time', async () => {
    const args = ['logs', joined, '--since', '2h', '--config', config];
    const { lines } = await documentOf(logsSchema, args, operatorIo(setting));
    expect(lines.map(({ function: name }) => name)).toContain('join');
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort());
    for (const line of lines) expect(JSON.stringify(line)).toContain(joined);
    // Facts of Lambda itself are left out.
    const fields = new Set(lines.flatMap((line) => Object.keys(line.fields)));
    expect(fields).toContain('accountId');
    for (const field of ['service', 'timestamp', 'function_name', 'cold_start']) expect(fields).not.toContain(field);
    const { stdout } = await run(['logs', joined, '--since', '2h']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(lines.length);
    expect(stdout).toMatch(/^\S+Z {2}join {8}\S.* {2}accountId=\d{12} /m);
  });

  it('has the lines of every function about an account, and refuses what the ledger has not', async () => {
    const args = ['logs', dev, '--since', '1d', '--config', config];
    const { lines } = await documentOf(logsSchema, args, operatorIo(setting));
    expect(new Set(lines.map(({ function: name }) => name))).toEqual(new Set(['route', 'enroll', 'join']));
    expect(await run(['logs', 'vpc-0123'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('expected a VPC that asked to join once') as string,
    });
  });

  it('says that there is none', async () => {
    const { stdout } = await run(['logs', joined, '--since', '1s']);
    expect(stdout).toMatch(new RegExp(`^No line about ${joined} since 20\\d\\d-.+Z\\. Next: --since 7d\\n$`));
  });
});

describe('the connection', () => {
  it('refuses credentials of another account, and says which are expected', async () => {
    const { requestHandler, credentials } = await setting.people.configOf(dev);
    const io = memoryIo({ clock: setting.world.clock, aws: { requestHandler, credentials } });
    const { code, stderr } = await wheelwright(['status', '--config', config], io);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `error: expected credentials of the hub account ${setting.landingZone.hub.accountId}, found credentials of account ${dev}.\nNext: name a profile of the hub account: --profile <name>\n`,
    );
  });

  it('has the credentials of the profile that --profile names, from the shared files', async () => {
    const { world, landingZone, people } = setting;
    const files = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') };
    const hub = world.administrator(landingZone.hub.accountId);
    const { requestHandler, credentials: team } = await people.configOf(dev);
    const section = (name: string, keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
      [
        ...[`[${name}]`, `aws_access_key_id = ${keys.accessKeyId}`, `aws_secret_access_key = ${keys.secretAccessKey}`],
        ...(keys.sessionToken === undefined ? [] : [`aws_session_token = ${keys.sessionToken}`]),
      ].join('\n');
    writeFileSync(files.AWS_SHARED_CREDENTIALS_FILE, `${section('hub', hub)}\n${section('team', team)}\n`);
    writeFileSync(files.AWS_CONFIG_FILE, '[profile nobody]\nregion = eu-west-1\n');
    const before = { ...process.env };
    // What this machine knows is not asked.
    Object.assign(process.env, { ...files, AWS_EC2_METADATA_DISABLED: 'true' });
    const as = (profile: string) =>
      wheelwright(
        ['status', '--profile', profile, '--config', config],
        memoryIo({ clock: world.clock, aws: { requestHandler } }),
      );
    try {
      expect(await as('hub')).toMatchObject({ code: 0, stdout: expect.stringContaining(joined) as string });
      expect((await as('team')).stderr).toContain(`found credentials of account ${dev}`);
      expect(await as('nobody')).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/found no AWS credentials[^]*--profile <name>/) as string,
      });
    } finally {
      process.env = before;
    }
  });

  it('refuses a region that is not governed', async () => {
    const { stderr } = await run(['status', '--region', 'eu-west-1']);
    expect(stderr).toMatch(/^error: expected a governed region, ap-southeast-3, found eu-west-1\./);
  });

  it('assumes the operator role in the name of the caller', async () => {
    const before = setting.world.calls.length;
    await run(['status']);
    const callers = new Set(setting.world.calls.slice(before).map(({ caller }) => caller));
    expect([...callers]).toContain('wheelwright-operator-look');
  });
});
