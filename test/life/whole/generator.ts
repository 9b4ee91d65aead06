import { subnetCidr } from '../../world/subnets';
import type { Deed, Step } from './deeds';
import type { Persons } from './people';
import type { Random } from '../random';

/** Some ranges of a segment are inside others, so that VPCs collide at times. */
const RANGES: Readonly<Record<string, readonly string[]>> = {
  dev: ['10.1.0.0/20', '10.1.16.0/20', '10.1.32.0/20', '10.1.48.0/20', '10.1.0.0/22'],
  staging: ['10.2.0.0/20', '10.2.16.0/20', '10.2.0.0/21'],
  prod: ['10.3.0.0/20', '10.3.16.0/20', '10.3.0.0/21'],
};
const ALL = Object.values(RANGES).flat();
const SEGMENTS = Object.keys(RANGES);
const UNITS = ['Workloads/Dev', 'Workloads/Staging', 'Workloads/Prod', 'Suspended', ''];
const MOST_VPCS = 6;
const MOST_ACCOUNTS = 6;
/** A life comes to rest after each so many steps. */
const REST_EVERY = 10;
/** Seconds between steps: at the same time, while something goes on, during a drain, after it. */
const GAPS: readonly (readonly [number, number])[] = [
  [3, 0],
  [4, 7],
  [4, 45],
  [3, 180],
  [3, 1_200],
  [1, 4_500],
];

/** Chooses the steps of a life from what is there now. A step itself depends on numbers only. */
export class LifeSteps {
  constructor(
    private readonly random: Random,
    private readonly persons: Persons,
  ) {}

  /** The step of this number, from 1. */
  step(number: number): Step {
    const deed = this.#deed();
    return {
      deed,
      seconds: this.random.weighted(GAPS),
      ...(number % REST_EVERY === 0 ? { rests: true as const } : {}),
    };
  }

  #deed(): Deed {
    const { random } = this;
    const live = this.#live();
    if (live.length === 0 || (live.length < MOST_VPCS && random.below(4 + live.length) < 3)) return this.#create();
    const vpc = random.pick(live);
    return random.weighted<() => Deed>([
      [14, () => this.#tagging(vpc)],
      [4, () => ({ does: 'delete', vpc })],
      [7, () => this.#account()],
      [6, () => this.#inVpc(vpc)],
      [6, () => this.#inHub(vpc)],
      [4, () => this.#mishap()],
    ])();
  }

  #create(): Deed {
    const { random } = this;
    const vpc =
      Array.from({ length: 100 }, (_, number) => number).find((number) => !this.persons.vpcs.has(number)) ?? 0;
    const account = random.pick(this.#accounts());
    const segment = this.#segmentOf(account);
    const cidr = random.pick(random.below(10) === 0 ? ALL : (RANGES[segment ?? ''] ?? ALL));
    return { does: 'create', vpc, account, cidr, ...(random.below(4) === 0 ? {} : { tag: 'true' }) };
  }

  #tagging(vpc: number): Deed {
    const { random } = this;
    return random.weighted<Deed>([
      [5, { does: 'untag', vpc }],
      [6, { does: 'tag', vpc, value: 'true' }],
      [2, { does: 'tag', vpc, value: random.pick(SEGMENTS) }],
      [1, { does: 'tag', vpc, value: random.pick(['maybe', 'shared']) }],
    ]);
  }

  #account(): Deed {
    const { random } = this;
    const account = random.below(MOST_ACCOUNTS);
    if (this.persons.accountOf(account) === undefined) return { does: 'open', account };
    return random.weighted<Deed>([
      [6, { does: 'move', account, to: random.pick(UNITS) }],
      [2, { does: 'move', account, to: 'Suspended' }],
      [1, { does: 'close', account }],
    ]);
  }

  #inVpc(vpc: number): Deed {
    const { random } = this;
    const [primary = ''] = this.persons.vpcOf(vpc)?.cidrs.map(({ cidr }) => cidr) ?? [];
    const near = subnetCidr(primary.replace(/\/\d+$/, '/16'), 'h');
    return random.weighted<Deed>([
      [2, { does: 'attach', vpc }],
      [3, { does: 'detach', vpc }],
      [2, { does: 'unroute', vpc }],
      [1, { does: 'own-route', vpc }],
      [2, { does: 'default-options', vpc }],
      [3, { does: 'lose-status', vpc }],
      [2, { does: 'add-cidr', vpc, cidr: random.pick([near, '100.64.0.0/24', ...ALL]) }],
      [2, { does: 'remove-cidr', vpc }],
    ]);
  }

  #inHub(vpc: number): Deed {
    const { random } = this;
    const segment = random.pick([...SEGMENTS, 'shared']);
    return random.weighted<Deed>([
      [2, { does: 'lose-attachment-tags', vpc }],
      [3, { does: 'enable', vpc, segment }],
      [2, { does: 'disable', vpc, segment }],
      [2, { does: 'disassociate', vpc }],
      [2, { does: 'leave-zone', vpc }],
      [2, { does: 'unshare', account: random.below(MOST_ACCOUNTS) }],
    ]);
  }

  #mishap(): Deed {
    const { random } = this;
    return random.weighted<Deed>([
      [2, { does: 'lose-events', count: 1 + random.below(4) }],
      [2, { does: 'throttle', count: 1 + random.below(20) }],
      [3, { does: 'kill', count: 1 + random.below(40) }],
    ]);
  }

  #live(): readonly number[] {
    return [...this.persons.vpcs.keys()].filter((number) => this.persons.vpcOf(number) !== undefined);
  }

  #accounts(): readonly number[] {
    const all = Array.from({ length: MOST_ACCOUNTS }, (_, number) => number);
    return all.filter((number) => this.persons.accountOf(number) !== undefined);
  }

  #segmentOf(account: number): string | undefined {
    return this.persons.land.view.permitted(this.persons.accountOf(account) ?? '')[0];
  }
}
