import { parseArn } from '../arn';
import type { Call, Identity } from '../wire/service';
import type { World } from '../world';
import type { Keys, Resource } from './actions';
import type { RequestContext } from './conditions';
import type { Requester } from './decide';

/** The caller of a request: a signed-in identity, or a role that a service acts with. */
export type Caller = Pick<Identity, 'type' | 'accountId' | 'arn' | 'userId' | 'issuer'>;

/** An identity, as policies match it. */
export const requesterOf = (world: World, { accountId, arn, issuer }: Caller): Requester => ({
  type: 'AWS',
  accountId,
  arn,
  ...(issuer === undefined
    ? {}
    : {
        role: {
          arn: issuer.arn,
          roleId: issuer.principalId,
          serviceLinked: world.iam.role(issuer.arn)?.linkedTo !== undefined,
        },
      }),
});

const PRINCIPAL_TYPES = {
  IAMUser: 'User',
  AssumedRole: 'AssumedRole',
  Root: 'Account',
  WebIdentityUser: 'FederatedUser',
} as const;

/** The condition keys of the principal, the same for every action (AWS docs: IAM, "AWS global condition context keys"). */
function principalKeys(world: World, caller: Caller): Keys {
  const { accountId, arn, issuer, userId, type } = caller;
  const role = issuer && world.iam.role(issuer.arn);
  return {
    // For a session this is the role's ARN, not the session's: so that a trust policy still matches when the role is created again.
    'aws:PrincipalArn': issuer?.arn ?? arn,
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalType': PRINCIPAL_TYPES[type],
    'aws:PrincipalIsAWSService': 'false',
    'aws:userid': userId,
    ...organizationKeys(world, 'aws:Principal', accountId),
    ...Object.fromEntries([...(role?.tags ?? [])].map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
  };
}

/** `aws:PrincipalOrgID`, `aws:ResourceOrgPaths` and the like: absent outside of an organization. */
export function organizationKeys(world: World, prefix: string, accountId: string): Keys {
  const { organizations } = world;
  if (!organizations.isMember(accountId)) return {};
  return {
    [`${prefix}OrgID`]: organizations.organizationId,
    [`${prefix}OrgPaths`]: organizations.pathOf(accountId),
  };
}

/** A request that came over HTTP to the twin itself counts as one over TLS, which the twin does not serve. */
const isSecure = ({ protocol, host }: Pick<Call, 'protocol' | 'host'>): boolean =>
  protocol === 'https:' || !host.endsWith('.amazonaws.com');

function resourceKeys(world: World, resource: Resource, own: string): Keys {
  const owner = resource.accountId ?? (parseArn(resource.arn)?.accountId || own);
  return { 'aws:ResourceAccount': owner, ...organizationKeys(world, 'aws:Resource', owner) };
}

/** All condition keys for one need of a request. */
export function contextOf(
  world: World,
  caller: Caller,
  about: {
    readonly resource: Resource;
    readonly keys: Keys;
    readonly call?: Pick<Call, 'region' | 'protocol' | 'host'>;
  },
): RequestContext {
  const { resource, keys, call } = about;
  return toContext({
    ...principalKeys(world, caller),
    ...resourceKeys(world, resource, caller.accountId),
    // A service that acts with a role, such as a poller of queues, asks the endpoint of the resource's region.
    'aws:RequestedRegion': call?.region ?? (parseArn(resource.arn)?.region || undefined),
    'aws:SecureTransport': String(call === undefined || isSecure(call)),
    'aws:CurrentTime': world.clock.now().toISOString(),
    ...resource.keys,
    ...keys,
  });
}

/** A service that acts on behalf of a resource: it has no `aws:PrincipalOrgID` (AWS docs: IAM). */
export const serviceKeys = (
  world: World,
  service: string,
  source: { readonly arn: string; readonly accountId: string },
): Keys => ({
  'aws:PrincipalIsAWSService': 'true',
  'aws:PrincipalServiceName': service,
  'aws:SourceArn': source.arn,
  'aws:SourceAccount': source.accountId,
  ...organizationKeys(world, 'aws:Source', source.accountId),
  'aws:SecureTransport': 'true',
});

export const toContext = (keys: Keys): RequestContext =>
  new Map(
    Object.entries(keys).flatMap(([key, value]): [string, readonly string[]][] =>
      value === undefined ? [] : [[key.toLowerCase(), typeof value === 'string' ? [value] : value]],
    ),
  );
