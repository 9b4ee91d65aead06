import * as ec2 from '@aws-sdk/client-ec2';
import { CreateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import { CreateHostedZoneCommand, Route53Client, type VPCRegion } from '@aws-sdk/client-route-53';
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  S3Client,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3';
import * as resolver from '../../../lib/aws/route53resolver';
import { reachableSegments, type LandingZone } from '../../../lib/landing-zone';
import { CIDRS } from '../../../lib/net/tags';
import { eventually } from '../eventually';
import type { World } from '../world';
import { places } from './places';

export async function hubNetwork(world: World, landingZone: LandingZone) {
  const { hub, mesh, segments, zones, organization } = landingZone;
  if ('existing' in hub.vpc || 'existing' in hub.transitGateway || 'existing' in hub.inboundResolver)
    throw new Error('The stand-in for CDK makes every part of the hub; it cannot take an existing one.');
  const at = places(world, landingZone);
  const client = new ec2.EC2Client(at.hub);
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: hub.vpc.cidr }));
  const vpcId = Vpc?.VpcId ?? '';
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }));
  const subnetIds: string[] = [];
  for (let zone = 0; zone < hub.vpc.azs; zone++) {
    const { Subnet } = await client.send(
      new ec2.CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: subnetCidr(hub.vpc.cidr, zone),
        AvailabilityZone: `${hub.region}${'abcdef'[zone]}`,
      }),
    );
    subnetIds.push(Subnet?.SubnetId ?? '');
  }

  const { TransitGateway: gateway } = await client.send(
    new ec2.CreateTransitGatewayCommand({
      Options: {
        AmazonSideAsn: hub.transitGateway.asn,
        AutoAcceptSharedAttachments: 'disable',
        DefaultRouteTableAssociation: 'disable',
        DefaultRouteTablePropagation: 'disable',
      },
    }),
  );
  const transitGatewayId = gateway?.TransitGatewayId ?? '';
  await eventually(world, `${transitGatewayId} is available`, async () => {
    const { TransitGateways } = await client.send(
      new ec2.DescribeTransitGatewaysCommand({ TransitGatewayIds: [transitGatewayId] }),
    );
    return TransitGateways?.[0]?.State === 'available';
  });
  const routeTableIds: Record<string, string> = {};
  for (const segment of Object.keys(segments)) {
    const table = new ec2.CreateTransitGatewayRouteTableCommand({
      TransitGatewayId: transitGatewayId,
      TagSpecifications: [{ ResourceType: 'transit-gateway-route-table', Tags: [{ Key: 'Name', Value: segment }] }],
    });
    const { TransitGatewayRouteTable } = await client.send(table);
    routeTableIds[segment] = TransitGatewayRouteTable?.TransitGatewayRouteTableId ?? '';
  }
  const { PrefixList } = await client.send(
    new ec2.CreateManagedPrefixListCommand({
      PrefixListName: 'wheelwright-mesh',
      AddressFamily: 'IPv4',
      MaxEntries: mesh.prefixes.length,
      Entries: mesh.prefixes.map((Cidr) => ({ Cidr })),
    }),
  );

  const route53 = new Route53Client(at.hubGlobal);
  const zoneIds: Record<string, string> = {};
  for (const { name } of zones.private) {
    const { HostedZone } = await route53.send(
      new CreateHostedZoneCommand({
        Name: name,
        CallerReference: name,
        HostedZoneConfig: { PrivateZone: true },
        VPC: { VPCId: vpcId, VPCRegion: hub.region as VPCRegion },
      }),
    );
    zoneIds[name] = (HostedZone?.Id ?? '').replace('/hostedzone/', '');
  }

  const dns = new resolver.Route53ResolverClient(at.hub);
  const { ResolverEndpoint } = await dns.send(
    new resolver.CreateResolverEndpointCommand({
      CreatorRequestId: 'wheelwright-inbound',
      Direction: 'INBOUND',
      SecurityGroupIds: ['sg-00000000000000001'],
      IpAddresses: subnetIds.slice(0, hub.inboundResolver.azs).map((SubnetId) => ({ SubnetId })),
    }),
  );
  const { IpAddresses } = await dns.send(
    new resolver.ListResolverEndpointIpAddressesCommand({ ResolverEndpointId: ResolverEndpoint?.Id ?? '' }),
  );

  const bucket = `wheelwright-logs-${hub.accountId}-${hub.region}`;
  const flowLogBucketArn = `arn:aws:s3:::${bucket}`;
  const s3 = new S3Client(at.hub);
  await s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: hub.region as BucketLocationConstraint },
    }),
  );
  await s3.send(
    new PutBucketPolicyCommand({ Bucket: bucket, Policy: deliveryPolicy(flowLogBucketArn, organization.id) }),
  );
  const { ResolverQueryLogConfig } = await dns.send(
    new resolver.CreateResolverQueryLogConfigCommand({
      Name: 'wheelwright',
      DestinationArn: flowLogBucketArn,
      CreatorRequestId: 'wheelwright-query-log',
    }),
  );
  const queryLogConfigId = ResolverQueryLogConfig?.Id ?? '';

  const ram = new RAMClient(at.hub);
  const { resourceShare } = await ram.send(
    new CreateResourceShareCommand({
      name: 'wheelwright-hub',
      allowExternalPrincipals: !organization.sharing,
      resourceArns: [
        gateway?.TransitGatewayArn ?? '',
        PrefixList?.PrefixListArn ?? '',
        ResolverQueryLogConfig?.Arn ?? '',
      ],
    }),
  );
  await attachHub(world, client, {
    landingZone,
    vpcId,
    subnetIds,
    transitGatewayId,
    routeTableIds,
    prefixListId: PrefixList?.PrefixListId ?? '',
  });
  return {
    transitGatewayId,
    routeTableIds,
    prefixListId: PrefixList?.PrefixListId ?? '',
    zoneIds,
    resolverIps: (IpAddresses ?? []).map(({ Ip }) => Ip ?? ''),
    queryLogConfigId,
    flowLogBucketArn,
    resourceShareArns: [resourceShare?.resourceShareArn ?? ''],
  };
}

/** The n-th subnet of a VPC that is cut for the six Availability Zones a region may have, none larger than a /20. */
function subnetCidr(vpcCidr: string, n: number): string {
  const [network = '', length] = vpcCidr.split('/');
  const prefix = Math.min(28, Math.max(20, Number(length) + 3));
  const address = network.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0) + n * 2 ** (32 - prefix);
  return `${[24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.')}/${prefix}`;
}

interface HubVpc {
  readonly landingZone: LandingZone;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly transitGatewayId: string;
  readonly routeTableIds: Readonly<Record<string, string>>;
  readonly prefixListId: string;
}

/** The hub VPC is in its own segment: attached, associated, propagated to all that reach it, routed. */
async function attachHub(world: World, client: ec2.EC2Client, hub: HubVpc): Promise<void> {
  const { landingZone, vpcId, transitGatewayId, routeTableIds } = hub;
  if ('existing' in landingZone.hub.vpc) return;
  const { cidr } = landingZone.hub.vpc;
  const segment = Object.entries(landingZone.segments).find(([, { cidrs }]) => cidrs.includes(cidr))?.[0] ?? '';
  const { TransitGatewayVpcAttachment } = await client.send(
    new ec2.CreateTransitGatewayVpcAttachmentCommand({
      TransitGatewayId: transitGatewayId,
      VpcId: vpcId,
      SubnetIds: [...hub.subnetIds],
      TagSpecifications: [
        {
          ResourceType: 'transit-gateway-attachment',
          Tags: [
            { Key: CIDRS, Value: cidr },
            { Key: 'Name', Value: 'hub' },
          ],
        },
      ],
    }),
  );
  const TransitGatewayAttachmentId = TransitGatewayVpcAttachment?.TransitGatewayAttachmentId ?? '';
  await eventually(world, 'the hub VPC is attached', async () => {
    const ids = [TransitGatewayAttachmentId];
    const { TransitGatewayVpcAttachments } = await client.send(
      new ec2.DescribeTransitGatewayVpcAttachmentsCommand({ TransitGatewayAttachmentIds: ids }),
    );
    return TransitGatewayVpcAttachments?.[0]?.State === 'available';
  });
  const TransitGatewayRouteTableId = routeTableIds[segment];
  await client.send(
    new ec2.AssociateTransitGatewayRouteTableCommand({ TransitGatewayAttachmentId, TransitGatewayRouteTableId }),
  );
  for (const reaching of reachableSegments(landingZone, segment)) {
    const table = routeTableIds[reaching];
    await client.send(
      new ec2.EnableTransitGatewayRouteTablePropagationCommand({
        TransitGatewayAttachmentId,
        TransitGatewayRouteTableId: table,
      }),
    );
  }
  const { RouteTables } = await client.send(
    new ec2.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
  );
  for (const { RouteTableId } of RouteTables ?? [])
    await client.send(
      new ec2.CreateRouteCommand({
        RouteTableId,
        DestinationPrefixListId: hub.prefixListId,
        TransitGatewayId: transitGatewayId,
      }),
    );
}

/** Log delivery of AWS may write for every account of the organization (AWS prescriptive guidance, central flow logs). */
const deliveryPolicy = (bucketArn: string, organizationId: string): string => {
  const delivery = { Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' } };
  const ofTheOrganization = { 'aws:SourceOrgID': organizationId };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...delivery,
        Sid: 'AWSLogDeliveryWrite',
        Action: 's3:PutObject',
        Resource: `${bucketArn}/*`,
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...ofTheOrganization } },
      },
      {
        ...delivery,
        Sid: 'AWSLogDeliveryCheck',
        Action: 's3:GetBucketAcl',
        Resource: bucketArn,
        Condition: { StringEquals: ofTheOrganization },
      },
    ],
  });
};
