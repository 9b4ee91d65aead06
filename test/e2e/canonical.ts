import { mesh } from '../world/mesh';
import type { EnrolledWorld } from '../world/enrolled';
import type { RouteTable, Vpc } from '../twin/ec2/vpc-types';
import { allNames, GONE, madeVpcs, renamed } from './names';

/**
 * The state of a world without ids: one line for each thing, sorted, so that a thing made twice gives two lines. Two worlds
 * are equal if their lines are. Times and deleted things are left out.
 */
export function canonical(setting: EnrolledWorld): readonly string[] {
  const { world, landingZone } = setting;
  const rows = mesh(world, landingZone);
  const things = [
    ...accounts(setting),
    ...shares(setting),
    ...madeVpcs(setting).flatMap((vpc) => ofVpc(setting, vpc)),
    ...attachments(setting),
    ...dhcpOptions(setting),
    ...zones(setting),
    ...rows.map(({ accountId, vpcId, state, segment, concepts, cidrs }) => ({
      ledger: vpcId,
      ...{ accountId, state, segment, concepts: Object.entries(concepts).sort(), cidrs },
    })),
  ];
  return things.map(renamed(allNames(setting))).sort();
}

type Thing = Readonly<Record<string, unknown>>;

const sorted = (tags: ReadonlyMap<string, unknown>): readonly string[] =>
  [...tags].map(([key, value]) => `${key}=${String(value)}`).sort();

const accounts = ({ world, landingZone }: EnrolledWorld): readonly Thing[] =>
  world.organizations.accounts().map(({ id, state, parentId, tags }) => ({
    account: id,
    ...{ state, parentId, tags: sorted(tags) },
    regions: landingZone.regions.map((region) => world.account.status(id, region)),
    roles: world.iam
      .rolesIn(id)
      .map(({ name }) => name)
      .sort(),
  }));

const shares = ({ world }: EnrolledWorld): readonly Thing[] =>
  [...world.ram.shares.values()].flatMap((share) =>
    share.associations.map(({ entity, type, external, status }) => ({
      share: share.name,
      ...{ entity, type, external, status },
    })),
  );

function ofVpc({ world }: EnrolledWorld, vpc: Vpc): readonly Thing[] {
  const { ec2, resolver } = world;
  const { vpcId, ownerId, region, cidrs, dhcpOptionsId } = vpc;
  const here = { accountId: ownerId, region };
  const tags = (id: string): readonly string[] => sorted(ec2.tagsOf(id, ownerId));
  return [
    { vpc: vpcId, cidrs: cidrs.map(({ cidr, state }) => [cidr, state]), dhcpOptionsId, tags: tags(vpcId) },
    ...ec2.subnetsOf(vpc).map(({ subnetId }) => ({ subnet: subnetId, tags: tags(subnetId) })),
    ...ec2.routeTablesOf(vpc).flatMap(({ routeTableId, routes }) => routes.map((route) => routed(routeTableId, route))),
    ...ec2.flowLogs
      .of(here)
      .filter(({ resourceId }) => resourceId === vpcId)
      .map(({ flowLogId, trafficType, destination, maxAggregationInterval }) => ({
        flowLog: vpcId,
        ...{ trafficType, destination, maxAggregationInterval, tags: tags(flowLogId) },
      })),
    ...ec2.endpoints
      .of(here)
      .filter((endpoint) => endpoint.vpcId === vpcId)
      .map(({ vpcEndpointId, serviceName, state, routeTableIds }) => ({
        endpoint: vpcId,
        ...{ serviceName, state, routeTableIds: routeTableIds, tags: tags(vpcEndpointId) },
      })),
    ...resolver.queryLogAssociations
      .of(here)
      .filter((association) => association.vpcId === vpcId)
      .map(({ configId, status }) => ({ queryLog: vpcId, configId, status })),
  ];
}

const routed = (table: string, { destination, target }: RouteTable['routes'][number]): Thing => ({
  table,
  destination,
  target,
});

const attachments = ({ world }: EnrolledWorld): readonly Thing[] =>
  [...world.ec2.transitGatewayAttachments.values()]
    .filter(({ state }) => !GONE.includes(state))
    .map(({ attachmentId, vpcId, vpcOwnerId, transitGatewayOwnerId, state, subnetIds, ...rest }) => ({
      attachment: vpcId,
      ...{ state, subnetIds, options: rest.options, association: rest.association },
      propagations: sorted(rest.propagations),
      tags: sorted(world.ec2.tagsOf(attachmentId, vpcOwnerId)),
      hubTags: sorted(world.ec2.tagsOf(attachmentId, transitGatewayOwnerId)),
    }));

/** A set of options has no name but its content: two equal sets are two lines. */
const dhcpOptions = ({ world }: EnrolledWorld): readonly Thing[] =>
  [...world.ec2.dhcpOptions.all()].map(({ dhcpOptionsId, ownerId, configurations }) => ({
    dhcpOptions: ownerId,
    configurations: [...configurations],
    tags: sorted(world.ec2.tagsOf(dhcpOptionsId, ownerId)),
  }));

const zones = ({ world }: EnrolledWorld): readonly Thing[] =>
  [...world.route53.zones.values()].flatMap(({ name, vpcs, authorizations }) => [
    ...[...vpcs.keys()].map((vpcId) => ({ zone: name, vpcId })),
    ...[...authorizations.keys()].map((vpcId) => ({ authorizationFor: name, vpcId })),
  ]);
