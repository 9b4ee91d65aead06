import * as ec2 from '@aws-sdk/client-ec2';
import { CreateOpenIDConnectProviderCommand, CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import {
  AssociateVPCWithHostedZoneCommand,
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteVPCAssociationAuthorizationCommand,
  Route53Client,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import { CreateResolverQueryLogConfigCommand, Route53ResolverClient } from '@aws-sdk/client-route53resolver';
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  S3Client,
  type BucketLocationConstraint,
  type ServerSideEncryptionByDefault,
} from '@aws-sdk/client-s3';
import { reachableSegments, segmentOfCidr, type LandingZone } from '../../lib/landing-zone';
import { createStack } from '../twin/cloudformation/single-stack';
import type { World } from '../twin/world';
import { centralAccounts } from './organization';

const MINUTE = 60_000;

/** The boundary of roles, which an organization's baseline makes in every account: no role may touch billing. */
const BOUNDARY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'aws-portal:*', Resource: '*' },
  ],
});

/** What the organization gives each of its accounts before our stacks come: the policy that `iam.permissionsBoundary` names. */
export async function accountBaseline(world: World, { iam }: LandingZone, accountId: string): Promise<void> {
  const { permissionsBoundary: policy } = iam;
  if (policy === undefined || policy.startsWith('arn:')) return;
  const [, path = '', name = ''] = /^(.*\/)?([^/]+)$/.exec(policy) ?? [];
  const client = new IAMClient(world.config(world.administrator(accountId), 'us-east-1'));
  await client.send(new CreatePolicyCommand({ Path: `/${path}`, PolicyName: name, PolicyDocument: BOUNDARY }));
}

const hubConfig = (world: World, { hub }: LandingZone, region = hub.region) =>
  world.config(world.administrator(hub.accountId), region);

/**
 * Makes what a landing zone describes as existing in the hub account, with the ids that it names: the VPC, the transit gateway
 * and its route tables, zones, the bucket and the query log config of logs, GitHub's identity provider.
 */
export async function existingParts(world: World, landingZone: LandingZone): Promise<void> {
  await existingVpc(world, landingZone);
  await existingTransitGateway(world, landingZone);
  await existingAttachment(world, landingZone);
  await existingZones(world, landingZone);
  await existingLogs(world, landingZone);
  if (landingZone.registry.githubProvider === 'existing')
    await new IAMClient(hubConfig(world, landingZone, 'us-east-1')).send(
      new CreateOpenIDConnectProviderCommand({
        Url: 'https://token.actions.githubusercontent.com',
        ClientIDList: ['sts.amazonaws.com'],
      }),
    );
}

async function existingVpc(world: World, landingZone: LandingZone): Promise<void> {
  const { vpc, region } = landingZone.hub;
  if (!('existing' in vpc)) return;
  const client = new ec2.EC2Client(hubConfig(world, landingZone));
  world.ids.assign(vpc.existing);
  const VpcId = vpc.existing;
  await client.send(new ec2.CreateVpcCommand({ CidrBlock: vpc.cidr }));
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  for (const [index, { id, cidr }] of vpc.subnets.entries()) {
    world.ids.assign(id);
    const AvailabilityZone = `${region}${'abcdef'.charAt(index)}`;
    await client.send(new ec2.CreateSubnetCommand({ VpcId, CidrBlock: cidr, AvailabilityZone }));
  }
  for (const id of vpc.routeTableIds) {
    world.ids.assign(id);
    await client.send(new ec2.CreateRouteTableCommand({ VpcId }));
  }
  await world.clock.jump(MINUTE);
}

/** It accepts attachments by itself, and is shared with another account, too. */
async function existingTransitGateway(world: World, landingZone: LandingZone): Promise<void> {
  const { hub, segments } = landingZone;
  if (!('existing' in hub.transitGateway)) return;
  const TransitGatewayId = hub.transitGateway.existing;
  const client = new ec2.EC2Client(hubConfig(world, landingZone));
  world.ids.assign(TransitGatewayId);
  const { TransitGateway } = await client.send(
    new ec2.CreateTransitGatewayCommand({
      Options: {
        AutoAcceptSharedAttachments: 'enable',
        DefaultRouteTableAssociation: 'disable',
        DefaultRouteTablePropagation: 'disable',
      },
    }),
  );
  await world.clock.jump(MINUTE);
  for (const { routeTable } of Object.values(segments)) {
    if (routeTable === undefined) continue;
    world.ids.assign(routeTable);
    await client.send(new ec2.CreateTransitGatewayRouteTableCommand({ TransitGatewayId }));
  }
  const [, [, archive] = []] = centralAccounts(landingZone);
  await new RAMClient(hubConfig(world, landingZone)).send(
    new CreateResourceShareCommand({
      ...{ name: 'network', resourceArns: [TransitGateway?.TransitGatewayArn ?? ''] },
      ...{ principals: [archive ?? landingZone.organization.managementAccountId] },
    }),
  );
  await world.clock.jump(MINUTE);
}

/** The hub VPC's, in the existing route tables of segments if the config says that it is. */
async function existingAttachment(world: World, landingZone: LandingZone): Promise<void> {
  const { vpc, transitGateway, vpcAssociated, vpcPropagated } = landingZone.hub;
  if (!('existing' in vpc) || vpc.attachmentId === undefined || !('existing' in transitGateway)) return;
  const client = new ec2.EC2Client(hubConfig(world, landingZone));
  world.ids.assign(vpc.attachmentId);
  await client.send(
    new ec2.CreateTransitGatewayVpcAttachmentCommand({
      ...{ TransitGatewayId: transitGateway.existing, VpcId: vpc.existing },
      SubnetIds: vpc.subnets.map(({ id }) => id),
      TagSpecifications: [
        {
          ResourceType: 'transit-gateway-attachment',
          Tags: [{ Key: `${landingZone.tags.prefix}cidrs`, Value: vpc.cidr }],
        },
      ],
    }),
  );
  await world.clock.jump(5 * MINUTE);
  const segment = segmentOfCidr(landingZone, vpc.cidr) ?? '';
  const inTable = (name: string) => ({
    TransitGatewayRouteTableId: landingZone.segments[name]?.routeTable,
    TransitGatewayAttachmentId: vpc.attachmentId,
  });
  if (!vpcAssociated) await client.send(new ec2.AssociateTransitGatewayRouteTableCommand(inTable(segment)));
  for (const reaching of vpcPropagated ? [] : reachableSegments(landingZone, segment))
    await client.send(new ec2.EnableTransitGatewayRouteTablePropagationCommand(inTable(reaching)));
  await world.clock.jump(MINUTE);
}

/**
 * A bucket of another account, with the encryption of the config and the policy that the synth writes for its owner; and a query log
 * config that delivers to it, or to a bucket of the hub.
 */
async function existingLogs(world: World, landingZone: LandingZone): Promise<void> {
  const { bucket, queryLogConfig } = landingZone.logs;
  const existing = bucket && 'existing' in bucket ? bucket.existing : undefined;
  const Bucket = existing ?? `query-logs-${landingZone.hub.accountId}`;
  if (existing === undefined && queryLogConfig === undefined) return;
  const { hub, organization } = landingZone;
  const owner = world.administrator(existing === undefined ? hub.accountId : organization.managementAccountId);
  const s3 = new S3Client(world.config(owner, hub.region));
  const LocationConstraint = hub.region as BucketLocationConstraint;
  // S3 has no constraint for us-east-1: it is the default.
  const CreateBucketConfiguration = hub.region === 'us-east-1' ? {} : { LocationConstraint };
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  const { encryption } = landingZone.logs;
  const ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault =
    encryption === 'SSE-S3' ? { SSEAlgorithm: 'AES256' } : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: encryption.kms };
  const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] };
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
  if (existing !== undefined) {
    // CDK takes seconds to load.
    const { bucketStatements } = await import('../../infra/constructs/log-bucket');
    const { policyDocument } = await import('../../infra/constructs/policy');
    const Policy = JSON.stringify(policyDocument(...bucketStatements(landingZone)));
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  }
  if (queryLogConfig === undefined) return;
  world.ids.assign(queryLogConfig.existing);
  const request = { Name: 'existing', CreatorRequestId: 'existing', DestinationArn: `arn:aws:s3:::${Bucket}` };
  await new Route53ResolverClient(hubConfig(world, landingZone)).send(new CreateResolverQueryLogConfigCommand(request));
  await world.clock.jump(MINUTE);
}

/** A private zone is made with a VPC: the hub's, or the default one of its account, as until the stack has made the hub's. */
async function existingZones(world: World, landingZone: LandingZone): Promise<void> {
  const { accountId: hubId, region, vpc } = landingZone.hub;
  for (const { name, existing, accountId = hubId } of landingZone.zones.private) {
    if (existing === undefined) continue;
    world.ids.assign(existing);
    const isHubs = accountId === hubId;
    // Another account may not have enabled the hub's region.
    const VPCRegion = (isHubs ? region : 'us-east-1') as VPCRegion;
    const isDefault = { accountId, region: VPCRegion, name: 'is-default', value: 'true' };
    const VPC = { VPCId: 'existing' in vpc && isHubs ? vpc.existing : await vpcWhere(world, isDefault), VPCRegion };
    await route53In(world, accountId).send(new CreateHostedZoneCommand({ Name: name, CallerReference: name, VPC }));
  }
}

/** After the first deployment, the owner of existing zones associates them with the hub VPC that the stack has made. */
export async function associateExistingZones(world: World, landingZone: LandingZone): Promise<void> {
  const { accountId: hubId, region, vpc } = landingZone.hub;
  for (const { existing: HostedZoneId, accountId = hubId } of landingZone.zones.private) {
    if (HostedZoneId === undefined || ('existing' in vpc && accountId === hubId)) continue;
    const VPCId = await vpcWhere(world, { accountId: hubId, region, name: 'cidr', value: vpc.cidr });
    const association = { HostedZoneId, VPC: { VPCId, VPCRegion: region as VPCRegion } };
    const owner = route53In(world, accountId);
    if (accountId !== hubId) await owner.send(new CreateVPCAssociationAuthorizationCommand(association));
    await route53In(world, hubId).send(new AssociateVPCWithHostedZoneCommand(association));
    if (accountId !== hubId) await owner.send(new DeleteVPCAssociationAuthorizationCommand(association));
  }
}

/** As owners of zones below no OU of a segment do, which have no role of ours from the StackSet: each deploys the template. */
export async function deployZoneOwners(world: World, landingZone: LandingZone): Promise<void> {
  const owners = centralAccounts(landingZone).filter(([name]) => name.startsWith('zone-owner-'));
  if (owners.length === 0) return;
  const { zoneOwnerTemplate } = await import('../../infra/stacks/spoke');
  const template = JSON.stringify(zoneOwnerTemplate(landingZone));
  for (const [, accountId] of owners) {
    const deployer = world.administrator(accountId);
    await createStack(world, { name: 'wheelwright-zone-owner', region: landingZone.stsRegion, template, deployer });
  }
}

const route53In = (world: World, accountId: string): Route53Client =>
  new Route53Client(world.config(world.administrator(accountId), 'us-east-1'));

async function vpcWhere(
  world: World,
  { accountId, region, name: Name, value }: Readonly<Record<'accountId' | 'region' | 'name' | 'value', string>>,
): Promise<string> {
  const client = new ec2.EC2Client(world.config(world.administrator(accountId), region));
  const { Vpcs } = await client.send(new ec2.DescribeVpcsCommand({ Filters: [{ Name, Values: [value] }] }));
  return Vpcs?.[0]?.VpcId ?? '';
}
