import { CIDRS, MANAGED } from '../../lib/names';
import { overlaps } from '../twin/ec2/cidr';
import type { Life, LiveVpc } from './life';
import type { Mesh } from './mesh';
import type { Random } from './random';
import type { Unit } from './setting';
import type { Change, Instant, Step } from './steps';

/** Few ranges that overlap one another, so that VPCs collide. Some span two blocks of the admissions table. */
const RANGES: Readonly<Record<string, readonly string[]>> = {
  dev: [
    '10.1.0.0/22',
    '10.1.0.0/24',
    '10.1.1.0/24',
    '10.1.2.0/23',
    '10.1.0.0/17',
    '10.1.63.0/24',
    '10.1.64.0/22',
    '10.1.65.0/24',
  ],
  staging: ['10.2.0.0/23', '10.2.1.0/24'],
  prod: ['10.3.0.0/23', '10.3.1.0/24'],
};
const ALL = Object.values(RANGES).flat();
const MOST_VPCS = 6;
const UNITS: readonly Unit[] = ['dev', 'staging', 'prod', 'several', 'none'];

/** Chooses the next step of a sequence from what is there now. The step itself depends on numbers only. */
export class Steps {
  constructor(
    private readonly random: Random,
    private readonly life: Life,
    private readonly mesh: Mesh,
  ) {}

  step(): Step {
    const instance = this.random.below(2);
    return this.life.vpcs.size > 0 && this.random.below(100) < 22
      ? this.#race(instance)
      : { change: this.#change(), instance };
  }

  #race(instance: number): Step {
    const { random } = this;
    const race = random.below(2) === 0 ? this.#newcomers() : ([this.#own(), this.#own()] as const);
    const late = random.below(10) < 4 ? { late: this.#instant() } : {};
    return { race, ...late, seed: random.below(2 ** 31), instance };
  }

  /** Two new VPCs of two accounts, or of one, with ranges that overlap, and that no other VPC has if there are such. */
  #newcomers(): readonly [Change, Change] {
    const [one, other] = this.#free();
    if (one === undefined || other === undefined) return [this.#own(), this.#own()];
    const { random } = this;
    const account = random.below(this.life.setting.spokes.length);
    const [segment = 'dev'] = this.#segments(account);
    const ranges = RANGES[segment] ?? ALL;
    const taken = [...this.life.vpcs.values()].flatMap(({ vpcId }) => this.mesh.cidrsOf(vpcId));
    const free = ranges.filter((range) => !taken.some((each) => overlaps(each, range)));
    const choice = free.length === 0 ? ranges : free;
    const cidr = random.pick(choice);
    const accounts = this.life.setting.spokes.flatMap((_, each) => (this.#segments(each)[0] === segment ? each : []));
    const rival = {
      account: accounts.length === 0 ? account : random.pick(accounts),
      cidr: random.pick(choice.filter((each) => overlaps(each, cidr))),
    };
    return [
      { does: 'create', vpc: one, account, cidr, tag: 'true' },
      { does: 'create', vpc: other, ...rival, tag: 'true' },
    ];
  }

  #change(): Change {
    const { random } = this;
    const [free] = this.#free();
    if (free !== undefined && random.below(this.life.vpcs.size + 2) < 2) return this.#create(free);
    return random.weighted<() => Change>([
      [12, () => this.#own()],
      [4, () => this.#attaching()],
      [2, () => ({ does: random.below(2) === 0 ? 'detach' : 'delete', vpc: this.#vpc() })],
      [3, () => this.#account()],
      [3, () => this.#loss()],
      [1, () => ({ does: 'sweep' })],
    ])();
  }

  #create(vpc: number): Change {
    const account = this.random.below(this.life.setting.spokes.length);
    const segment = this.#segments(account)[0] ?? 'dev';
    const cidr = this.random.pick(this.random.below(10) === 0 ? ALL : (RANGES[segment] ?? ALL));
    return { does: 'create', vpc, account, cidr, ...(this.random.below(4) === 0 ? {} : { tag: 'true' }) };
  }

  #attaching(): Change {
    const vpc = this.#vpc();
    const live = this.life.vpcs.get(vpc);
    const attachment = this.mesh.attachments().find(({ vpcId }) => vpcId === live?.vpcId);
    if (attachment === undefined) return { does: 'attach', vpc };
    const segment = live && this.#segments(this.life.setting.spokes.indexOf(live.accountId))[0];
    const pending = attachment.state === 'pendingAcceptance';
    return pending && segment !== undefined ? { does: 'accept', vpc, segment } : this.#own();
  }

  #instant(): Instant {
    return this.random.weighted<() => Instant>([
      [6, () => this.#own()],
      [2, () => this.#account()],
      [1, () => this.#loss()],
    ])();
  }

  /** What a VPC's team changes of its VPC. */
  #own(): Instant {
    const { random } = this;
    const vpc = this.#vpc();
    const live = this.life.vpcs.get(vpc);
    const [, secondary] = live ? this.mesh.cidrsOf(live.vpcId) : [];
    return random.weighted<Instant>([
      [live?.tag === undefined ? 6 : 2, { does: 'tag', vpc, value: this.#tagValue(live) }],
      [live?.tag === undefined ? 0 : 2, { does: 'untag', vpc }],
      [5, { does: 'add-cidr', vpc, cidr: this.#range(live) }],
      ...(secondary === undefined ? [] : [[3, { does: 'remove-cidr', vpc, cidr: secondary }] as const]),
    ]);
  }

  #tagValue(vpc: LiveVpc | undefined): string {
    const own = vpc ? this.#segments(this.life.setting.spokes.indexOf(vpc.accountId))[0] : undefined;
    return this.random.weighted([
      [6, 'true'],
      [2, own ?? 'dev'],
      [1, this.random.pick(['dev', 'staging', 'prod', 'shared'])],
      [1, 'nonsense'],
    ]);
  }

  /** A range of the VPC's segment, often one that another VPC has; seldom a range of another segment. */
  #range(vpc: LiveVpc | undefined): string {
    const { random } = this;
    const own = vpc ? this.#segments(this.life.setting.spokes.indexOf(vpc.accountId))[0] : undefined;
    const ranges = RANGES[own ?? ''] ?? ALL;
    const others = [...this.life.vpcs.values()].flatMap((each) => (each === vpc ? [] : this.mesh.cidrsOf(each.vpcId)));
    const free = ranges.filter((range) => !this.mesh.cidrsOf(vpc?.vpcId ?? '').some((each) => overlaps(each, range)));
    const taken = free.filter((range) => others.some((each) => overlaps(each, range)));
    return random.weighted([
      [1, random.pick(ALL)],
      [2, random.pick(free.length === 0 ? ALL : free)],
      [3, random.pick(taken.length === 0 ? ALL : taken)],
    ]);
  }

  #account(): Instant {
    const { random, life } = this;
    const account = random.below(life.setting.spokes.length);
    const allowed = this.#segments(account);
    if (allowed.length > 0 && random.below(3) === 0)
      return { does: 'state', account, state: random.pick(['SUSPENDED', 'CLOSED']) };
    const isActive = life.setting.world.organizations.account(life.setting.spokes[account] ?? '')?.state === 'ACTIVE';
    return isActive ? { does: 'move', account, to: random.pick(UNITS) } : { does: 'state', account, state: 'ACTIVE' };
  }

  #loss(): Instant {
    return this.random.weighted<Instant>([
      [1, { does: 'lose-table' }],
      [1, { does: 'lose-tag', vpc: this.#vpc(), key: CIDRS }],
      [1, { does: 'lose-tag', vpc: this.#vpc(), key: this.random.pick([CIDRS, MANAGED]) }],
    ]);
  }

  #segments(account: number): readonly string[] {
    return this.mesh.allowed(this.life.setting.spokes[account] ?? '');
  }

  #vpc(): number {
    return this.random.pick([...this.life.vpcs.keys(), ...(this.life.vpcs.size === 0 ? [0] : [])]);
  }

  #free(): readonly number[] {
    return Array.from({ length: MOST_VPCS }, (_, index) => index).filter((number) => !this.life.vpcs.has(number));
  }
}
