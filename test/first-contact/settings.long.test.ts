import { readFileSync } from 'node:fs';
import {
  CreateSubnetCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import {
  AcceptResourceShareInvitationCommand,
  GetResourceShareInvitationsCommand,
  RAMClient,
} from '@aws-sdk/client-ram';
import type { LandingZone } from '../../lib/landing-zone';
import { reachable } from '../twin/ec2/tgw-reach';
import type { World } from '../twin/world';
import { mesh } from '../world/mesh';
import { stacksFor } from '../upgrade/templates';
import { alone, plain, segmentOf, type Joined } from './one-setting';
import { denyRegions } from './region-deny';

const MINUTE = 60_000;
const { accountId: HUB, region: REGION } = plain.hub;
const GATEWAY = { existing: 'tgw-0123456789abcdef0' };
const LAB = '100000000011';
const HUB_VPC = {
  ...{ existing: 'vpc-0123456789abcdef0', cidr: '10.0.0.0/20', attachmentId: 'tgw-attach-0123456789abcdef0' },
  subnets: [
    { id: 'subnet-0123456789abcdef0', cidr: '10.0.0.0/24' },
    { id: 'subnet-0123456789abcdef1', cidr: '10.0.1.0/24' },
  ],
  routeTableIds: ['rtb-0123456789abcdef0'],
};
const TABLES = { shared: 'tgw-rtb-0123456789abcdef0', dev: 'tgw-rtb-0123456789abcdef1' };

const iam = (changed: Partial<LandingZone['iam']>) => ({ iam: { ...plain.iam, ...changed } });
const organization = (changed: Partial<LandingZone['organization']>) => ({
  organization: { ...plain.organization, ...changed },
});
const hub = (changed: Partial<LandingZone['hub']>) => ({ hub: { ...plain.hub, ...changed } });
const segment = (name: string, changed: Partial<LandingZone['segments'][string]>) => ({
  [name]: { ...segmentOf(name), ...changed },
});

/** Every account of the organization. */
const accountsOf = ({ organization: { accounts }, landingZone }: Joined): readonly string[] => [
  landingZone.organization.managementAccountId,
  ...Object.values(accounts),
];

/** The roles that are neither AWS's nor CDK's, nor there before our stacks. */
const ours = (joined: Joined) =>
  accountsOf(joined)
    .flatMap((accountId) => joined.world.iam.rolesIn(accountId))
    .filter(({ name }) => !/^(AWSServiceRoleFor|stacksets-exec-|cdk-|OrganizationAccountAccessRole)/.test(name));

/** The accounts with forward rules in us-east-1. */
const ruleAccounts = (world: World): readonly string[] => [
  ...new Set(
    world.cloudformation
      .declared('AWS::Events::Rule')
      .filter(({ region }) => region === 'us-east-1')
      .map(({ accountId }) => accountId),
  ),
];

/** Of an administrator of the organization. */
const organizationsIn = (world: World): OrganizationsClient =>
  new OrganizationsClient(world.config(world.administrator(plain.organization.managementAccountId), 'us-east-1'));

/** An account with which others share the gateway attaches a VPC, without the hub: it is left as it is, and reaches nobody. */
async function strangerReachesNothing(joined: Joined): Promise<void> {
  const { world, landingZone, hub: outputs, vpcId } = joined;
  const { managementAccountId } = landingZone.organization;
  const config = world.config(world.administrator(managementAccountId), REGION);
  const [client, ram] = [new EC2Client(config), new RAMClient(config)];
  const { resourceShareInvitations = [] } = await ram.send(new GetResourceShareInvitationsCommand({}));
  for (const { resourceShareInvitationArn } of resourceShareInvitations)
    await ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn }));
  await world.clock.jump(MINUTE);
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: '10.1.64.0/20' }));
  await world.clock.jump(MINUTE);
  const { Subnet } = await client.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.1.64.0/24' }));
  const TransitGatewayId = outputs.transitGatewayId;
  const { TransitGatewayVpcAttachment: attached } = await client.send(
    new CreateTransitGatewayVpcAttachmentCommand({
      ...{ TransitGatewayId, VpcId: Vpc?.VpcId, SubnetIds: [Subnet?.SubnetId ?? ''] },
    }),
  );
  await world.clock.jump(5 * MINUTE);
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(10 * MINUTE);
  const attachment = world.ec2.transitGatewayAttachments.get(attached?.TransitGatewayAttachmentId ?? '');
  expect(attachment?.state).toBe('available');
  const stranger = Vpc?.VpcId ?? '';
  expect([reachable(world, stranger, vpcId), reachable(world, vpcId, stranger)]).toEqual([false, false]);
  const page = readFileSync('docs/deploying.md', 'utf8').replace(/\s+/g, ' ');
  const told =
    'Auto-accept, or a RAM share beside ours, lets others attach without the hub; such an attachment is in no route';
  expect(page.includes(told)).toBe(true);
}

// The first synth bundles the functions.
beforeAll(async () => {
  await stacksFor(plain);
});

describe('a VPC joins and leaves where one setting differs:', () => {
  test('[FC16] iam.permissionsBoundary', async () => {
    const faults = await alone(iam({ permissionsBoundary: 'security/boundary' }), (joined) => {
      expect(ours(joined).length).toBeGreaterThan(15);
      for (const { name, accountId, path, permissionsBoundary } of ours(joined))
        expect([name, path, permissionsBoundary]).toEqual([
          ...[name, '/', `arn:aws:iam::${accountId}:policy/security/boundary`],
        ]);
    });
    expect(faults).toEqual([]);
  });

  test('[FC16] iam.path', async () => {
    const faults = await alone(iam({ path: '/platform/network/' }), (joined) => {
      expect(ours(joined).length).toBeGreaterThan(15);
      for (const { name, path, permissionsBoundary } of ours(joined))
        expect([name, path, permissionsBoundary]).toEqual([name, '/platform/network/', undefined]);
    });
    expect(faults).toEqual([]);
  });

  test('iam.rolePrefix', async () => {
    const faults = await alone(iam({ rolePrefix: 'acme-network-' }), (joined) => {
      const names = ours(joined).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(15);
      expect(names.filter((name) => !/^(acme-network|github-push)-/.test(name))).toEqual([]);
    });
    expect(faults).toEqual([]);
  });

  test('tags.prefix', async () => {
    const faults = await alone({ tags: { prefix: 'acme:net:' } }, (joined) => {
      const { world, landingZone } = joined;
      const keys = accountsOf(joined)
        .flatMap((id) => world.ec2.tags.resourcesOf(id))
        .flatMap(({ tags }) => [...tags.keys()]);
      for (const name of ['managed', 'cidrs', 'status', 'member', 'join']) expect(keys).toContain(`acme:net:${name}`);
      expect(keys.filter((key) => key.startsWith('wheelwright'))).toEqual([]);
      expect(JSON.stringify(mesh(world, landingZone))).not.toContain('wheelwright:');
    });
    expect(faults).toEqual([]);
  });

  test('[FC18] organization.delegatedAdministrator: hub', async () => {
    const faults = await alone(organization({ delegatedAdministrator: 'hub' }), ({ world, landingZone }) => {
      const { managementAccountId } = landingZone.organization;
      const inManagement = world.iam.rolesIn(managementAccountId).map(({ name }) => name);
      expect(inManagement.filter((name) => name.startsWith('wheelwright'))).toEqual(['wheelwright-forwarder']);
      expect(
        world.cloudformation.stack({ accountId: HUB, region: 'us-east-1' }, 'wheelwright-delegated'),
      ).toBeDefined();
      const calls = world.calls.filter(({ caller }) => /^wheelwright-(delegated|spoke|join|enroll)/.test(caller));
      expect(calls.length).toBeGreaterThan(20);
      expect(calls.filter(({ accountId }) => accountId === managementAccountId)).toEqual([]);
    });
    expect(faults).toEqual([]);
  });

  test('[FC8] rulesInUsEast1: management', async () => {
    const faults = await alone({ rulesInUsEast1: 'management' }, ({ world, landingZone }) =>
      expect(ruleAccounts(world)).toEqual([landingZone.organization.managementAccountId]),
    );
    expect(faults).toEqual([]);
  });

  test('[FC8] rulesInUsEast1: none', async () => {
    const faults = await alone({ rulesInUsEast1: 'none' }, ({ world }) => expect(ruleAccounts(world)).toEqual([]));
    expect(faults).toEqual([]);
  });

  test('[FC8] stsRegion and rulesInUsEast1, behind a region deny that the whole organization had before', async () => {
    const stsRegion = 'ap-southeast-1';
    const before = (world: World) =>
      denyRegions(organizationsIn(world), plain.organization.rootId, [REGION, stsRegion]);
    const faults = await alone(
      { stsRegion, rulesInUsEast1: 'management' },
      ({ world, accountId }) => {
        const denied = world.calls.filter(({ error }) => /AccessDenied|UnauthorizedOperation/.test(error ?? ''));
        expect(denied).toEqual([]);
        expect(world.iam.rolesIn(accountId).map(({ name }) => name)).toContain('wheelwright-spoke-join');
      },
      { before },
    );
    expect(faults).toEqual([]);
  });

  test('segments.<name>.routeTable of an existing transit gateway', async () => {
    const faults = await alone(
      {
        ...hub({ transitGateway: GATEWAY }),
        segments: { ...plain.segments, ...segment('dev', { routeTable: TABLES.dev }) },
      },
      ({ world, hub: outputs }) => {
        expect(outputs.routeTableIds['dev']).toBe(TABLES.dev);
        expect(world.cloudformation.declared('AWS::EC2::TransitGatewayRouteTable')).toHaveLength(1);
      },
    );
    expect(faults).toEqual([]);
  });

  test('an existing attachment of the hub VPC, which is associated and propagated already', async () => {
    const faults = await alone(
      {
        ...hub({
          ...{ transitGateway: GATEWAY, vpc: HUB_VPC, vpcAssociated: false, vpcPropagated: false },
          inboundResolver: { azs: 2 },
        }),
        segments: {
          ...segment('shared', { routeTable: TABLES.shared }),
          ...segment('dev', { routeTable: TABLES.dev }),
        },
      },
      ({ world, vpcId }) => {
        expect(world.cloudformation.declared('AWS::EC2::TransitGatewayVpcAttachment')).toEqual([]);
        expect([...world.ec2.transitGatewayAttachments.values()].map(({ vpcId: id }) => id).sort()).toEqual(
          [HUB_VPC.existing, vpcId].sort(),
        );
        expect(reachable(world, HUB_VPC.existing, vpcId)).toBe(true);
      },
    );
    expect(faults).toEqual([]);
  });

  test('an existing transit gateway that others share, and that accepts attachments by itself', async () => {
    const faults = await alone(hub({ transitGateway: GATEWAY }), strangerReachesNothing);
    expect(faults).toEqual([]);
  });

  test('segments.<name>.accounts', async () => {
    const faults = await alone(
      {
        segments: {
          ...plain.segments,
          lab: { ...segmentOf('dev'), cidrs: ['10.3.0.0/16'], organizationalUnits: [], accounts: [LAB] },
        },
      },
      ({ world, accountId }) => {
        expect(accountId).toBe(LAB);
        expect(world.organizations.organizationalUnitsAbove(LAB)).toContain(segmentOf('dev').organizationalUnits[0]);
      },
      {
        account: 'lab-1',
        segment: 'lab',
        cidr: '10.3.0.0/20',
      },
    );
    expect(faults).toEqual([]);
  });

  test('the root among the OUs of a segment', async () => {
    const faults = await alone(
      {
        segments: { ...plain.segments, ...segment('dev', { organizationalUnits: [plain.organization.rootId] }) },
      },
      ({ world, accountId, organization: { accounts, rootId } }) => {
        expect(world.organizations.account(accountId)?.parentId).toBe(rootId);
        // The hub account lies below the root, too, and is no spoke.
        const inHub = world.iam.rolesIn(accounts['hub'] ?? '').map(({ name }) => name);
        const rows = world.calls.filter((call) => call.caller === 'wheelwright-spoke-join' && call.accountId === HUB);
        expect([inHub.includes('wheelwright-hub-forwarder'), rows]).toEqual([true, []]);
      },
    );
    expect(faults).toEqual([]);
  });
});
