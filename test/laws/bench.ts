import * as ec2 from '@aws-sdk/client-ec2';
import { type Account, Organization } from '../../lib/aws/read/organization';
import * as services from '../../lib/aws/sdk/services';
import { Sessions, type Session } from '../../lib/aws/sdk/session';
import type { HubResources, LandingZone } from '../../lib/landing-zone';
import type { Learned } from '../../lib/reconcile/concept';
import type { Target } from '../../lib/reconcile/target';
import { reconcile, type Report } from '../../lib/reconcile/engine';
import { step, type Run, type Step } from '../../lib/reconcile/step';
import { regionOptIn } from '../../lib/concepts/region-opt-in';
import { resourceShare } from '../../lib/concepts/resource-share';
import { fixtureLandingZone } from '../world/landing-zone';
import { deploy } from '../world/assembly/deploy';
import { withoutServiceControl } from '../world/assembly/edits';
import { buildOrganization, worldOf } from '../world/organization';
import { SharedWorlds } from '../world/shared';
import type { CallRecord, World, WorldOptions } from '../twin/world';
import { spokeContext } from '../../lib/dispatch/spoke-context';

const ROUNDS = 20;
/** The time until a new VPC is available. */
const VPC_PENDING_MS = 15_000;

/** Options of a run. */
export interface RunOptions {
  /** More targets of the same run: reads are made once for all of them. */
  readonly otherTargets?: readonly Target[];
  /** Name of the account, `dev` by default. */
  readonly account?: string;
  /** The previous reconcile did not finish. */
  readonly resumed?: boolean;
  /** The config, where it has changed since the hub was deployed. */
  readonly landingZone?: LandingZone;
  /** What earlier concepts learned. */
  readonly known?: Learned;
}

/** A VPC of the bench; its subnets are in zones a and b. */
export interface BenchVpc {
  readonly vpcId: string;
  readonly cidr: string;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
}

const benches = new SharedWorlds<Bench>();

/**
 * A world with the hub deployed, in which tests run one concept at a time with the credentials of administrators. The
 * workers receive no messages, so nothing else writes.
 */
export class Bench {
  #vpcs = 0;

  private constructor(
    readonly world: World,
    readonly landingZone: LandingZone,
    readonly hub: HubResources,
    readonly accounts: Readonly<Record<string, string>>,
  ) {}

  /** The bench that `build` makes without options, in the same world each time, which is brought back to its beginning. */
  static async shared(): Promise<Bench> {
    const { world, landingZone, hub, accounts } = await benches.begin('bench', () => Bench.build());
    return new Bench(world, landingZone, hub, accounts);
  }

  /** `enroll`: names of the accounts that get the region and the hub's shares. */
  static async build({
    landingZone = fixtureLandingZone(),
    enroll = ['dev'],
    ...options
  }: WorldOptions & { readonly landingZone?: LandingZone; readonly enroll?: readonly string[] } = {}): Promise<Bench> {
    const world = worldOf(landingZone, options);
    const { accounts } = await buildOrganization(world, landingZone);
    const { hub } = await deploy(world, landingZone, { edit: withoutServiceControl });
    for (const mapping of [...world.functions.mappings.values()]) mapping.delete();
    world.ec2.quotas.vpcsPerRegion = 50;
    const bench = new Bench(world, landingZone, hub, accounts);
    for (const name of enroll)
      for (const concept of [step(regionOptIn), step(resourceShare)])
        await bench.converge(
          concept,
          { key: bench.account(name), intent: 'join', because: 'set-up of the bench' },
          { account: name },
        );
    return bench;
  }

  get region(): string {
    return this.landingZone.hub.region;
  }

  account(name: string): string {
    const id = this.accounts[name];
    if (id === undefined)
      throw new Error(`The bench has no account ${name}, expected one of ${Object.keys(this.accounts).join(', ')}.`);
    return id;
  }

  config(name: string, region = this.region) {
    return this.world.config(this.world.administrator(this.account(name)), region);
  }

  ec2(name = 'dev'): ec2.EC2Client {
    return new ec2.EC2Client(this.config(name));
  }

  /** A VPC with its own CIDR, two subnets, and one route table beside the main one. */
  async vpc(name = 'dev'): Promise<BenchVpc> {
    const client = this.ec2(name);
    const cidr = `10.1.${4 * this.#vpcs++}.0/22`;
    const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: cidr }));
    const VpcId = Vpc?.VpcId ?? '';
    const subnetIds: string[] = [];
    for (const zone of ['a', 'b']) subnetIds.push(await this.subnet(VpcId, zone, name));
    await client.send(new ec2.CreateRouteTableCommand({ VpcId }));
    await this.world.clock.jump(VPC_PENDING_MS);
    const { RouteTables = [] } = await client.send(
      new ec2.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
    );
    return { vpcId: VpcId, cidr, subnetIds, routeTableIds: RouteTables.map(({ RouteTableId }) => RouteTableId ?? '') };
  }

  /** A subnet in the zone: the n-th zone gets the n-th /24 of the VPC, and more subnets /28s of its fourth /24. */
  async subnet(vpcId: string, zone: string, name = 'dev', nth = 1): Promise<string> {
    const client = this.ec2(name);
    const { Vpcs } = await client.send(new ec2.DescribeVpcsCommand({ VpcIds: [vpcId] }));
    const [a, b, c] = (Vpcs?.[0]?.CidrBlock ?? '').split('.').map(Number);
    const { Subnet } = await client.send(
      new ec2.CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock:
          nth === 1
            ? `${a}.${b}.${(c ?? 0) + 'abc'.indexOf(zone)}.0/24`
            : `${a}.${b}.${(c ?? 0) + 3}.${16 * ('abc'.indexOf(zone) + 3 * (nth - 2))}/28`,
        AvailabilityZone: `${this.region}${zone}`,
      }),
    );
    return Subnet?.SubnetId ?? '';
  }

  async tag(resource: string, tags: Readonly<Record<string, string>>, name = 'dev'): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.ec2(name).send(new ec2.CreateTagsCommand({ Resources: [resource], Tags }));
  }

  /** Runs several concepts once for several targets of an account. */
  async runAll(steps: readonly Step[], targets: readonly Target[]): Promise<readonly Report[]> {
    return reconcile(this.#run(await this.#account('dev'), 'apply', {}), steps, targets);
  }

  #account(name: string): Promise<Account> {
    const session = this.#session(this.#management, this.landingZone.stsRegion);
    return new Organization(session, this.world.clock).account(this.account(name));
  }

  /** Runs a concept once. Of several targets it returns the report of the first that is not in sync. */
  async run(concept: Step, target: Target, mode: Run['mode'], options: RunOptions = {}): Promise<Report> {
    const account = await this.#account(options.account ?? 'dev');
    const targets = [target, ...(options.otherTargets ?? [])];
    const reports = await reconcile(
      this.#run(account, mode, options),
      [withLearned(concept, options.known ?? {})],
      targets,
    );
    const report = reports.find(({ status }) => status !== 'in-sync') ?? reports[0];
    if (!report) throw new Error(`The engine returned no report for ${target.key}.`);
    return report;
  }

  /** Runs a concept until it is in sync, refused or skipped, and waits in between as its outcomes ask. Throws its failure. */
  async converge(concept: Step, target: Target, options: RunOptions = {}): Promise<Report> {
    for (let round = 0; round < ROUNDS; round++) {
      const report = await this.run(concept, target, 'apply', options);
      const outcome = report.outcomes.get(concept.kind);
      if (outcome?.status === 'failed') throw outcome.failure;
      if (!outcome || outcome.status === 'in-sync' || outcome.status === 'refused') return report;
      await this.world.clock.jump(outcome.status === 'waiting' ? outcome.retryAfterSeconds * 1000 : 0);
    }
    throw new Error(`${concept.kind} is not in sync for ${target.key} after ${ROUNDS} runs.`);
  }

  /** The writes of administrators during `work`: the concept under test runs with their credentials. */
  async writesOf<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly writes: readonly string[] }> {
    const before = this.world.calls.length;
    const result = await work();
    const writes = this.world.calls
      .slice(before)
      .filter(isByAdministrator)
      .filter(({ mutating }) => mutating);
    return { result, writes: writes.map(({ action }) => action) };
  }

  get #management(): string {
    return this.landingZone.organization.managementAccountId;
  }

  #session(accountId: string, region: string): Session {
    const { credentials, requestHandler } = this.world.config(this.world.administrator(accountId), region);
    const { clock } = this.world;
    const { stsRegion } = this.landingZone;
    const tagPrefix = this.landingZone.tags.prefix;
    return new Sessions({
      clock,
      services: Object.values(services),
      stsRegion,
      tagPrefix,
      requestHandler,
      credentials,
    }).own(accountId, region);
  }

  #run(account: Account, mode: Run['mode'], options: RunOptions): Run {
    const { landingZone = this.landingZone, resumed = false } = options;
    const { region } = this;
    return spokeContext({
      ...{ address: { accountId: account.id, region }, landingZone, hub: this.hub, clock: this.world.clock, resumed },
      sessions: {
        spoke: this.#session(account.id, region),
        hub: this.#session(landingZone.hub.accountId, region),
        management: this.#session(this.#management, landingZone.stsRegion),
        owner: (accountId) => this.#session(accountId, region),
      },
      mode: () => mode,
      guards: () => [],
    }).run(account);
  }
}

/** The concept, run as if earlier ones had learned `learned`. */
const withLearned = (concept: Step, learned: Learned): Step => ({
  ...concept,
  run: (run, targets) => concept.run(run, targets, new Map(targets.map(({ key }) => [key, learned]))),
});

const isByAdministrator = ({ caller }: CallRecord): boolean => caller.endsWith(':user/administrator');
