import { hubOf, parseHubs, type HubResources, type LandingZone } from '../../lib/landing-zone';
import { verify } from '../demo/verify';
import { deleteStack, protectStack } from '../twin/cloudformation/single-stack';
import { reachable } from '../twin/ec2/tgw-reach';
import { deployStacks } from '../world/assembly/deploy';
import { mesh } from '../world/mesh';
import type { FormerWorld } from './release';
import { only, stacksFor, type Stacks } from './templates';

const MINUTE = 60_000;

/** What happened to the resources of each stack, as `updated Ledger`. */
export type Changes = Readonly<Record<string, readonly string[]>>;

/** The states of the release's VPCs, as `states` tells them. */
export const JOINED = ['dev-1 joined dev', 'dev-2 joined dev', 'staging-1 joined staging', 'prod-1 joined prod'];

/** Two names of VPCs. */
type Path = readonly [string, string];

/** A deployment that is changed by stack updates, beside the paths that must stay open meanwhile. */
export class Deployment {
  config: LandingZone;
  #stacks: Stacks = [];
  #open: readonly Path[] = [];
  readonly #ids: ReadonlyMap<string, string>;
  readonly #closed = new Set<string>();

  constructor(readonly former: FormerWorld) {
    this.config = former.landingZone;
    this.#ids = new Map([
      ['hub', former.hubVpcId],
      ...[...former.vpcs].map(([name, { vpcId }]) => [name, vpcId] as const),
    ]);
    this.world.around.push(async (_invocation, next) => {
      try {
        return await next();
      } finally {
        this.#look();
      }
    });
  }

  get world() {
    return this.former.world;
  }

  /** What the functions know of the hub. */
  get hub(): HubResources {
    const { accountId, region } = this.config.hub;
    const join = this.world.functions.find(`arn:aws:lambda:${region}:${accountId}:function:wheelwright-join`);
    return hubOf(parseHubs(join?.definition.environment?.['WHEELWRIGHT_HUB'] ?? ''), region);
  }

  /** Watches all paths that are open now, at every call and at every step of the clock: between our VPCs and the hub's. */
  watch(): readonly string[] {
    const names = [...this.#ids.keys()];
    this.#open = names.flatMap((one) => names.filter((other) => one < other).map((other) => [one, other] as const));
    this.#open = this.#open.filter((path) => this.#isOpen(path));
    this.closed();
    return this.#open.map((path) => path.join(' – '));
  }

  /** The paths that were closed at any instant since the last time. */
  closed(): readonly string[] {
    const closed = [...this.#closed];
    this.#closed.clear();
    return closed;
  }

  #look(): void {
    for (const path of this.#open) if (!this.#isOpen(path)) this.#closed.add(path.join(' – '));
  }

  #isOpen([one, other]: Path): boolean {
    return reachable(this.world, this.#ids.get(one) ?? '', this.#ids.get(other) ?? '');
  }

  /** The steps of docs/deploying.md, "Upgrade from 0.1.0". Returns the changes of each deployment. */
  async upgrade(
    between: { afterFirst?: () => void; beforeLast?: () => void | Promise<void> } = {},
  ): Promise<readonly Changes[]> {
    const { landingZone } = this.former;
    const moving = { ...landingZone, organization: { ...landingZone.organization, upgradingFrom: '0.1.0' as const } };
    const first = await this.deploy(moving, 'management');
    const trail = await this.deploy(moving, 'trail');
    await this.run(10);
    between.afterFirst?.();
    const second = await this.deploy(moving, 'hub', 'automation', 'hub-forwarding-*');
    await this.sweep();
    await between.beforeLast?.();
    return [first, trail, second, await this.deploy(landingZone, 'management')];
  }

  /** `npx cdk deploy <ids> --exclusively` with a config, or of all stacks. */
  async deploy(config: LandingZone, ...ids: readonly string[]): Promise<Changes> {
    this.config = config;
    this.#stacks = await stacksFor(config);
    const stacks = ids.length === 0 ? this.#stacks : only(this.#stacks, ...ids);
    return deployStacks(this.world, stacks, { config });
  }

  /**
   * Without functions, of whose bundle the config is a part, the parameter that says which config is deployed, and the hashes
   * of logical ids; only stacks that change.
   */
  async changes(config: LandingZone, ...ids: readonly string[]): Promise<Changes> {
    const changes = await this.deploy(config, ...ids);
    return Object.fromEntries(
      Object.entries(changes).flatMap(([id, each]) => {
        const told = each.map((change) => change.replace(/[0-9A-F]{8}$/, ''));
        const others = told.filter((change) => !/^updated (\w+Function|ParametersDeployedConfig)$/.test(change));
        return others.length > 0 ? [[id, others]] : [];
      }),
    );
  }

  /** `aws cloudformation update-termination-protection --no-enable-termination-protection`. */
  unprotect(id: string): void {
    for (const { stackName: name, accountId, region } of only(this.#stacks, id))
      protectStack(this.world, { name, region, deployer: this.world.administrator(accountId) }, false);
  }

  /** `npx cdk destroy <id> --exclusively`. */
  async destroy(id: string): Promise<void> {
    for (const { stackName: name, accountId, region } of only(this.#stacks, id))
      await deleteStack(this.world, { name, region, deployer: this.world.administrator(accountId) });
  }

  async run(minutes: number): Promise<void> {
    await this.world.clock.run({
      ms: minutes * MINUTE,
      until: () => {
        this.#look();
        return false;
      },
    });
  }

  /** An operator invokes the sweep. */
  async sweep(minutes = 15): Promise<void> {
    await this.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    await this.run(minutes);
  }

  /** The ledger's VPCs as `name state segment`, then flags and the concepts that are not in sync. */
  states(): readonly string[] {
    const rows = mesh(this.world, this.config);
    return [...this.former.vpcs].map(([name, { vpcId }]) => {
      const { state, segment, flags, concepts } = rows.find((row) => row.vpcId === vpcId) ?? {};
      const others = Object.entries(concepts ?? {}).filter(([, status]) => status !== 'in-sync');
      return [name, state, segment, ...(flags ?? []), ...others.flat()].join(' ');
    });
  }

  /** What is not as the config wants it, read from AWS; `segments` are those of the VPCs by name, null for none. */
  faults(segments: Readonly<Record<string, string | null>> = {}): Promise<readonly string[]> {
    const expected = [...this.former.vpcs].map(([name, vpc]) => ({
      ...{ name, ...vpc },
      segment: name in segments ? (segments[name] ?? null) : name.replace(/-\d$/, ''),
    }));
    return verify({ ...this.former, landingZone: this.config, hub: this.hub }, expected);
  }
}
