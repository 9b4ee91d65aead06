import { describeCommand } from '../aws/sdk/command';
import type { Session } from '../aws/sdk/session';
import type { HubResources, LandingZone } from '../landing-zone';

/** The ids of what the hub stack has yet to make begin with it. AWS has no such ids. */
const PLANNED = 'planned:';

const planned = (name: string): string => `${PLANNED}${name}`;

/** The hub of a landing zone that is not deployed: the ids of what exists, and names for what the stack makes. */
export function plannedHub({ hub, segments, zones, logs }: LandingZone): HubResources {
  const { transitGateway, inboundResolver } = hub;
  return {
    transitGatewayId: 'existing' in transitGateway ? transitGateway.existing : planned('transit gateway'),
    routeTableIds: Object.fromEntries(
      Object.entries(segments).map(([name, { routeTable }]) => [name, routeTable ?? planned(`route table of ${name}`)]),
    ),
    prefixListId: planned('mesh prefix list'),
    zoneIds: Object.fromEntries(zones.private.map(({ name, existing }) => [name, existing ?? planned(`zone ${name}`)])),
    resolverIps: 'existing' in inboundResolver ? inboundResolver.addresses : [planned("the hub's resolver")],
    queryLogConfigId: logs.queryLogConfig?.existing ?? planned('query log config'),
    resourceShareArns: [planned('resource share')],
  };
}

/** A text with the names of what the stack makes in place of their ids. */
export const withPlannedNames = (text: string): string => text.replaceAll(PLANNED, 'the new ');

/**
 * A session that answers for what the stack has yet to make: AWS would say that it does not exist, and a read that names it finds
 * nothing. All else is asked of AWS.
 */
export const withoutPlanned = (session: Session): Session => ({
  ...session,
  send: (command) =>
    'input' in command && JSON.stringify(command.input).includes(`"${PLANNED}`)
      ? Promise.resolve({})
      : session.send(command),
});

/** Operations that read, by the first word of their names. */
const READS = /^(BatchGet|Describe|Get|List|Query|Search)/;

/**
 * A session that only reads. Whatever credentials an operator has, a plan changes nothing.
 * @throws TypeError for a call that writes
 */
export const readOnly = (session: Session): Session => ({
  ...session,
  send: (command) => {
    const { operation } = describeCommand(command);
    if (!READS.test(operation)) throw new TypeError(`a plan calls ${operation}, expected calls that read`);
    return session.send(command);
  },
});

interface TaggedVpc {
  readonly VpcId?: string | undefined;
  readonly Tags?: readonly { readonly Key?: string | undefined }[] | undefined;
}

/** A session in which these VPCs ask to join: what would be done once their teams set the tag. Adds those that do not to `assumed`. */
export const asking = (
  session: Session,
  vpcIds: ReadonlySet<string>,
  { joinKey, assumed }: { readonly joinKey: string; readonly assumed: Set<string> },
): Session => ({
  ...session,
  send: async (command) => {
    const response = await session.send(command);
    if (describeCommand(command).operation !== 'DescribeVpcs') return response;
    const { Vpcs = [], ...rest } = response as { readonly Vpcs?: readonly TaggedVpc[] };
    const silent = Vpcs.filter((vpc) => isSilent(vpc, vpcIds, joinKey));
    for (const { VpcId = '' } of silent) assumed.add(VpcId);
    return { ...rest, Vpcs: Vpcs.map((vpc) => (silent.includes(vpc) ? withTag(vpc, joinKey) : vpc)) };
  },
});

const isSilent = ({ VpcId = '', Tags = [] }: TaggedVpc, vpcIds: ReadonlySet<string>, joinKey: string): boolean =>
  vpcIds.has(VpcId) && !Tags.some(({ Key }) => Key === joinKey);

const withTag = (vpc: TaggedVpc, Key: string): TaggedVpc => ({
  ...vpc,
  Tags: [...(vpc.Tags ?? []), { Key, Value: 'true' } as object],
});
