import type { EnrolledWorld } from '../world/enrolled';
import type { Vpc } from '../twin/ec2/vpc-types';

/** States in which AWS still lists an attachment that no longer exists. */
export const GONE: readonly string[] = ['deleted', 'failed', 'rejected'];

/** `dev 10.1.0.0/20`: no account of a test has two VPCs with one CIDR at a time. */
const vpcName = ({ world }: EnrolledWorld, { ownerId, cidrs }: Vpc): string =>
  `${accountName(world, ownerId)} ${cidrs[0]?.cidr ?? ''}`;

const accountName = (world: EnrolledWorld['world'], id: string): string => world.organizations.account(id)?.name ?? id;

/** All VPCs but the default one of each account. */
export const madeVpcs = ({ world }: EnrolledWorld): readonly Vpc[] =>
  [...world.ec2.vpcs.all()].filter((vpc) => !vpc.isDefault);

/**
 * Names by id of what people and the deployment make: accounts, OUs, VPCs, subnets, route tables and the hub's resources.
 * The same thing has the same name in every world.
 */
function stableNames(setting: EnrolledWorld): ReadonlyMap<string, string> {
  const { world, hub, organization } = setting;
  const names = new Map<string, string>();
  for (const { id, name } of world.organizations.accounts()) names.set(id, name);
  for (const [path, id] of Object.entries(organization.organizationalUnits)) names.set(id, path);
  names.set(hub.transitGatewayId, 'gateway').set(hub.prefixListId, 'mesh').set(hub.queryLogConfigId, 'query log');
  for (const [segment, id] of Object.entries(hub.routeTableIds)) names.set(id, `table ${segment}`);
  for (const [zone, id] of Object.entries(hub.zoneIds)) names.set(id, zone);
  hub.resourceShareArns.forEach((arn, index) => names.set(arn, `share ${index}`));
  for (const vpc of madeVpcs(setting)) {
    const name = vpcName(setting, vpc);
    names.set(vpc.vpcId, name);
    for (const { subnetId, zone } of world.ec2.subnetsOf(vpc)) names.set(subnetId, `${name} ${zone.name}`);
    world.ec2
      .routeTablesOf(vpc)
      .forEach(({ routeTableId }, index) => names.set(routeTableId, `${name} routes ${index}`));
  }
  for (const { ownerId, dhcpOptionsId } of defaultOptions(setting))
    names.set(dhcpOptionsId, `${accountName(world, ownerId)} default options`);
  return names;
}

/** What the automation makes is named after its VPC or account; two of a kind for one VPC have the same name. */
export function allNames(setting: EnrolledWorld): ReadonlyMap<string, string> {
  const { world } = setting;
  const names = new Map(stableNames(setting));
  const of = (id: string): string => names.get(id) ?? id;
  for (const attachment of world.ec2.transitGatewayAttachments.values())
    names.set(
      attachment.attachmentId,
      `${GONE.includes(attachment.state) ? 'former ' : ''}attachment of ${of(attachment.vpcId)}`,
    );
  for (const { vpcEndpointId, vpcId } of world.ec2.endpoints.all())
    names.set(vpcEndpointId, `endpoint of ${of(vpcId)}`);
  for (const { flowLogId, resourceId } of world.ec2.flowLogs.all())
    names.set(flowLogId, `flow log of ${of(resourceId)}`);
  for (const { dhcpOptionsId, ownerId, configurations } of world.ec2.dhcpOptions.all())
    if (!names.has(dhcpOptionsId))
      names.set(dhcpOptionsId, `${accountName(world, ownerId)} options ${JSON.stringify([...configurations])}`);
  return names;
}

const defaultOptions = ({ world, landingZone }: EnrolledWorld) =>
  world.organizations.accounts().flatMap(({ id: accountId }) => {
    if (!world.account.usable(accountId, landingZone.hub.region)) return [];
    const { dhcpOptionsId } = world.ec2.defaultsOf({ accountId, region: landingZone.hub.region });
    return [{ ownerId: accountId, dhcpOptionsId }];
  });

/** Replaces every id in a text. */
function renamer(names: ReadonlyMap<string, string>): (text: string) => string {
  const ids = [...names.keys()].sort((a, b) => b.length - a.length);
  const any = new RegExp(ids.map((id) => id.replace(/[/.+]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(any, (id) => names.get(id) ?? id);
}

/** Renames, then sorts lists whose order has no meaning: ids sort differently in every world. */
export function renamed(names: ReadonlyMap<string, string>): (thing: unknown) => string {
  const rename = renamer(names);
  const unordered = (key: string, value: unknown): unknown =>
    UNORDERED.test(key) && Array.isArray(value) ? value.map((each) => rename(String(each))).sort() : value;
  return (thing) => rename(JSON.stringify(thing, unordered));
}

const UNORDERED = /subnetIds|routeTableIds|propagations/i;
