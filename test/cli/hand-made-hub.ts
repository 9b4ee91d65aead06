import * as ec2 from '@aws-sdk/client-ec2';
import { CreateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import {
  AssociateVPCWithHostedZoneCommand,
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  Route53Client,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import type { LandingZone } from '../../lib/landing-zone';
import type { World } from '../twin/world';
import { prerequisites } from '../world/assembly/prerequisites';
import { buildOrganization, worldOf, type Organization } from '../world/organization';
import { fixtureLandingZone } from '../world/landing-zone';
import { People } from '../world/people';
import { memoryIo, type MemoryIo } from './memory-io';

const MINUTE = 60_000;
/** Every account has it from the start. */
const REGION = 'eu-west-1';
/** The role with which the network team reads accounts. */
export const READER = 'NetworkReader';

/** An organization whose network people made by hand: nothing of Wheelwright is in it. */
export interface HandMade {
  readonly world: World;
  readonly landingZone: LandingZone;
  readonly organization: Organization;
  readonly people: People;
  readonly gatewayId: string;
  /** Ids by name: `hub`, and those of the spokes. */
  readonly vpcs: Readonly<Record<string, string>>;
  readonly attachments: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<string, string>>;
}

export interface HandMadePlan {
  /** The tables and the VPCs associated with each: `hub`, or the name of an account. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** The tables to which each VPC is propagated. */
  readonly propagations: Readonly<Record<string, readonly string[]>>;
  /** Tags of VPCs. */
  readonly tags?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const CIDRS: Readonly<Record<string, string>> = {
  hub: '10.0.0.0/16',
  dev: '10.1.0.0/20',
  staging: '10.2.0.0/20',
  prod: '10.3.0.0/20',
};

/** Makes the network by plain calls, as a network team does. */
export async function handMadeHub({ tables, propagations, tags = {} }: HandMadePlan): Promise<HandMade> {
  const fixture = fixtureLandingZone();
  const landingZone = { ...fixture, hub: { ...fixture.hub, region: REGION }, regions: [REGION] };
  const world = worldOf(landingZone);
  const organization = await buildOrganization(world, landingZone);
  await prerequisites(world, landingZone);
  const people = new People(world, landingZone);
  const { accountId, region } = landingZone.hub;
  const config = world.config(world.administrator(accountId), region);
  const hub = new ec2.EC2Client(config);
  const { TransitGateway: { TransitGatewayId = '', TransitGatewayArn = '' } = {} } = await hub.send(
    new ec2.CreateTransitGatewayCommand({
      Options: {
        AutoAcceptSharedAttachments: 'enable',
        DefaultRouteTableAssociation: 'disable',
        DefaultRouteTablePropagation: 'disable',
      },
    }),
  );
  await world.clock.jump(MINUTE);
  const members = [...new Set(Object.values(tables).flat())];
  const spokes = members.filter((name) => name !== 'hub').map((name) => organization.accounts[name] ?? '');
  await new RAMClient(config).send(
    new CreateResourceShareCommand({ name: 'network', resourceArns: [TransitGatewayArn], principals: spokes }),
  );
  readers(world, landingZone, spokes);
  await world.clock.jump(MINUTE);
  const tableIds: Record<string, string> = {};
  for (const name of Object.keys({ ...tables, ...propagatedTables(propagations) })) {
    const { TransitGatewayRouteTable } = await hub.send(
      new ec2.CreateTransitGatewayRouteTableCommand({
        TransitGatewayId,
        TagSpecifications: [{ ResourceType: 'transit-gateway-route-table', Tags: [{ Key: 'Name', Value: name }] }],
      }),
    );
    tableIds[name] = TransitGatewayRouteTable?.TransitGatewayRouteTableId ?? '';
  }
  await world.clock.jump(MINUTE);
  const made: Pick<HandMade, 'vpcs' | 'attachments'> & {
    vpcs: Record<string, string>;
    attachments: Record<string, string>;
  } = { vpcs: {}, attachments: {} };
  for (const name of members) {
    const owner = name === 'hub' ? accountId : (organization.accounts[name] ?? '');
    const client = name === 'hub' ? hub : await people.ec2(owner);
    const { vpcId, attachmentId } = await attachedVpc(client, {
      ...{ region, name, gatewayId: TransitGatewayId, cidr: CIDRS[name] ?? '', tags: tags[name] ?? {} },
      settle: () => world.clock.jump(5 * MINUTE),
    });
    made.vpcs[name] = vpcId;
    made.attachments[name] = attachmentId;
    const table = Object.entries(tables).find(([, names]) => names.includes(name))?.[0] ?? '';
    const association = {
      TransitGatewayAttachmentId: attachmentId,
      TransitGatewayRouteTableId: tableIds[table],
    };
    await hub.send(new ec2.AssociateTransitGatewayRouteTableCommand(association));
    for (const to of propagations[name] ?? [])
      await hub.send(
        new ec2.EnableTransitGatewayRouteTablePropagationCommand({
          ...association,
          TransitGatewayRouteTableId: tableIds[to],
        }),
      );
  }
  await world.clock.jump(5 * MINUTE);
  return { world, landingZone, organization, people, gatewayId: TransitGatewayId, tables: tableIds, ...made };
}

const propagatedTables = (propagations: HandMadePlan['propagations']): Readonly<Record<string, true>> =>
  Object.fromEntries(Object.values(propagations).flatMap((names) => names.map((name) => [name, true] as const)));

/** A VPC with two subnets in each of two route tables, which lead 10.0.0.0/8 to the gateway. */
async function attachedVpc(
  client: ec2.EC2Client,
  {
    region,
    name,
    gatewayId,
    cidr,
    tags,
    settle,
  }: {
    readonly region: string;
    readonly name: string;
    readonly gatewayId: string;
    readonly cidr: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly settle: () => Promise<void>;
  },
): Promise<{ readonly vpcId: string; readonly attachmentId: string }> {
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: cidr }));
  const vpcId = Vpc?.VpcId ?? '';
  const Tags = Object.entries({ Name: name, ...tags }).map(([Key, Value]) => ({ Key, Value }));
  await client.send(new ec2.CreateTagsCommand({ Resources: [vpcId], Tags }));
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }));
  await settle();
  const SubnetIds: string[] = [];
  for (const [index, zone] of ['a', 'b'].entries()) {
    const base = cidr.split('.').slice(0, 2).join('.');
    const { Subnet } = await client.send(
      new ec2.CreateSubnetCommand({
        ...{ VpcId: vpcId, CidrBlock: `${base}.${index}.0/24`, AvailabilityZone: `${region}${zone}` },
      }),
    );
    SubnetIds.push(Subnet?.SubnetId ?? '');
  }
  const { TransitGatewayVpcAttachment } = await client.send(
    new ec2.CreateTransitGatewayVpcAttachmentCommand({ TransitGatewayId: gatewayId, VpcId: vpcId, SubnetIds }),
  );
  await settle();
  const { RouteTables = [] } = await client.send(
    new ec2.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
  );
  for (const { RouteTableId } of RouteTables)
    await client.send(
      new ec2.CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId: gatewayId }),
    );
  return { vpcId, attachmentId: TransitGatewayVpcAttachment?.TransitGatewayAttachmentId ?? '' };
}

/** A role that reads, in every account: the hub account may assume it. */
function readers(world: World, { hub, organization }: LandingZone, accountIds: readonly string[]): void {
  const Principal = { AWS: `arn:aws:iam::${hub.accountId}:root` };
  for (const accountId of [...accountIds, organization.managementAccountId])
    world.iam.putRole({
      ...{ accountId, name: READER, attached: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      trust: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
      }),
    });
}

/** A private zone of the hub account, associated with VPCs, the first of which is the hub account's; without any, with its default VPC. */
export async function privateZone(
  { world, landingZone, people, organization, vpcs }: HandMade,
  name: string,
  names: readonly string[],
): Promise<string> {
  const { accountId, region } = landingZone.hub;
  const { Vpcs } = await new ec2.EC2Client(world.config(world.administrator(accountId), region)).send(
    new ec2.DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
  );
  const defaultVpc = Vpcs?.[0]?.VpcId;
  const route53 = new Route53Client(world.config(world.administrator(accountId), 'us-east-1'));
  const of = (vpc: string) => ({ VPCId: vpcs[vpc] ?? defaultVpc, VPCRegion: region as VPCRegion });
  const [first = '', ...others] = names;
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({ Name: name, CallerReference: name, VPC: of(first) }),
  );
  const HostedZoneId = HostedZone?.Id?.replace('/hostedzone/', '');
  for (const other of others) {
    await route53.send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC: of(other) }));
    const owner = new Route53Client(await people.configOf(organization.accounts[other] ?? '', 'us-east-1'));
    await owner.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId, VPC: of(other) }));
  }
  return HostedZoneId ?? '';
}

/** The outside of an administrator of the hub account, in a terminal of the hub's region. */
export function hubIo({ world, landingZone }: Pick<HandMade, 'world' | 'landingZone'>): MemoryIo {
  const { accountId, region } = landingZone.hub;
  const { requestHandler, credentials } = world.config(world.administrator(accountId), region);
  return memoryIo({ clock: world.clock, aws: { requestHandler, credentials }, env: { AWS_REGION: region } });
}
