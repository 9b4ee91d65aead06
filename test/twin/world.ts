import { AccountState } from './account/state';
import { CloudFormationState } from './cloudformation/state';
import { TwinClock } from './clock';
import { DynamoDbState } from './dynamodb/state';
import { Ec2State } from './ec2/state';
import { EcrState } from './ecr/state';
import { EksState } from './eks/state';
import { EventBridgeState } from './eventbridge/state';
import { Functions } from './functions/functions';
import { Access } from './iam/access';
import { IamState } from './iam/state';
import { Ids } from './ids';
import { OrganizationsState } from './organizations/state';
import { RamState } from './ram/state';
import { Rates } from './rates';
import { isRegion } from './regions';
import { notEnabled } from './account/not-enabled';
import { Route53State } from './route53/state';
import { ResolverState } from './route53resolver/state';
import { S3State } from './s3/state';
import { services } from './services';
import { SecretsManagerState } from './secretsmanager/state';
import { SnsState } from './sns/state';
import { SqsState } from './sqs/state';
import { SsmState } from './ssm/state';
import { Trail } from './trail/trail';
import { Dispatcher, type WireRequest, type WireResponse } from './wire/dispatcher';
import { AwsError } from './wire/errors';
import type { Around, Call, Identity, Invocation } from './wire/service';
import { Severed, inProcessHandler, type InProcessHandler } from './wire/transport';

/** How long AWS's asynchronous states take here, in milliseconds of virtual time. */
export interface StateTimes {
  /** Creation of a TGW attachment, until pendingAcceptance or available. */
  readonly attachment: number;
  /** From acceptance until available. */
  readonly acceptance: number;
  readonly association: number;
  readonly propagation: number;
  readonly queryLogAssociation: number;
  /** An EKS cluster coming or going. */
  readonly cluster: number;
  /** Everything else. */
  readonly other: number;
}
const STATE_TIMES: StateTimes = {
  attachment: 90_000,
  acceptance: 30_000,
  association: 30_000,
  propagation: 30_000,
  queryLogAssociation: 30_000,
  cluster: 600_000,
  other: 10_000,
};

/** Ids that the API assigns when it creates these resources. */
export interface GivenIds {
  readonly organizationId?: string;
  readonly rootId?: string;
  readonly managementAccountId?: string;
  /** By path below the root: `Workloads/Dev`. */
  readonly organizationalUnits?: Readonly<Record<string, string>>;
  /** By account name. */
  readonly accounts?: Readonly<Record<string, string>>;
}

export interface WorldOptions {
  readonly seed?: number;
  readonly times?: Partial<StateTimes>;
  readonly given?: GivenIds;
}

/** One API call that reached the twin. */
export interface CallRecord {
  readonly at: Date;
  /** As IAM spells it: `ec2:CreateRoute`. */
  readonly action: string;
  readonly accountId: string;
  readonly region: string;
  readonly caller: string;
  readonly invocationId?: string;
  readonly mutating: boolean;
  /** Filled in when the call is over. */
  error?: string;
}

/** The settings of an SDK client where a user has set nothing (AWS SDKs and Tools Reference Guide, "Settings reference"). */
const ALL_SETTINGS = {
  ignoreConfiguredEndpointUrls: true,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  retryMode: 'standard',
  defaultsMode: 'legacy' as const,
  authSchemePreference: [],
  userAgentAppId: () => Promise.resolve(undefined),
};

const READ = /^(Describe|Get|List|Search|Head|BatchGet|Query|Scan|Receive)/;

/** An AWS organization in one process: its accounts and regions, its time, and its state. */
export class World {
  readonly clock = new TwinClock();
  readonly ids: Ids;
  readonly times: StateTimes;
  readonly given: GivenIds;
  readonly calls: CallRecord[] = [];
  /** Wrap every operation, the last added outermost: faults of a test, a recorder, a limiter. */
  readonly around: Around[] = [];
  readonly identities = new Map<string, Identity>();
  readonly rates = new Rates(() => this.clock.now());

  readonly organizations: OrganizationsState;
  readonly account: AccountState;
  readonly iam: IamState;
  readonly ram: RamState;
  readonly cloudformation: CloudFormationState;
  readonly ec2: Ec2State;
  readonly ecr = new EcrState();
  readonly eks: EksState;
  readonly route53: Route53State;
  readonly resolver: ResolverState;
  readonly s3: S3State;
  readonly dynamodb: DynamoDbState;
  readonly eventbridge: EventBridgeState;
  readonly sns: SnsState;
  readonly sqs: SqsState;
  readonly secretsmanager = new SecretsManagerState();
  readonly ssm = new SsmState();
  readonly functions: Functions;
  readonly trail: Trail;
  readonly access: Access;
  readonly #dispatcher: Dispatcher;

  constructor(options: WorldOptions = {}) {
    this.ids = new Ids(options.seed ?? 1);
    this.times = { ...STATE_TIMES, ...options.times };
    this.given = options.given ?? {};
    this.iam = new IamState(this);
    this.account = new AccountState(this);
    this.organizations = new OrganizationsState(this);
    this.ram = new RamState(this);
    this.cloudformation = new CloudFormationState(this);
    this.ec2 = new Ec2State(this);
    this.eks = new EksState(this);
    this.route53 = new Route53State(this);
    this.resolver = new ResolverState(this);
    this.s3 = new S3State(this);
    this.dynamodb = new DynamoDbState(this);
    this.eventbridge = new EventBridgeState(this);
    this.sns = new SnsState(this);
    this.sqs = new SqsState(this);
    this.functions = new Functions(this);
    this.trail = new Trail(this);
    this.access = new Access(this);
    this.#dispatcher = new Dispatcher({
      services: services(this),
      identify: (accessKeyId) => this.identities.get(accessKeyId),
      requestId: () => this.ids.uuid(),
      now: () => this.clock.now(),
      around: (invocation, next) => this.#serve(invocation, next),
    });
  }

  /** Serves one request, of any transport. */
  handle(request: WireRequest): Promise<WireResponse> {
    return this.clock.serving(() => this.#dispatcher.handle(request));
  }

  /** An SDK `requestHandler` that reaches this world in process. */
  requestHandler(invocationId?: string): InProcessHandler {
    return inProcessHandler((request) =>
      this.handle(invocationId === undefined ? request : { ...request, invocationId }),
    );
  }

  /** Credentials of an administrator of the account (an IAM user). */
  administrator(accountId: string): Identity {
    const accessKeyId = `AKIA${accountId}ADMN`;
    const known = this.identities.get(accessKeyId);
    if (known) return known;
    const identity: Identity = {
      type: 'IAMUser',
      accountId,
      arn: `arn:aws:iam::${accountId}:user/administrator`,
      userId: `AIDA${accountId}ADMN`,
      accessKeyId,
      secretAccessKey: `twin-secret-of-${accountId}`,
    };
    this.identities.set(accessKeyId, identity);
    return identity;
  }

  /**
   * What an SDK client needs to act as `identity`: `new EC2Client(world.config(identity, region))`. Whatever it does not say, each
   * client looks for in the environment and in the user's files, which takes longer than a call.
   */
  config(identity: Identity, region: string) {
    const { accessKeyId, secretAccessKey, sessionToken } = identity;
    return {
      region,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
      requestHandler: this.requestHandler(),
      cacheMiddleware: true,
      maxAttempts: 1,
      ...ALL_SETTINGS,
    };
  }

  async #serve(invocation: Invocation, next: () => Promise<unknown>): Promise<unknown> {
    const { service, operation, call } = invocation;
    const record: CallRecord = {
      at: this.clock.now(),
      action: `${service.iamPrefix}:${operation}`,
      accountId: call.accountId,
      region: call.region,
      caller: call.caller.issuer?.userName ?? call.caller.arn,
      mutating: !READ.test(operation),
      ...(call.invocationId === undefined ? {} : { invocationId: call.invocationId }),
    };
    this.calls.push(record);
    const operate = async (): Promise<unknown> => {
      this.rates.take(invocation);
      // A regional STS endpoint checks that the role's account has the region; the caller's need not (AWS docs: IAM).
      if (service.iamPrefix !== 'sts') this.#requireUsableRegion(service, call);
      this.access.authorize(invocation);
      this.#requireVerified(record);
      return next();
    };
    const chain = this.around.reduce<() => Promise<unknown>>(
      (inner, wrap) => () => wrap(invocation, inner),
      async () => {
        try {
          const output = await operate();
          if (record.mutating) this.trail.apiCall(invocation, { output });
          return output;
        } catch (error) {
          if (error instanceof AwsError && record.mutating) this.trail.apiCall(invocation, { error });
          throw error;
        }
      },
    );
    try {
      return await this.clock.serving(chain, record.action);
    } catch (error) {
      if (!(error instanceof Severed)) record.error = error instanceof AwsError ? error.code : String(error);
      throw error;
    }
  }

  /** EC2 creates nothing for an account that AWS verifies; tags and changes are possible (reported of RunInstances). */
  #requireVerified({ accountId, action }: CallRecord): void {
    if (!/^ec2:(Create(?!Tags)|Run)/.test(action) || !this.account.isBeingVerified(accountId)) return;
    throw new AwsError(
      'PendingVerification',
      'Your request for accessing resources in this region is being validated, and you will not be able to launch additional resources in this region until the validation is complete. While normally resolved within minutes, please allow up to 4 hours for this process to complete.',
    );
  }

  /** A region that the account has not enabled refuses every call. */
  #requireUsableRegion(service: Invocation['service'], { accountId, region }: Call): void {
    if (!isRegion(region)) throw new AwsError('UnrecognizedClientException', `The twin has no region ${region}.`);
    if (!this.account.usable(accountId, region)) throw notEnabled(this, service, { accountId, region });
  }
}
