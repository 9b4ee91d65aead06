import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { GONE } from '../../lib/aws/read/from-aws';
import { DRAIN, STATUS } from '../../lib/names';
import { CloseAccountCommand } from '@aws-sdk/client-organizations';
import type { CallRecord } from '../twin/world';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';
import { verify } from '../demo/verify';

const DRAIN_MS = 60 * 60_000;

interface Joined extends EnrolledWorld {
  readonly accountId: string;
  readonly vpcId: string;
}

async function joined(): Promise<Joined> {
  const setting = await sharedOrganization(fixtureLandingZone());
  const accountId = setting.organization.accounts['dev'] ?? '';
  const vpcId = await setting.people.createVpc(accountId, { cidr: '10.1.0.0/20', zones: 'ab', routeTables: 1 });
  await setting.people.tag(accountId, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  return { ...setting, accountId, vpcId };
}

/** The writes of our roles since a time, each action once, in the order of first calls. */
const writesSince = ({ world }: EnrolledWorld, from: number): readonly CallRecord[] => {
  const seen = new Set<string>();
  return world.calls.slice(from).filter(({ caller, mutating, action }) => {
    const counts = caller.startsWith('wheelwright-') && mutating && !/^(sts|sqs|dynamodb|events):/.test(action);
    return counts && !seen.has(action) && seen.add(action);
  });
};

const attached = ({ world, vpcId }: Joined): boolean =>
  [...world.ec2.transitGatewayAttachments.values()].some((one) => one.vpcId === vpcId && !GONE.has(one.state));

describe('a VPC that is untagged', () => {
  it('uses its own DNS servers again at once, keeps its path during the drain, and loses its logs last', async () => {
    const setting = await joined();
    const { people, world, accountId, vpcId } = setting;
    const from = world.calls.length;
    const untagged = world.clock.now().getTime();
    await people.untag(accountId, vpcId);
    await untilVpcIs(setting, vpcId, 'left');
    const writes = writesSince(setting, from);
    expect(writes.map(({ action }) => action)).toEqual([
      'ec2:AssociateDhcpOptions',
      'ec2:CreateTags',
      'ec2:DeleteDhcpOptions',
      'route53:DisassociateVPCFromHostedZone',
      'ec2:DeleteRoute',
      'ec2:DisableTransitGatewayRouteTablePropagation',
      'ec2:DisassociateTransitGatewayRouteTable',
      'ec2:DeleteTransitGatewayVpcAttachment',
      'ec2:DeleteFlowLogs',
      'route53resolver:DisassociateResolverQueryLogConfig',
      'ec2:DeleteTags',
    ]);
    const at = (action: string): number =>
      (writes.find((call) => call.action === action)?.at.getTime() ?? 0) - untagged;
    expect(at('ec2:AssociateDhcpOptions')).toBeLessThan(10_000);
    expect(at('ec2:DeleteRoute')).toBeGreaterThanOrEqual(DRAIN_MS);
    expect(at('ec2:DeleteRoute')).toBeLessThan(DRAIN_MS + 6 * 60_000);
    // Removing the query log association takes half a minute.
    await world.clock.jump(60_000);
    expect(await verify(setting, [{ accountId, vpcId, segment: null }])).toEqual([]);
  });

  it('[B13] leaves within minutes once it is tagged wheelwright:drain = 0, also during the drain', async () => {
    const setting = await joined();
    const { people, world, accountId, vpcId } = setting;
    await people.untag(accountId, vpcId);
    await world.clock.jump(10 * 60_000);
    expect(attached(setting)).toBe(true);
    const Tags = [{ Key: DRAIN, Value: '0' }];
    await (await people.ec2(accountId)).send(new CreateTagsCommand({ Resources: [vpcId], Tags }));
    await world.clock.jump(3 * 60_000);
    expect(attached(setting)).toBe(false);
    expect(world.ec2.tagsOf(vpcId, accountId).get(STATUS)).toBeUndefined();
  });

  it('joins again when it is tagged during the drain, and keeps its path throughout', async () => {
    const setting = await joined();
    const { people, world, accountId, vpcId } = setting;
    await people.untag(accountId, vpcId);
    await world.clock.jump(20 * 60_000);
    const from = world.calls.length;
    await people.tag(accountId, vpcId);
    await world.clock.jump(2 * DRAIN_MS);
    expect(await verify(setting, [{ accountId, vpcId, segment: 'dev' }])).toEqual([]);
    expect(writesSince(setting, from).map(({ action }) => action)).not.toContain('ec2:DeleteRoute');
  });
});

describe('a VPC of an account that changes', () => {
  it('leaves without a drain when its account moves to an OU that permits no segment', async () => {
    const setting = await joined();
    const { people, world, organization, hub, accountId, vpcId } = setting;
    const { 'Workloads/Dev': from = '', Suspended: to = '' } = organization.organizationalUnits;
    await people.move(accountId, from, to);
    await world.clock.jump(15 * 60_000);
    const { transitGatewayAttachments } = world.ec2;
    const left = [...transitGatewayAttachments.values()].filter(
      (each) => each.vpcId === vpcId && each.state !== 'deleted',
    );
    expect(left).toEqual([]);
    expect(
      world.ram.isShared(`arn:aws:ec2:ap-southeast-3:100000000002:transit-gateway/${hub.transitGatewayId}`, accountId),
    ).toBe(false);
  });

  it('is removed from the hub when its account is closed', async () => {
    const setting = await joined();
    const { people, world, accountId, vpcId } = setting;
    await people.organizations.send(new CloseAccountCommand({ AccountId: accountId }));
    await world.clock.jump(15 * 60_000);
    const left = [...world.ec2.transitGatewayAttachments.values()].filter(
      (each) => each.vpcId === vpcId && each.state !== 'deleted',
    );
    expect(left).toEqual([]);
  });
});
