import { CreateFlowLogsCommand, CreateTagsCommand } from '@aws-sdk/client-ec2';
import { readLandingZone } from '../../infra/landing-zone-file';
import { logBucketArn } from '../../lib/landing-zone';
import { verify } from '../demo/verify';
import { enrolled, enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { QUICK_STATES } from '../world/shared';
import { mesh } from '../world/mesh';

const MINUTE = 60_000;
const config = readLandingZone('test/fixtures/brownfield.yaml');

let setting: EnrolledWorld;
beforeAll(async () => {
  setting = await enrolledOrganization(config, { times: QUICK_STATES });
});

test('the segment dev has the route table that was there, on the transit gateway that was there', () => {
  expect(setting.hub.routeTableIds['dev']).toBe('tgw-rtb-0123456789abcdef0');
  expect([...setting.world.ec2.transitGateways.keys()]).toEqual(['tgw-0123456789abcdef0']);
});

test('VPCs of an organization with its own names, roles and networks join, and leave without a trace', async () => {
  const { people, organization, world } = setting;
  const { dev = '', prod = '', 'lab-1': lab = '' } = organization.accounts;
  const devVpc = await people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab' });
  const prodVpc = await people.createVpc(prod, { cidr: '10.2.0.0/20', zones: 'ab' });
  const labVpc = await people.createVpc(lab, { cidr: '10.3.0.0/20', zones: 'ab' });
  // The flow log of this team does the whole job, so `verify` finds no second one.
  await (
    await people.ec2(prod)
  ).send(
    new CreateFlowLogsCommand({
      ...{ ResourceType: 'VPC', ResourceIds: [prodVpc], TrafficType: 'ALL', LogDestinationType: 's3' },
      LogDestination: logBucketArn(config),
    }),
  );
  await people.tag(dev, devVpc);
  await people.tag(prod, prodVpc);
  await people.tag(lab, labVpc);
  await untilVpcIs(setting, devVpc, 'joined');
  await untilVpcIs(setting, prodVpc, 'joined');
  await untilVpcIs(setting, labVpc, 'joined');
  // `prod` is for all accounts below the root, and `lab` names its account.
  const others = [
    { accountId: prod, vpcId: prodVpc, segment: 'prod' },
    { accountId: lab, vpcId: labVpc, segment: 'lab' },
  ];
  expect(await verify(setting, [{ accountId: dev, vpcId: devVpc, segment: 'dev' }, ...others])).toEqual([]);

  // An account of lab owns this zone, and got its role with the StackSet.
  const zone = world.route53.zones.get('Z0123456789ABCDEFGHIJ');
  expect(zone).toMatchObject({ name: expect.stringContaining('lab.example') as string, ownerId: lab });
  expect([devVpc, prodVpc, labVpc].map((vpcId) => zone?.vpcs.has(vpcId))).toEqual([true, true, false]);
  expect(world.iam.rolesIn(lab).map(({ name }) => name)).toContain('acme-network-zone-owner');
  expect(world.iam.rolesIn(dev).map(({ name }) => name)).not.toContain('acme-network-zone-owner');

  await people.untag(dev, devVpc);
  await untilVpcIs(setting, devVpc, 'left');
  await world.clock.jump(MINUTE);
  expect(await verify(setting, [{ accountId: dev, vpcId: devVpc, segment: null }, ...others])).toEqual([]);
});

test('[FC17] flow logs, query logs and the history go to the bucket in the log archive', async () => {
  const { world, hub } = setting;
  const { accountId, region } = config.hub;
  const bucket = world.s3.bucket('wheelwright-logs-430000000003-eu-west-1');
  expect(bucket).toMatchObject({
    ...{ ownerId: '430000000003', versioning: 'Enabled' },
    objectLock: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 400 } } },
    encryption: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }],
    },
  });
  expect(world.s3.bucket(`wheelwright-logs-${accountId}-${region}`)).toBeUndefined();
  expect(world.resolver.queryLogConfigs.get(hub.queryLogConfigId)?.destinationArn).toBe(
    'arn:aws:s3:::wheelwright-logs-430000000003-eu-west-1',
  );
  await world.functions.invoke('wheelwright-history', { day: world.clock.now().toISOString().slice(0, 10) });
  expect([...(bucket?.objects.keys() ?? [])]).toEqual([expect.stringMatching(/^wheelwright-history\//) as string]);
});

describe('[FC18] the hub account as delegated administrator', () => {
  test('has the StackSets and the roles, and the management account has no role that a function assumes', () => {
    const { world } = setting;
    const { managementAccountId } = config.organization;
    const named = (accountId: string) => world.iam.rolesIn(accountId).map(({ name }) => name);
    expect(named(managementAccountId).filter((name) => name.startsWith('acme-'))).toEqual(['acme-network-forwarder']);
    expect(named(config.hub.accountId)).toEqual(
      expect.arrayContaining(['acme-network-delegated-org-read', 'acme-network-delegated-enroll']) as string[],
    );
  });

  test.each(['of the management account', 'of the administrator'] as const)(
    'enrols accounts and reads the organization, if IAM sees the ARNs of StackSets %s',
    async (reading) => {
      const { world, organization } = setting;
      const { dev = '' } = organization.accounts;
      world.cloudformation.delegatedArns = reading;
      const before = world.calls.length;
      await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
      await world.clock.jump(10 * MINUTE);
      await enrolled(setting, 'dev', dev);
      const calls = world.calls.slice(before);
      expect(calls.some(({ action }) => action === 'cloudformation:ListStackInstances')).toBe(true);
      expect(calls.filter(({ accountId }) => accountId === config.organization.managementAccountId)).toEqual([]);
    },
  );
});

test('the clusters of the hub account, which lies below the root, get no role', async () => {
  const { world } = setting;
  const before = world.calls.length;
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(3 * MINUTE);
  const inHub = world.calls.slice(before).filter(({ accountId }) => accountId === config.hub.accountId);
  expect(inHub.filter(({ action }) => /^(eks|iam):/.test(action))).toEqual([]);
});

test('what Wheelwright tags, writes and grants has the prefix of the organization, and no other', async () => {
  const { world, people, organization } = setting;
  const { dev = '' } = organization.accounts;
  const refused = await people.createVpc(dev, { cidr: '10.1.32.0/20', zones: 'a' });
  await people.tag(dev, refused);
  await untilVpcIs(setting, refused, 'refused');
  const misspelled = await people.createVpc(dev, { cidr: '10.1.48.0/20', zones: 'a' });
  await tag(dev, misspelled, { 'Acme:net:Join': 'true', 'wheelwright:join': 'true' });
  await untilVpcIs(setting, misspelled, 'refused');
  expect(world.ec2.tagsOf(misspelled, dev).get('acme:net:status')).toContain('expected acme:net:join');

  const accounts = [config.organization.managementAccountId, ...Object.values(organization.accounts)];
  const keys = [
    ...accounts.flatMap((id) => world.ec2.tags.resourcesOf(id)).flatMap(({ tags }) => [...tags.keys()]),
    ...accounts.flatMap((id) => world.iam.rolesIn(id)).flatMap(({ tags }) => [...tags.keys()]),
  ];
  for (const name of ['managed', 'cidrs', 'status', 'member', 'join']) expect(keys).toContain(`acme:net:${name}`);
  expect(keys.filter((key) => key.startsWith('wheelwright:'))).toEqual(['wheelwright:join']);
  const rows = JSON.stringify(mesh(world, config));
  expect(rows).toContain('acme:net:');
  expect(rows).not.toContain('wheelwright:');
});

/** Sets tags as a team does. */
async function tag(accountId: string, vpcId: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await (await setting.people.ec2(accountId)).send(new CreateTagsCommand({ Resources: [vpcId], Tags }));
}

test('every role of ours has the path, the prefix and the boundary that the organization asks for', () => {
  const { world, organization } = setting;
  const accounts = [config.organization.managementAccountId, ...Object.values(organization.accounts)];
  const roles = accounts.flatMap((accountId) => world.iam.rolesIn(accountId));
  expect(roles.filter(({ name }) => name.startsWith('wheelwright'))).toEqual([]);
  const ours = roles.filter(({ name }) => name.startsWith('acme-network-'));
  expect(ours.length).toBeGreaterThan(15);
  for (const { accountId, path, permissionsBoundary } of ours)
    expect([path, permissionsBoundary]).toEqual([
      '/platform/network/',
      `arn:aws:iam::${accountId}:policy/security/boundary`,
    ]);
});
