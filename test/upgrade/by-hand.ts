import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import { DeleteRepositoryCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DeleteResourceShareCommand, GetResourceSharesCommand, RAMClient } from '@aws-sdk/client-ram';
import { DeleteHostedZoneCommand, ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { DeleteBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import * as resolver from '../../lib/aws/resolver';
import { ADMISSIONS_TABLE, LEDGER_TABLE } from '../../lib/names';
import { eventually } from '../twin/eventually';
import type { World } from '../twin/world';
import type { FormerWorld } from './release';

type Config = ReturnType<World['config']>;

/** What docs/deploying.md tells an operator to delete by hand, in its order, as an administrator of the hub account. */
export async function deleteByHand(
  { world, landingZone }: FormerWorld,
  when: 'before the stack of the hub' | 'after it',
) {
  const { accountId, region } = landingZone.hub;
  const config = world.config(world.administrator(accountId), region);
  if (when === 'before the stack of the hub') {
    await deleteResolverEndpoints(config);
    await world.clock.jump(60_000);
    return;
  }
  await deleteShares(config);
  await world.clock.jump(60_000);
  await deleteQueryLogConfigs(config);
  await deleteZones(config);
  await deleteNetwork(config, () => world.clock.jump(60_000));
  await deleteStored(world, config);
}

async function deleteResolverEndpoints(config: Config): Promise<void> {
  const client = new resolver.Route53ResolverClient(config);
  const { ResolverEndpoints = [] } = await client.send(new resolver.ListResolverEndpointsCommand({}));
  for (const { Id } of ResolverEndpoints)
    await client.send(new resolver.DeleteResolverEndpointCommand({ ResolverEndpointId: Id }));
}

async function deleteShares(config: Config): Promise<void> {
  const client = new RAMClient(config);
  const { resourceShares = [] } = await client.send(new GetResourceSharesCommand({ resourceOwner: 'SELF' }));
  for (const { resourceShareArn } of resourceShares)
    await client.send(new DeleteResourceShareCommand({ resourceShareArn }));
}

async function deleteQueryLogConfigs(config: Config): Promise<void> {
  const client = new resolver.Route53ResolverClient(config);
  const { ResolverQueryLogConfigs = [] } = await client.send(new resolver.ListResolverQueryLogConfigsCommand({}));
  for (const { Id } of ResolverQueryLogConfigs)
    await client.send(new resolver.DeleteResolverQueryLogConfigCommand({ ResolverQueryLogConfigId: Id }));
}

async function deleteZones(config: Config): Promise<void> {
  const client = new Route53Client(config);
  const { HostedZones = [] } = await client.send(new ListHostedZonesCommand({}));
  for (const { Id } of HostedZones) await client.send(new DeleteHostedZoneCommand({ Id }));
}

async function deleteNetwork(config: Config, wait: () => Promise<void>): Promise<void> {
  const client = new ec2.EC2Client(config);
  const { FlowLogs = [] } = await client.send(new ec2.DescribeFlowLogsCommand({}));
  await client.send(new ec2.DeleteFlowLogsCommand({ FlowLogIds: FlowLogs.map(({ FlowLogId = '' }) => FlowLogId) }));
  const Filters = [{ Name: 'prefix-list-name', Values: ['wheelwright-mesh'] }];
  const { PrefixLists = [] } = await client.send(new ec2.DescribeManagedPrefixListsCommand({ Filters }));
  for (const { PrefixListId } of PrefixLists)
    await client.send(new ec2.DeleteManagedPrefixListCommand({ PrefixListId }));
  const { TransitGateways = [] } = await client.send(new ec2.DescribeTransitGatewaysCommand({}));
  for (const { TransitGatewayId } of TransitGateways)
    await client.send(new ec2.DeleteTransitGatewayCommand({ TransitGatewayId }));
  const ours = [{ Name: 'is-default', Values: ['false'] }];
  const { Vpcs = [] } = await client.send(new ec2.DescribeVpcsCommand({ Filters: ours }));
  for (const { VpcId } of Vpcs) await client.send(new ec2.DeleteVpcCommand({ VpcId }));
  await wait();
}

async function deleteStored(world: World, config: Config): Promise<void> {
  const ecr = new ECRClient(config);
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  for (const { repositoryName } of repositories) await ecr.send(new DeleteRepositoryCommand({ repositoryName }));
  const s3 = new S3Client(config);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  for (const { Name } of Buckets) await s3.send(new DeleteBucketCommand({ Bucket: Name }));
  const tables = new dynamodb.DynamoDBClient(config);
  for (const TableName of [LEDGER_TABLE, ADMISSIONS_TABLE]) {
    await tables.send(new dynamodb.UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await eventually(world, `${TableName} is updated`, async () => {
      const { Table } = await tables.send(new dynamodb.DescribeTableCommand({ TableName }));
      return Table?.TableStatus === 'ACTIVE';
    });
    await tables.send(new dynamodb.DeleteTableCommand({ TableName }));
  }
  await world.clock.jump(60_000);
}
