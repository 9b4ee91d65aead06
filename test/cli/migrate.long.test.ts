import {
  AssociateTransitGatewayRouteTableCommand,
  CreateTagsCommand,
  EC2Client,
  EnableTransitGatewayRouteTablePropagationCommand,
} from '@aws-sdk/client-ec2';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adoptSchema } from '../../cli/schemas/adopt';
import { initSchema } from '../../cli/schemas/init';
import { planSchema } from '../../cli/schemas/plan';
import { readLandingZone } from '../../infra/landing-zone-file';
import { carryingAttachment } from '../twin/ec2/tgw-lookups';
import { addOtherAttachment } from '../twin/ec2/tgw-other-attachments';
import { reachable } from '../twin/ec2/tgw-reach';
import { longestMatch, routesOf } from '../twin/ec2/tgw-routes';
import type { TransitGatewayAttachment } from '../twin/ec2/tgw-types';
import { deploy } from '../world/assembly/deploy';
import { enrolled, untilVpcIs } from '../world/enrolled';
import { documentOf } from './command-line';
import { handMadeHub, hubIo, READER, type HandMade } from './hand-made-hub';

const MINUTE = 60_000;
const file = join(mkdtempSync(join(tmpdir(), 'wheelwright-')), 'landing-zone.yaml');
const AS = ['--config', file, '--role', READER, '--management-role', READER];

/** The policies of Network Orchestration's guide ("Using and customizing route tables"): associated with, propagated to. */
const FLAT = ['Flat', ['Flat', 'On-premises', 'Infrastructure']] as const;
const ISOLATED = ['Isolated', ['On-premises', 'Infrastructure']] as const;
const SHARED_SERVICES = ['Infrastructure', ['Flat', 'On-premises', 'Isolated']] as const;
const HYBRID = ['On-premises', ['Flat', 'Infrastructure', 'Isolated']] as const;
const POLICIES = { hub: SHARED_SERVICES, dev: FLAT, staging: ISOLATED, prod: ISOLATED };
type Name = keyof typeof POLICIES;
const NAMES = Object.keys(POLICIES) as Name[];
const SPOKES = NAMES.filter((name) => name !== 'hub');
/** A range behind the VPN, below what VPCs route to the transit gateway. */
const ON_PREMISES = '10.200.0.0/16';

let made: HandMade;
let vpn: TransitGatewayAttachment;

const hubClient = (): EC2Client => {
  const { accountId, region } = made.landingZone.hub;
  return new EC2Client(made.world.config(made.world.administrator(accountId), region));
};

beforeAll(async () => {
  const withTable = (table: string) => NAMES.filter((name) => POLICIES[name][0] === table);
  made = await handMadeHub({
    tables: { Flat: withTable('Flat'), Isolated: withTable('Isolated'), Infrastructure: withTable('Infrastructure') },
    propagations: Object.fromEntries(NAMES.map((name) => [name, POLICIES[name][1]])),
    tags: Object.fromEntries(
      NAMES.map((name) => [
        name,
        { 'Associate-with': POLICIES[name][0], 'Propagate-to': POLICIES[name][1].join(', ') },
      ]),
    ),
  });
  const { world, gatewayId, tables } = made;
  const connection = { transitGatewayId: gatewayId, resourceId: 'vpn-0a', type: 'vpn', cidrs: [ON_PREMISES] } as const;
  vpn = addOtherAttachment(world, connection);
  const of = (name: string) => ({
    TransitGatewayAttachmentId: vpn.attachmentId,
    TransitGatewayRouteTableId: tables[name],
  });
  await hubClient().send(new AssociateTransitGatewayRouteTableCommand(of(HYBRID[0])));
  for (const name of HYBRID[1]) await hubClient().send(new EnableTransitGatewayRouteTablePropagationCommand(of(name)));
  await world.clock.jump(5 * MINUTE);
});

/** Whether the table of an attachment sends a range on to another attachment. */
function sends({ association }: TransitGatewayAttachment, cidr: string, to: TransitGatewayAttachment): boolean {
  const table = made.world.ec2.transitGatewayRouteTables.get(association?.routeTableId ?? '');
  const route = table && longestMatch(routesOf(made.world, table), cidr);
  return route?.state === 'active' && route.attachment?.attachmentId === to.attachmentId;
}

function reachesOnPremises(name: Name): boolean {
  const vpc = made.world.ec2.vpc(made.vpcs[name] ?? '');
  const attachment = vpc && carryingAttachment(made.world, made.gatewayId, vpc.vpcId);
  if (vpc === undefined || attachment === undefined) return false;
  return sends(attachment, ON_PREMISES, vpn) && vpc.cidrs.every(({ cidr }) => sends(vpn, cidr, attachment));
}

/** Who reaches whom, as `dev – hub` and `dev – On-premises`. */
const open = (): readonly string[] =>
  NAMES.flatMap((one, index) => [
    ...(reachesOnPremises(one) ? [`${one} – On-premises`] : []),
    ...NAMES.slice(index + 1).flatMap((other) =>
      reachable(made.world, made.vpcs[one] ?? '', made.vpcs[other] ?? '') ? [`${one} – ${other}`] : [],
    ),
  ]);

const option = (command: string, name: string): string => new RegExp(`--${name} (\\S+)`).exec(command)?.[1] ?? '';

/** Runs what `migrate` prints for EC2 as the next step; a table that the deployment makes is the one of the segment that is named. */
async function run(
  { found, next }: { readonly found: string; readonly next: string },
  tables: Readonly<Record<string, string>>,
): Promise<void> {
  const segment = /segment (\S+) /.exec(found)?.[1] ?? '';
  if (next.includes('aws ec2 create-tags')) {
    const [, Key = '', Value = ''] = /--tags Key=([^,]+),Value=(\S+)/.exec(next) ?? [];
    await hubClient().send(new CreateTagsCommand({ Resources: [option(next, 'resources')], Tags: [{ Key, Value }] }));
  }
  if (next.includes('aws ec2 enable-transit-gateway-route-table-propagation'))
    await hubClient().send(
      new EnableTransitGatewayRouteTablePropagationCommand({
        TransitGatewayAttachmentId: option(next, 'transit-gateway-attachment-id'),
        TransitGatewayRouteTableId: tables[segment],
      }),
    );
  await made.world.clock.jump(MINUTE);
}

test('after migrate, deployment and adoption the same VPCs reach each other, and only stated paths were closed meanwhile', async () => {
  const { world, organization, people, vpcs } = made;
  const before = open();
  expect(before).toEqual([
    ...['hub – On-premises', 'hub – dev', 'hub – staging', 'hub – prod'],
    ...['dev – On-premises', 'staging – On-premises', 'prod – On-premises'],
  ]);
  const { blocks } = await documentOf(initSchema, ['migrate', '--from', 'stno', ...AS], hubIo(made));
  const landingZone = readLandingZone(file);
  const { hub } = await deploy(world, landingZone);
  for (const block of blocks) await run(block, hub.routeTableIds);
  const setting = { ...made, landingZone, hub };
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  for (const name of SPOKES) await enrolled(setting, name, organization.accounts[name] ?? '');
  expect(open()).toEqual(before);

  /** The first and the last instant at which a path was closed. */
  const closed = new Map<string, readonly [number, number]>();
  const opened = new Set<string>();
  world.around.push(async (_invocation, next) => {
    try {
      return await next();
    } finally {
      const [now, at] = [open(), world.clock.now().getTime()];
      for (const pair of before) if (!now.includes(pair)) closed.set(pair, [closed.get(pair)?.[0] ?? at, at]);
      for (const pair of now) if (!before.includes(pair)) opened.add(pair);
    }
  });
  const interrupted: string[] = [];
  for (const name of SPOKES) {
    const vpcId = vpcs[name] ?? '';
    const plan = await documentOf(planSchema, ['plan', vpcId, '--config', file], hubIo(made));
    if (plan.interrupts.length > 0) interrupted.push(name);
    await people.tag(organization.accounts[name] ?? '', vpcId);
    await documentOf(adoptSchema, ['adopt', vpcId, '--config', file, '--yes'], hubIo(made));
    await untilVpcIs(setting, vpcId, 'joined');
    await world.clock.jump(10 * MINUTE);
  }
  expect(open()).toEqual(before);
  expect([...opened]).toEqual([]);
  expect(interrupted).toEqual(['staging', 'prod']);
  expect([...closed.keys()].sort()).toEqual(
    interrupted.flatMap((name) => [`${name} – On-premises`, `hub – ${name}`]).sort(),
  );
  for (const [pair, [first, last]] of closed) expect([pair, last - first <= 2 * MINUTE]).toEqual([pair, true]);
  expect(await documentOf(planSchema, ['plan', '--all', '--config', file], hubIo(made))).toMatchObject({
    unread: [],
    add: 0,
    change: 0,
    remove: 0,
  });
});
