import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { Organization } from '../aws/read/organization';
import { classify } from '../aws/sdk/failure';
import { ClockRetryStrategy } from '../aws/sdk/retry-strategy';
import { ssm } from '../aws/sdk/services/ssm';
import { Sessions, assumedRole, type ServiceClient, type Session } from '../aws/sdk/session';
import {
  enabledByDefault,
  HUB_PATH,
  administratorAccount,
  administratorRoleArn,
  namingOf,
  type Hubs,
  type LandingZone,
} from '../landing-zone';
import { OPERATOR_ROLES, TAG_PREFIX, operatorRoleArn, operatorRoleName, type OperatorRole } from '../names';
import type { AwsClock } from './aws-clock';
import { hubsIn, readParameters, type Parameters } from './hub-parameters';
import { OperatorError } from './operator-error';

/** How clients reach AWS, and as whom, where that is not over the network. Without credentials: by the SDK's chain. */
export interface Transport {
  readonly requestHandler: object;
  readonly credentials?: AwsCredentialIdentity;
}

export interface ConnectOptions {
  readonly landingZone: LandingZone;
  /** Hears the time of AWS from its responses. */
  readonly clock: AwsClock;
  /** The role that the command needs: see `calls.ts`. `caller`: none, where nothing is deployed yet. */
  readonly role: OperatorRole | 'caller';
  /**
   * The name of the role in the management account, or delegated administrator, that reads the organization; absent: that of
   * operators, or for a caller the caller itself.
   */
  readonly managementRole?: string;
  /** The clients that the command needs. */
  readonly services: readonly ServiceClient[];
  readonly profile?: string;
  /** The governed region that the command is about; absent: that of the hub. */
  readonly region?: string;
  /** Where all services are, such as a sandbox. */
  readonly endpoint?: string;
  readonly transport?: Transport;
}

/** An operator's way into the hub, and from there into the spokes and the management account. */
export interface Connection {
  readonly landingZone: LandingZone;
  readonly clock: AwsClock;
  readonly region: string;
  /** The name of the person, or of the session, in records. */
  readonly operator: string;
  readonly sessions: Sessions;
  /** With the operator role in the hub account. */
  readonly hub: Session;
  /** Reads accounts by the role `wheelwright-operator-read`. */
  readonly organization: Organization;
  /** The same role, or the caller, in a region. */
  management(region: string): Session;
  /** What the stacks publish below `/wheelwright/hub`, by name; empty where nothing is deployed. It is read once. */
  parameters(): Promise<Parameters>;
  /** The ids of the hub's resources. They are read once. */
  hubs(): Promise<Hubs>;
  /** The same; undefined where no hub is deployed. */
  findHubs(): Promise<Hubs | undefined>;
}

/**
 * Enters the hub account with the operator role: as the caller if that has it, else by assuming it.
 * @throws OperatorError for a region without a hub and for credentials of another account; a `Failure` if AWS refuses a call
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { landingZone, clock, services, endpoint, transport, region = landingZone.hub.region } = options;
  if (!landingZone.regions.includes(region))
    throw new OperatorError({
      found: region,
      expected: `a governed region, ${landingZone.regions.join(' or ')}`,
      next: 'leave --region out, or name one of "regions" in the config',
    });
  const { credentials, operator } = await operatorCredentials(options);
  const sessions = new Sessions({
    ...{ clock, services: [...services, ssm], stsRegion: landingZone.stsRegion, credentials },
    ...{ tagPrefix: landingZone.tags.prefix, extension: clock.extension },
    ...(transport ? { requestHandler: transport.requestHandler } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const hub = sessions.own(landingZone.hub.accountId, region);
  const home = sessions.own(landingZone.hub.accountId, landingZone.hub.region);
  let read: Promise<Parameters> | undefined;
  const parameters = () => (read ??= readParameters(home));
  const findHubs = async () => hubsIn(landingZone, await parameters());
  const management = (of: string) => managementSession(options, { sessions, region: of, sessionName: operator });
  return {
    ...{ landingZone, clock, region, operator, sessions, hub, management, parameters },
    organization: new Organization(management(landingZone.stsRegion), clock),
    findHubs,
    hubs: async () => (await findHubs()) ?? withoutHub(home),
  };
}

function managementSession(
  { landingZone, role, managementRole }: ConnectOptions,
  {
    sessions,
    region,
    sessionName,
  }: { readonly sessions: Sessions; readonly region: string; readonly sessionName: string },
): Session {
  const { hub, organization } = landingZone;
  if (role === 'caller' && managementRole === undefined) return sessions.own(hub.accountId, region);
  const accountId = managementRole === undefined ? administratorAccount(landingZone) : organization.managementAccountId;
  const roleArn =
    managementRole === undefined
      ? administratorRoleArn(landingZone, 'operator-read')
      : `arn:aws:iam::${accountId}:role/${managementRole}`;
  return sessions.assumed({ accountId, region, roleArn, sessionName });
}

function withoutHub({ accountId, region }: Session): never {
  throw new OperatorError({
    found: `no parameter below ${HUB_PATH} in account ${accountId}, ${region}`,
    expected: 'the hub',
    next: 'deploy it as docs/deploying.md says, or look at --config',
  });
}

/** How a command reaches AWS before there is a config. */
export interface CallerOptions {
  readonly clock: AwsClock;
  readonly services: readonly ServiceClient[];
  readonly region: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly transport?: Transport;
}

/** The caller's own sessions, and the account of the credentials. */
export async function connectAsCaller(
  options: CallerOptions,
): Promise<{ readonly sessions: Sessions; readonly accountId: string; readonly operator: string }> {
  const { clock, services, region, endpoint, transport } = options;
  const stsRegion = enabledByDefault(region) ? region : DEFAULT_STS_REGION;
  const { credentials, accountId, arn } = await callerOf({ ...options, stsRegion });
  const sessions = new Sessions({
    ...{ clock, services, stsRegion, credentials, tagPrefix: TAG_PREFIX, extension: clock.extension },
    ...(transport ? { requestHandler: transport.requestHandler } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return { sessions, accountId, operator: sessionNameOf(arn) };
}

/** A region that every account has from the start. */
const DEFAULT_STS_REGION = 'us-east-1';

interface Operator {
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  readonly operator: string;
}

interface Caller {
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  readonly sts: STSClient;
  readonly accountId: string;
  readonly arn: string;
}

async function callerOf({
  clock,
  profile,
  endpoint,
  transport,
  stsRegion,
}: Pick<CallerOptions, 'clock' | 'profile' | 'endpoint' | 'transport'> & {
  readonly stsRegion: string;
}): Promise<Caller> {
  const credentials = transport?.credentials ?? defaultProvider(profile === undefined ? {} : { profile });
  const sts = new STSClient({
    ...{ region: stsRegion, credentials, retryStrategy: new ClockRetryStrategy(clock, Math.random) },
    extensions: [clock.extension],
    ...(transport ? { requestHandler: transport.requestHandler } : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const { Account: accountId = '', Arn: arn = '' } = await sts
    .send(new GetCallerIdentityCommand({}))
    .catch((error: unknown) => {
      throw withoutCredentials(error, stsRegion);
    });
  return { credentials, sts, accountId, arn };
}

/** Roles are assumed in the name of the caller, so that CloudTrail in every account says who it was. */
async function operatorCredentials(options: ConnectOptions): Promise<Operator> {
  const { landingZone, role } = options;
  const { hub, stsRegion } = landingZone;
  const { credentials, sts, accountId, arn } = await callerOf({ ...options, stsRegion });
  if (accountId !== hub.accountId)
    throw new OperatorError({
      found: `credentials of account ${accountId}`,
      expected: `credentials of the hub account ${hub.accountId}`,
      next: 'name a profile of the hub account: --profile <name>',
    });
  const operator = sessionNameOf(arn);
  const naming = namingOf(landingZone);
  if (role === 'caller') return { credentials, operator };
  const roles = role === 'act' ? (['act'] as const) : OPERATOR_ROLES;
  const has = roles.some((each) => arn.includes(`:assumed-role/${operatorRoleName(each, naming)}/`));
  if (has) return { credentials, operator };
  return { credentials: assumedRole(sts, operatorRoleArn(hub.accountId, role, naming), operator), operator };
}

/** `arn:aws:iam::…:user/team/alice` or `arn:aws:sts::…:assumed-role/role/alice@example.com`: characters that a session name may have. */
const sessionNameOf = (arn: string): string =>
  (arn.split('/').at(-1) ?? '').replace(/[^\w+=,.@-]/g, '-').slice(0, 64) || 'wheelwright';

/** The chain of credentials ends with an error of the SDK that no service has returned. */
function withoutCredentials(error: unknown, region: string): unknown {
  if (error instanceof Error && '$metadata' in error)
    return classify(error, { action: 'sts:GetCallerIdentity', accountId: 'of the credentials', region });
  return new OperatorError(
    {
      found: `no AWS credentials: ${error instanceof Error ? error.message : String(error)}`,
      expected: 'credentials of the hub account',
      next: 'log in, set AWS_PROFILE, or name a profile: --profile <name>',
    },
    { cause: error },
  );
}
