import { CreateTagsCommand, EC2Client, EnableTransitGatewayRouteTablePropagationCommand } from '@aws-sdk/client-ec2';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { AssociateVPCWithHostedZoneCommand, Route53Client, type VPCRegion } from '@aws-sdk/client-route-53';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { adoptSchema } from '../../cli/schemas/adopt';
import { initSchema } from '../../cli/schemas/init';
import { planSchema } from '../../cli/schemas/plan';
import { readLandingZone } from '../../infra/landing-zone-file';
import type { LandingZone } from '../../lib/landing-zone';
import { LEDGER_TABLE } from '../../lib/names';
import { reachable } from '../twin/ec2/tgw-reach';
import { deploy } from '../world/assembly/deploy';
import { enrolled, untilVpcIs } from '../world/enrolled';
import { documentOf, wheelwright } from './command-line';
import { handMadeHub, hubIo, privateZone, READER, type HandMade } from './hand-made-hub';

const MINUTE = 60_000;
const file = join(mkdtempSync(join(tmpdir(), 'wheelwright-')), 'landing-zone.yaml');
const SPOKES = ['dev', 'staging', 'prod'];

let made: HandMade;
let landingZone: LandingZone;
/** Paths that were closed at any instant, as `dev – prod`. */
const closed = new Set<string>();
/** Instants at which prod did not reach the hub VPC. */
const instants: number[] = [];
const isOpen = (one: string, other: string): boolean =>
  reachable(made.world, made.vpcs[one] ?? '', made.vpcs[other] ?? '');
const PAIRS = ['hub', ...SPOKES].flatMap((one, index, all) =>
  all.slice(index + 1).map((other) => [one, other] as const),
);
const settingOf = () => ({ ...made, landingZone, hub: {} as never });

beforeAll(async () => {
  const everywhere = ['Shared services', 'Workloads'];
  made = await handMadeHub({
    tables: { 'Shared services': ['hub'], Workloads: SPOKES },
    propagations: { hub: everywhere, dev: everywhere, staging: everywhere, prod: everywhere },
  });
  await privateZone(made, 'corp.example', ['hub', 'dev', 'staging']);
  const tools = await privateZone(made, 'tools.example', []);
  await documentOf(initSchema, ['init', '--from-hub', '--config', file, '--management-role', READER], hubIo(made));
  giveProdItsOwnTable();
  landingZone = readLandingZone(file);
  await endBlocks(tools);
  if (!PAIRS.every(([one, other]) => isOpen(one, other)))
    throw new Error('The hand-made mesh has a path that is closed.');
  made.world.around.push(async (_invocation, next) => {
    try {
      return await next();
    } finally {
      for (const [one, other] of PAIRS) if (!isOpen(one, other)) closed.add(`${one} – ${other}`);
      if (!isOpen('hub', 'prod')) instants.push(made.world.clock.now().getTime());
    }
  });
  const { world, organization } = made;
  const { hub } = await deploy(world, landingZone);
  await reachFromNewTable(hub.routeTableIds['prod'] ?? '');
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  for (const name of SPOKES) await enrolled(settingOf(), name, organization.accounts[name] ?? '');
});

/** In the file prod is a segment of its own, which gets a new table: its VPC moves. */
function giveProdItsOwnTable(): void {
  const { segments, reach, ...rest } = parse(readFileSync(file, 'utf8')) as {
    readonly segments: Readonly<Record<string, { cidrs: string[]; organizationalUnits: string[] }>>;
    readonly reach: readonly string[][];
  };
  const { workloads } = segments;
  const without = (list: string[] = [], text: string) => list.filter((each) => !each.includes(text));
  const prod = {
    cidrs: ['10.3.0.0/16'],
    organizationalUnits: workloads?.organizationalUnits.filter((id) => id.includes('prod')) ?? [],
  };
  const others = {
    ...workloads,
    cidrs: without(workloads?.cidrs, '10.3.'),
    organizationalUnits: without(workloads?.organizationalUnits, 'prod'),
  };
  const pairs = [...reach, ['prod', 'workloads'], ['prod', 'shared-services']];
  writeFileSync(file, stringify({ ...rest, segments: { ...segments, workloads: others, prod }, reach: pairs }));
}

/** The stack propagates a hub VPC that is propagated already to no table, and so not to a new one either. */
async function reachFromNewTable(TransitGatewayRouteTableId: string): Promise<void> {
  const { world, attachments } = made;
  const { accountId, region } = landingZone.hub;
  await new EC2Client(world.config(world.administrator(accountId), region)).send(
    new EnableTransitGatewayRouteTablePropagationCommand({
      TransitGatewayRouteTableId,
      TransitGatewayAttachmentId: attachments['hub'],
    }),
  );
  await world.clock.jump(MINUTE);
}

/** What `init` lists as in the way, but for the RAM share, which is of use until ours is there. */
async function endBlocks(zoneId: string): Promise<void> {
  const { world, vpcs, attachments } = made;
  const { accountId, region } = landingZone.hub;
  const hub = new EC2Client(world.config(world.administrator(accountId), region));
  await hub.send(
    new CreateTagsCommand({
      Resources: [attachments['hub'] ?? ''],
      Tags: [{ Key: 'wheelwright:cidrs', Value: '10.0.0.0/16' }],
    }),
  );
  const VPC = { VPCId: vpcs['hub'], VPCRegion: region as VPCRegion };
  await new Route53Client(world.config(world.administrator(accountId), 'us-east-1')).send(
    new AssociateVPCWithHostedZoneCommand({ HostedZoneId: zoneId, VPC }),
  );
}

/** The changes that were made for a VPC, by concept and verb. */
async function applied(accountId: string, vpcId: string): Promise<readonly string[]> {
  const { accountId: hubId, region } = landingZone.hub;
  const table = new DynamoDBClient(made.world.config(made.world.administrator(hubId), region));
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName: LEDGER_TABLE,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `history/${accountId}/${region}/${vpcId}` } },
    }),
  );
  return Items.flatMap((item) => item['applied']?.L ?? [])
    .map(({ M = {} }) => `${M['concept']?.S ?? ''} ${M['verb']?.S ?? ''}`)
    .sort();
}

const VERBS = { '+': 'create', '~': 'update', '-': 'delete' } as const;

test('adopt prints the plan, asks, and prints the command with which the team asks to join', async () => {
  const vpcId = made.vpcs['dev'] ?? '';
  const io = hubIo(made);
  const { code, stdout } = await wheelwright(['adopt', vpcId, '--config', file, '--yes'], io);
  expect(code).toBe(3);
  expect(stdout).toContain('Interrupts: nothing.');
  expect(stdout).toContain(`aws ec2 create-tags --resources ${vpcId} --tags Key=wheelwright:join,Value=true`);
});

test('one VPC after another is adopted as planned, and nothing is interrupted at any instant but what the plan says', async () => {
  const { people, organization, world, vpcs } = made;
  const interrupted: string[] = [];
  const closedAfter: (readonly [string, number])[] = [];
  for (const name of SPOKES) {
    const [accountId, vpcId] = [organization.accounts[name] ?? '', vpcs[name] ?? ''];
    const plan = await documentOf(planSchema, ['plan', vpcId, '--config', file], hubIo(made));
    const planned = plan.targets
      .flatMap(({ changes }) => changes)
      .map(({ concept, sign }) => `${concept} ${VERBS[sign]}`);
    expect(plan).toMatchObject({ deployed: true, unread: [] });
    interrupted.push(...plan.interrupts);
    await people.tag(accountId, vpcId);
    const answer = await documentOf(adoptSchema, ['adopt', vpcId, '--config', file, '--yes'], hubIo(made));
    expect(answer.woken).toBe(true);
    await untilVpcIs(settingOf(), vpcId, 'joined');
    await world.clock.jump(10 * MINUTE);
    // A move is one line of a plan and two changes.
    const moves = name === 'prod' ? ['segment-routing create', 'segment-routing delete'] : [];
    const expected = planned.filter((each) => moves.length === 0 || each !== 'segment-routing update');
    expect(await applied(accountId, vpcId)).toEqual([...expected, ...moves].sort());
    closedAfter.push([name, closed.size]);
  }
  expect(closedAfter).toEqual([
    ['dev', 0],
    ['staging', 0],
    ['prod', 3],
  ]);
  expect(interrupted).toEqual([`${vpcs['prod'] ?? ''} for about a minute`]);
  expect([...closed].sort()).toEqual(['dev – prod', 'hub – prod', 'staging – prod']);
  const seconds = (Math.max(...instants) - Math.min(...instants)) / 1000;
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(120);
  for (const [one, other] of PAIRS) expect([one, other, isOpen(one, other)]).toEqual([one, other, true]);
  const after = await documentOf(planSchema, ['plan', '--all', '--config', file], hubIo(made));
  expect(after).toMatchObject({ unread: [], add: 0, change: 0, remove: 0 });
  expect((await wheelwright(['plan', '--config', file], hubIo(made))).code).toBe(0);
  await expect(
    documentOf(adoptSchema, ['adopt', vpcs['dev'] ?? '', '--config', file, '--yes'], hubIo(made)),
  ).rejects.toThrow('which Wheelwright manages');
});
