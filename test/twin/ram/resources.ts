import { parseArn } from '../arn';
import { AwsError } from '../wire/errors';
import type { World } from '../world';

interface Kind {
  /** As RAM names it in `resourceType`. */
  readonly type: string;
  /** Invitations to shares with other types than EC2's expire after half a day (AWS docs: RAM, invitations). */
  readonly invitationHours: number;
  readonly find: (world: World, id: string) => { readonly ownerId: string } | undefined;
  /** Shared within the organization only ("Shareable AWS resources", RAM User Guide). */
  readonly internal?: true;
  /** Why this one cannot be shared, if so. */
  readonly objection?: (world: World, id: string) => string | undefined;
}

const WEEK = 7 * 24;

/** What the twin can share, by service and kind as in an ARN. */
const KINDS: Readonly<Record<string, Kind>> = {
  'ec2:transit-gateway': {
    type: 'ec2:TransitGateway',
    invitationHours: WEEK,
    find: (world, id) => world.ec2.transitGateway(id),
  },
  'ec2:subnet': {
    type: 'ec2:Subnet',
    invitationHours: WEEK,
    find: (world, id) => world.ec2.subnet(id),
    internal: true,
    // VPC User Guide, "Shared subnet prerequisites". AWS names no code.
    objection: (world, id) =>
      world.ec2.vpc(world.ec2.subnet(id)?.vpcId ?? '')?.isDefault
        ? `Subnet ${id} is in a default VPC and cannot be shared.`
        : undefined,
  },
  'ec2:prefix-list': {
    type: 'ec2:PrefixList',
    invitationHours: WEEK,
    find: (world, id) => world.ec2.prefixList(id),
  },
  'route53resolver:resolver-query-log-config': {
    type: 'route53resolver:ResolverQueryLogConfig',
    invitationHours: 12,
    find: (world, id) => world.resolver.queryLogConfig(id),
  },
};

function parts(arn: string) {
  const parsed = parseArn(arn);
  const [noun = '', id = ''] = parsed?.resource.split('/') ?? [];
  return parsed && noun && id ? { ...parsed, id, kind: KINDS[`${parsed.service}:${noun}`] } : undefined;
}

/** `ec2:TransitGateway` and so on. */
export const resourceTypeOf = (arn: string): string | undefined => parts(arn)?.kind?.type;

export const isResourceType = (type: string): boolean => Object.values(KINDS).some((kind) => kind.type === type);

export const invitationHours = (arns: readonly string[]): number =>
  Math.min(WEEK, ...arns.map((arn) => parts(arn)?.kind?.invitationHours ?? WEEK));

export function resourceExists(world: World, arn: string): boolean {
  const found = parts(arn);
  return found?.kind?.find(world, found.id) !== undefined;
}

/** A resource can be shared by its owner, from a share of its own region. */
export function requireShareable(world: World, arn: string, share: { ownerId: string; region: string }): void {
  const found = parts(arn);
  if (!found) throw new AwsError('MalformedArnException', `The specified resource ARN ${arn} is not valid.`);
  if (!found.kind) throw new AwsError('MalformedArnException', `The twin cannot share resources like ${arn}.`);
  if (found.region !== share.region)
    throw new AwsError('InvalidParameterException', `Resource ${arn} is not in the region ${share.region}.`);
  const resource = found.kind.find(world, found.id);
  if (!resource || resource.ownerId !== found.accountId)
    throw new AwsError('UnknownResourceException', `Resource ${arn} could not be found.`);
  if (resource.ownerId !== share.ownerId)
    throw new AwsError('OperationNotPermittedException', `Resource ${arn} is not owned by account ${share.ownerId}.`);
  const objection = found.kind.objection?.(world, found.id);
  if (objection !== undefined) throw new AwsError('InvalidParameterException', objection);
}

export const isInternal = (arn: string): boolean => parts(arn)?.kind?.internal === true;
