import { DeleteVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateResourceShareCommand, DisassociateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import { CreateBucketCommand, DeleteBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AssociateResolverQueryLogConfigCommand,
  CreateResolverQueryLogConfigCommand,
  DeleteResolverQueryLogConfigCommand,
  DisassociateResolverQueryLogConfigCommand,
  GetResolverQueryLogConfigAssociationCommand,
  GetResolverQueryLogConfigCommand,
  ListResolverQueryLogConfigAssociationsCommand,
  ListResolverQueryLogConfigsCommand,
  Route53ResolverClient,
  type Filter,
} from '../../../lib/aws/resolver';
import { DEV, HUB, PROD, REGION, as, createVpc, worldWithOrganization, textWith } from '../organization-fixture';
import { logPolicy } from '../s3/log-policy';
import type { World } from '../world';

describe('query logging', () => {
  const DestinationArn = 'arn:aws:s3:::sample-logs/dns/';
  let world: World;
  let hub: Route53ResolverClient;
  let dev: Route53ResolverClient;
  let s3: S3Client;
  let ram: RAMClient;
  let vpcId: string;
  let configId: string;
  let configArn: string;

  beforeEach(async () => {
    world = await worldWithOrganization();
    hub = new Route53ResolverClient(as(world, HUB));
    dev = new Route53ResolverClient(as(world, DEV));
    s3 = new S3Client(as(world, HUB));
    ram = new RAMClient(as(world, HUB));
    vpcId = await createVpc(world, DEV, '10.1.0.0/20');
    await s3.send(new CreateBucketCommand({ Bucket: 'sample-logs' }));
    await allowDelivery({ 'aws:SourceOrgID': 'o-sampleorg1' });
    const { ResolverQueryLogConfig: config } = await create();
    configId = config?.Id ?? '';
    configArn = config?.Arn ?? '';
    await world.clock.jump(world.times.other);
  });

  const allowDelivery = (condition: Readonly<Record<string, string>>) =>
    s3.send(new PutBucketPolicyCommand({ Bucket: 'sample-logs', Policy: logPolicy('sample-logs', condition) }));
  const create = (changed: { Name?: string; DestinationArn?: string; CreatorRequestId?: string } = {}) =>
    hub.send(
      new CreateResolverQueryLogConfigCommand({ Name: 'mesh', DestinationArn, CreatorRequestId: 'one', ...changed }),
    );
  async function share(): Promise<string> {
    const { resourceShare } = await ram.send(
      new CreateResourceShareCommand({ name: 'logs', resourceArns: [configArn], principals: [DEV] }),
    );
    await world.clock.jump(world.times.other);
    return resourceShare?.resourceShareArn ?? '';
  }
  const associate = (client = dev, ResourceId = vpcId) =>
    client.send(new AssociateResolverQueryLogConfigCommand({ ResolverQueryLogConfigId: configId, ResourceId }));
  const disassociate = () =>
    dev.send(new DisassociateResolverQueryLogConfigCommand({ ResolverQueryLogConfigId: configId, ResourceId: vpcId }));
  const associations = async (client = dev, ...Filters: Filter[]) => {
    const found = await client.send(new ListResolverQueryLogConfigAssociationsCommand({ Filters }));
    return found.ResolverQueryLogConfigAssociations;
  };

  it('creates a config, which a retry of the request returns again', async () => {
    const { ResolverQueryLogConfig: config } = await hub.send(
      new GetResolverQueryLogConfigCommand({ ResolverQueryLogConfigId: configId }),
    );
    expect(config).toMatchObject({
      Id: textWith(/^rqlc-[0-9a-f]{17}$/),
      OwnerId: HUB,
      Status: 'CREATED',
      ShareStatus: 'NOT_SHARED',
      AssociationCount: 0,
      DestinationArn,
    });
    expect((await create()).ResolverQueryLogConfig?.Id).toBe(configId);
    await expect(create({ Name: 'other' })).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('needs a destination that exists and a valid name', async () => {
    await expect(create({ DestinationArn: 'arn:aws:s3:::absent', CreatorRequestId: 'two' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(create({ DestinationArn: 'absent', CreatorRequestId: 'two' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const elsewhere = 'arn:aws:logs:eu-west-1:100000000002:log-group:dns';
    await expect(create({ DestinationArn: elsewhere, CreatorRequestId: 'two' })).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    await expect(create({ Name: 'a/b', CreatorRequestId: 'two' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('is visible to a spoke once it is shared', async () => {
    await expect(associate()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const list = async () => (await dev.send(new ListResolverQueryLogConfigsCommand({}))).ResolverQueryLogConfigs;
    expect(await list()).toEqual([]);
    await share();
    expect(await list()).toMatchObject([{ Id: configId, OwnerId: HUB, ShareStatus: 'SHARED_WITH_ME' }]);
    const { ResolverQueryLogConfigs } = await hub.send(new ListResolverQueryLogConfigsCommand({}));
    expect(ResolverQueryLogConfigs).toMatchObject([{ ShareStatus: 'SHARED_BY_ME' }]);
  });

  it('goes from CREATING to ACTIVE, and from DELETING to nothing', async () => {
    await share();
    const { ResolverQueryLogConfigAssociation: made } = await associate();
    expect(made).toMatchObject({ ResourceId: vpcId, Status: 'CREATING', Error: 'NONE' });
    await world.clock.jump(world.times.queryLogAssociation);
    const get = () =>
      dev.send(new GetResolverQueryLogConfigAssociationCommand({ ResolverQueryLogConfigAssociationId: made?.Id }));
    expect((await get()).ResolverQueryLogConfigAssociation).toEqual({ ...made, Status: 'ACTIVE' });
    expect((await disassociate()).ResolverQueryLogConfigAssociation?.Status).toBe('DELETING');
    await expect(disassociate()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(associate()).rejects.toMatchObject({ name: 'ResourceExistsException' });
    await world.clock.jump(world.times.queryLogAssociation);
    await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(disassociate()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuses a second association, another account’s VPC, and one too many', async () => {
    await share();
    await associate();
    await expect(associate()).rejects.toMatchObject({ name: 'ResourceExistsException' });
    await expect(associate(hub)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    world.resolver.quotas.queryLogAssociations = 1;
    await expect(associate(dev, await createVpc(world, DEV, '10.1.16.0/20'))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  });

  it('shows associations to the VPC’s account only, and filters them', async () => {
    await share();
    await associate();
    expect(await associations(hub)).toEqual([]);
    const filter = (Name: string, ...Values: string[]) => associations(dev, { Name, Values });
    expect(await filter('ResourceId', vpcId)).toHaveLength(1);
    expect(await filter('RESOURCE_ID', vpcId)).toHaveLength(1);
    expect(await filter('Status', 'ACTIVE', 'FAILED')).toEqual([]);
    expect(await filter('ResolverQueryLogConfigId', configId)).toHaveLength(1);
    await expect(filter('Vpc', vpcId)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await create({ CreatorRequestId: 'two', Name: 'other' });
    const { ResolverQueryLogConfigs = [] } = await hub.send(new ListResolverQueryLogConfigsCommand({}));
    expect(ResolverQueryLogConfigs.map(({ AssociationCount }) => AssociationCount)).toEqual([1, 0]);
  });

  it('pages and sorts associations', async () => {
    await share();
    const vpcIds = [vpcId, await createVpc(world, DEV, '10.1.16.0/20'), await createVpc(world, DEV, '10.1.32.0/20')];
    for (const id of vpcIds) await associate(dev, id);
    const list = (NextToken?: string) =>
      dev.send(
        new ListResolverQueryLogConfigAssociationsCommand({
          MaxResults: 2,
          SortBy: 'ResourceId',
          SortOrder: 'DESCENDING',
          NextToken,
        }),
      );
    const first = await list();
    const second = await list(first.NextToken);
    const ids = [first, second].flatMap((answer) =>
      (answer.ResolverQueryLogConfigAssociations ?? []).map(({ ResourceId }) => ResourceId),
    );
    expect(ids).toEqual(vpcIds.toSorted().reverse());
    expect(first).toMatchObject({ TotalCount: 3, TotalFilteredCount: 3 });
    expect(second.NextToken).toBeUndefined();
    await expect(list('nonsense')).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
  });

  it('fails where the bucket does not let AWS deliver for the account, or is gone', async () => {
    await share();
    const outcome = async () => {
      await associate();
      await world.clock.jump(world.times.queryLogAssociation);
      const found = await associations();
      await disassociate();
      await world.clock.jump(world.times.queryLogAssociation);
      return found;
    };
    await allowDelivery({ 'aws:PrincipalOrgID': 'o-sampleorg1' });
    expect(await outcome()).toMatchObject([
      { Status: 'FAILED', Error: 'ACCESS_DENIED', ErrorMessage: textWith('ACCESS_DENIED') },
    ]);
    await s3.send(new DeleteBucketCommand({ Bucket: 'sample-logs' }));
    expect(await outcome()).toMatchObject([{ Status: 'FAILED', Error: 'DESTINATION_NOT_FOUND' }]);
  });

  it('stops logging when the sharing ends', async () => {
    const resourceShareArn = await share();
    await associate();
    await world.clock.jump(world.times.queryLogAssociation);
    await ram.send(new DisassociateResourceShareCommand({ resourceShareArn, principals: [DEV] }));
    await world.clock.run({ ms: 600_000 });
    expect(await associations()).toEqual([]);
  });

  it('is deleted only when no VPC uses it and it is not shared', async () => {
    const remove = () => hub.send(new DeleteResolverQueryLogConfigCommand({ ResolverQueryLogConfigId: configId }));
    const resourceShareArn = await share();
    await expect(remove()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await associate();
    await ram.send(new DisassociateResourceShareCommand({ resourceShareArn, principals: [DEV] }));
    await expect(remove()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await world.clock.run({ ms: 600_000 });
    expect((await remove()).ResolverQueryLogConfig?.Status).toBe('DELETING');
    const hubVpc = await createVpc(world, HUB, '10.0.0.0/16');
    await expect(associate(hub, hubVpc)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await world.clock.jump(world.times.other);
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is deleted by its owner only', async () => {
    await share();
    await expect(
      dev.send(new DeleteResolverQueryLogConfigCommand({ ResolverQueryLogConfigId: configId })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException', message: textWith('owned by another account') });
  });

  it('can be disassociated from a VPC before it is active there', async () => {
    await share();
    await associate();
    await world.clock.jump(world.times.queryLogAssociation / 2);
    await disassociate();
    await world.clock.jump(world.times.queryLogAssociation / 2);
    expect(await associations()).toMatchObject([{ Status: 'DELETING' }]);
    await world.clock.jump(world.times.queryLogAssociation / 2);
    expect(await associations()).toEqual([]);
  });

  it('delivers below the prefix of its destination', async () => {
    await share();
    const policy = logPolicy('sample-logs', { 'aws:SourceAccount': DEV });
    const Policy = policy.replace('logs/*', 'logs/dns/AWSLogs/*');
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'sample-logs', Policy }));
    await associate();
    await world.clock.jump(world.times.queryLogAssociation);
    expect(await associations()).toMatchObject([{ Status: 'ACTIVE' }]);
  });

  it('ends with its VPC, or stays listed where that is the reading', async () => {
    await share();
    await associate();
    await new EC2Client(as(world, DEV)).send(new DeleteVpcCommand({ VpcId: vpcId }));
    expect(await associations()).toEqual([]);
    world.resolver.associationsOutliveVpcs = true;
    expect(await associations()).toMatchObject([{ ResourceId: vpcId }]);
  });

  it('stops at the quota of configs, and exists in its own region only', async () => {
    world.resolver.quotas.queryLogConfigs = 1;
    await expect(create({ CreatorRequestId: 'two' })).rejects.toMatchObject({ name: 'LimitExceededException' });
    const elsewhere = new Route53ResolverClient(as(world, HUB, 'us-west-2'));
    expect(REGION).not.toBe('us-west-2');
    await expect(
      elsewhere.send(new GetResolverQueryLogConfigCommand({ ResolverQueryLogConfigId: configId })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const prod = new Route53ResolverClient(as(world, PROD));
    expect((await prod.send(new ListResolverQueryLogConfigsCommand({}))).TotalCount).toBe(0);
  });
});
