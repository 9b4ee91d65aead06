import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { trustPolicy, type Role } from '../iam/state';
import { AwsError } from '../wire/errors';
import type { Call, Identity } from '../wire/service';
import type { World } from '../world';

const HOUR = 3600;
const validation = (message: string) => new AwsError('ValidationError', message);

/** Session policies, tags and MFA would change what the session may do; the twin does not evaluate them. */
const NOT_MODELLED = [
  ...(['Policy', 'PolicyArns', 'Tags', 'TransitiveTagKeys', 'SerialNumber', 'TokenCode'] as const),
  ...(['SourceIdentity', 'ProvidedContexts', 'MinimumSessionTokenSize'] as const),
];

export interface Session {
  readonly identity: Identity;
  readonly expiresAt: Date;
  /** `AROA…:name`. */
  readonly assumedRoleId: string;
}

/** Opens a session of a role for the caller, if the role's trust policy allows it. */
export function assumeRole(world: World, input: AssumeRoleCommandInput, call: Call): Session {
  const { RoleArn: arn = '', RoleSessionName: name = '' } = input;
  requireValidRequest(input, arn, name);
  const refused = () =>
    new AwsError(
      'AccessDenied',
      `User: ${call.caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      {},
      403,
    );
  if (call.caller.type === 'Root')
    throw new AwsError('AccessDenied', 'Roles may not be assumed by root accounts.', {}, 403);
  const role = world.iam.role(arn);
  if (!role || !isInService(world, role.accountId)) throw refused();
  requireEnabledRegion(world, role, call.region);
  const resource = {
    arn,
    accountId: role.accountId,
    policy: { type: 'role trust policy' as const, policy: trustPolicy(role) },
  };
  const keys = { 'sts:ExternalId': input.ExternalId, 'sts:RoleSessionName': name };
  if (world.access.denial(call.caller, { action: 'sts:AssumeRole', resource, keys }, call)) throw refused();
  return open(world, role, name, checkedDuration(role, input.DurationSeconds, call.caller));
}

export function requireValidSession(arn: string, name: string, duration = HOUR): void {
  if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn)) throw validation(`${arn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(name))
    throw validation(
      `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must have length between 2 and 64 and satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  if (duration < 900 || duration > 43_200)
    throw validation(`Value '${duration}' at 'durationSeconds' must be between 900 and 43200.`);
}

function requireValidRequest(input: AssumeRoleCommandInput, arn: string, name: string): void {
  requireValidSession(arn, name, input.DurationSeconds);
  const extra = NOT_MODELLED.find((parameter) => input[parameter] !== undefined);
  if (extra !== undefined) throw new AwsError('NotImplemented', `The twin's AssumeRole has no ${extra}.`, {}, 501);
}

/** No identity can act in an account that AWS suspended or that is closed. */
export function isInService(world: World, accountId: string): boolean {
  const state = world.organizations.account(accountId)?.state ?? 'ACTIVE';
  return state === 'ACTIVE' || state === 'PENDING_CLOSURE';
}

/** A regional endpoint serves roles of accounts that have enabled its region (AWS docs: IAM, "Manage STS in a Region"). */
export function requireEnabledRegion(world: World, role: Role, region: string): void {
  if (!world.account.usable(role.accountId, region))
    throw new AwsError(
      'RegionDisabledException',
      `STS is not activated in this region for account:${role.accountId}. Your account administrator can activate STS in this region using the IAM Console.`,
    );
}

export function checkedDuration(role: Role, wanted: number | undefined, caller: Pick<Identity, 'type'>): number {
  const seconds = wanted ?? HOUR;
  if (seconds > role.maxSessionSeconds)
    throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  if (caller.type === 'AssumedRole' && seconds > HOUR)
    throw validation(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  return seconds;
}

const TOKEN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Credentials expire in real time, because SDK clients compare them with their own clock. */
export function open(world: World, role: Role, name: string, seconds: number): Session {
  const expiresAt = new Date(Date.now() + seconds * 1000);
  const assumedRoleId = `${role.roleId}:${name}`;
  const identity: Identity = {
    type: 'AssumedRole',
    accountId: role.accountId,
    arn: `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/${name}`,
    userId: assumedRoleId,
    accessKeyId: world.ids.upper('ASIA', 16),
    secretAccessKey: world.ids.id('', 40, TOKEN),
    sessionToken: world.ids.id('IQoJb3JpZ2luX2VjE', 100, TOKEN),
    expiresAt,
    issuer: { arn: role.arn, userName: role.name, principalId: role.roleId },
  };
  world.identities.set(identity.accessKeyId, identity);
  return { identity, expiresAt, assumedRoleId };
}
