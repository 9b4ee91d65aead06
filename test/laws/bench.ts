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
import { shippedLandingZone } from '../world/enrolled';
import { deploy } from '../world/assembly/deploy';
import { withoutServiceControl } from '../world/assembly/edits';
import { buildOrganization, worldOf } from '../world/organization';
import type { CallRecord, World } from '../twin/world';
import { spokeContext } from '../../lib/dispatch/spoke-context';

const ROUNDS = 20;
/** After that a VPC is available. */
const VPC_PENDING_MS = 15_000;

/** What a run is told beside its target. */
export interface Circumstances {
  /** More targets of the same run: what it reads, it reads once for all of them. */
  readonly beside?: readonly Target[];
  /** Name of the account, `dev` unless told. */
  readonly account?: string;
  /** An earlier attempt ended without an answer. */
  readonly resumed?: boolean;
  /** The config, where it has changed since the hub was deployed. */
  readonly landingZone?: LandingZone;
  /** What earlier concepts observed. */
  readonly known?: Learned;
}

/** What a VPC of the bench is made of; its subnets lie in zones a and b. */
export interface BenchVpc {
  readonly vpcId: string;
  readonly cidr: string;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
}

/**
 * A world with the hub deployed, where one concept at a time is run by hand with the credentials of administrators.
 * No worker hears of anything any more: nobody else writes.
 */
export class Bench {
  #vpcs = 0;

  private constructor(
    readonly world: World,
    readonly landingZone: LandingZone,
    readonly hub: HubResources,
    readonly accounts: Readonly<Record<string, string>>,
  ) {}

  /** `enroll` names the accounts that get the region and the hub's shares. */
  static async build({
    landingZone = shippedLandingZone(),
    enroll = ['dev'],
  }: { readonly landingZone?: LandingZone; readonly enroll?: readonly string[] } = {}): Promise<Bench> {
    const world = worldOf(landingZone);
    const { accounts } = await buildOrganization(world, landingZone);
    const { hub } = await deploy(world, landingZone, { edit: withoutServiceControl });
    for (const mapping of [...world.functions.mappings.values()]) mapping.delete();
    world.ec2.quotas.vpcsPerRegion = 50;
    const bench = new Bench(world, landingZone, hub, accounts);
    for (const name of enroll)
      for (const concept of [step(regionOptIn), step(resourceShare)])
        await bench.converge(
          concept,
          { key: bench.account(name), intent: 'join', because: 'a bench needs it' },
          { account: name },
        );
    return bench;
  }

  get region(): string {
    return this.landingZone.hub.region;
  }

  account(name: string): string {
    const id = this.accounts[name];
    if (id === undefined) throw new Error(`The bench has no account ${name}.`);
    return id;
  }

  config(name: string, region = this.region) {
    return this.world.config(this.world.administrator(this.account(name)), region);
  }

  ec2(name = 'dev'): ec2.EC2Client {
    return new ec2.EC2Client(this.config(name));
  }

  /** A VPC with a CIDR of its own, two subnets and one route table beside the main one. */
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

  /** The n-th zone gets the n-th /24 of the VPC. */
  async subnet(vpcId: string, zone: string, name = 'dev'): Promise<string> {
    const client = this.ec2(name);
    const { Vpcs } = await client.send(new ec2.DescribeVpcsCommand({ VpcIds: [vpcId] }));
    const [a, b, c] = (Vpcs?.[0]?.CidrBlock ?? '').split('.').map(Number);
    const { Subnet } = await client.send(
      new ec2.CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: `${a}.${b}.${(c ?? 0) + 'abc'.indexOf(zone)}.0/24`,
        AvailabilityZone: `${this.region}${zone}`,
      }),
    );
    return Subnet?.SubnetId ?? '';
  }

  async tag(resource: string, tags: Readonly<Record<string, string>>, name = 'dev'): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.ec2(name).send(new ec2.CreateTagsCommand({ Resources: [resource], Tags }));
  }

  /** One pass of a concept. Of several targets it answers about the first that is not at rest. */
  async run(concept: Step, target: Target, mode: Run['mode'], how: Circumstances = {}): Promise<Report> {
    const session = this.#session(this.#management, this.landingZone.stsRegion);
    const organization = new Organization(session, this.world.clock);
    const account = await organization.account(this.account(how.account ?? 'dev'));
    const targets = [target, ...(how.beside ?? [])];
    const reports = await reconcile(this.#run(account, mode, how), [knowing(concept, how.known ?? {})], targets);
    const report = reports.find(({ status }) => status !== 'in-sync') ?? reports[0];
    if (!report) throw new Error(`No report about ${target.key}.`);
    return report;
  }

  /** Passes until nothing is left to do, or the engine passes the concept by, or something is refused, waiting in between as long as the answers say. */
  async converge(concept: Step, target: Target, how: Circumstances = {}): Promise<Report> {
    for (let round = 0; round < ROUNDS; round++) {
      const report = await this.run(concept, target, 'apply', how);
      const outcome = report.outcomes.get(concept.kind);
      if (outcome?.status === 'failed') throw outcome.failure;
      if (!outcome || outcome.status === 'in-sync' || outcome.status === 'refused') return report;
      await this.world.clock.jump(outcome.status === 'waiting' ? outcome.retryAfterSeconds * 1000 : 0);
    }
    throw new Error(`${concept.kind} does not come to rest for ${target.key}.`);
  }

  /** What administrators wrote while `work` went on: the concept under test, for it acts as one. */
  async writesOf<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly writes: readonly string[] }> {
    const before = this.world.calls.length;
    const result = await work();
    const writes = this.world.calls
      .slice(before)
      .filter(isOurs)
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
    return new Sessions({ clock, services: Object.values(services), stsRegion, requestHandler, credentials }).own(
      accountId,
      region,
    );
  }

  #run(account: Account, mode: Run['mode'], how: Circumstances): Run {
    const { landingZone = this.landingZone, resumed = false } = how;
    const { region } = this;
    return spokeContext({
      ...{ address: { accountId: account.id, region }, landingZone, hub: this.hub, clock: this.world.clock, resumed },
      sessions: {
        spoke: this.#session(account.id, region),
        hub: this.#session(landingZone.hub.accountId, region),
        management: this.#session(this.#management, landingZone.stsRegion),
      },
      mode: () => mode,
      guards: () => [],
    }).run(account);
  }
}

/** A concept that runs as if earlier ones had learned something. */
const knowing = (concept: Step, learned: Learned): Step => ({
  ...concept,
  run: (run, targets) => concept.run(run, targets, new Map(targets.map(({ key }) => [key, learned]))),
});

const isOurs = ({ caller }: CallRecord): boolean => caller.endsWith(':user/administrator');
