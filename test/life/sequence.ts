import { contains, overlaps } from '../twin/ec2/cidr';
import type { Counts } from './counts';
import { Laws, type Violation } from './laws';
import { Life, type Concerned } from './life';
import type { Place } from './mesh';
import { Random } from './random';
import type { Setting } from './setting';
import type { Change, RaceStep, Step } from './steps';
import { Workers, type Job } from './workers';

/** A late change of a race comes after so many turns at most. */
const LATEST_TURN = 24;

/** Runs the steps of one sequence in a world that has been reset, and checks the laws. */
export class Sequence {
  readonly life: Life;
  readonly laws: Laws;
  readonly #workers: Workers;
  readonly #places = new Map<string, Place>();

  constructor(
    private readonly setting: Setting,
    private readonly counts: Counts,
  ) {
    this.life = new Life(setting);
    this.laws = new Laws(setting, this.life);
    this.#workers = new Workers(setting, this.laws, counts);
    setting.afterWrite = () => this.laws.checkPaths();
  }

  /** Returns the violations of laws that the step has led to. */
  async run(step: Step): Promise<readonly Violation[]> {
    this.counts.steps++;
    const before = [...this.#places].filter(([, place]) => place === 'in').map(([vpcId]) => vpcId);
    const concerned = 'change' in step ? await this.#plain(step.change, step.instance) : await this.#race(step);
    if (concerned.length === 0) this.counts.skipped++;
    const changed = new Set(concerned.flatMap(({ vpcs }) => vpcs));
    this.laws.checkStays(before.filter((vpcId) => !changed.has(vpcId)));
    this.#count(changed);
    return this.laws.violations;
  }

  async #plain(change: Change, instance: number): Promise<readonly Concerned[]> {
    const concerned = await this.#make(change);
    if (concerned === undefined) return [];
    await this.#workers.settle(jobsOf(concerned, instance));
    return [concerned];
  }

  async #race({ race, late, seed, instance }: RaceStep): Promise<readonly Concerned[]> {
    const random = new Random(seed);
    const rivals = late === undefined && this.#areRivals(race);
    const concerned: Concerned[] = [];
    for (const change of race) {
      const one = await this.#make(change);
      if (one) concerned.push(one);
    }
    const jobs = concerned.flatMap((each) => jobsOf(each, instance).slice(0, 1));
    const [one, other = one] = jobs;
    if (one === undefined || other === undefined) return concerned;
    const accountChanged = one.accountChanged || (other.accountId === one.accountId && other.accountChanged);
    const both = [
      { ...one, accountChanged },
      {
        ...other,
        instance: instance + 1,
        accountChanged: other.accountId === one.accountId ? accountChanged : other.accountChanged,
      },
    ];
    this.counts.races++;
    const { interleaver } = this.setting;
    const interleaved = interleaver.interleaved;
    await this.#workers.race(both, random, async () => {
      if (late === undefined) return [];
      for (let turns = random.below(LATEST_TURN); turns > 0; turns--) await interleaver.turn();
      const came = await this.#make(late);
      if (came) concerned.push(came);
      return came ? jobsOf(came, instance) : [];
    });
    this.counts.interleaved += interleaver.interleaved - interleaved;
    const raced = concerned.flatMap(({ vpcs }) => vpcs);
    if (rivals && raced.length === 2) {
      this.counts.rivals++;
      this.laws.checkRace(raced);
    }
    return concerned;
  }

  async #make(change: Change): Promise<Concerned | undefined> {
    const account = 'account' in change && change.does !== 'create' ? this.setting.spokes[change.account] : undefined;
    const forget = account === undefined ? undefined : this.laws.beforeEvent(account);
    const concerned = await this.life.make(change);
    if (concerned === undefined) forget?.();
    else this.laws.excuse(concerned.vpcs);
    return concerned;
  }

  /** Whether both changes create VPCs that may join, with overlapping ranges that no other VPC has. */
  #areRivals([one, other]: RaceStep['race']): boolean {
    if (one.does !== 'create' || other.does !== 'create' || !overlaps(one.cidr, other.cidr)) return false;
    const live = [...this.life.vpcs.values()];
    return (
      !live.some(({ byHand }) => byHand) &&
      [one, other].every(({ account, cidr, tag }) => {
        const [segment = '', another] = this.laws.mesh.allowed(this.setting.spokes[account] ?? '');
        const ranges = this.setting.landingZone.segments[segment]?.cidrs ?? [];
        return (
          tag === 'true' &&
          another === undefined &&
          ranges.some((range) => contains(range, cidr)) &&
          !live.some(({ vpcId }) => this.laws.mesh.cidrsOf(vpcId).some((each) => overlaps(each, cidr)))
        );
      })
    );
  }

  #count(changed: ReadonlySet<string>): void {
    const present = new Set([...this.life.vpcs.values()].map(({ vpcId }) => vpcId));
    for (const vpcId of new Set([...this.#places.keys(), ...present])) {
      const before = this.#places.get(vpcId) ?? 'out';
      const now = this.laws.mesh.placeOf(vpcId);
      if (now === 'in' && before !== 'in') this.counts.admissions++;
      if (now === 'closed' && before === 'in') this.counts.quarantines++;
      if (now === 'out' && before !== 'out') this.counts.leaves++;
      const asks = [...this.life.vpcs.values()].some((vpc) => vpc.vpcId === vpcId && vpc.tag !== undefined);
      if (now === 'out' && before === 'out' && asks && changed.has(vpcId)) this.counts.refusals++;
      if (present.has(vpcId)) this.#places.set(vpcId, now);
      else this.#places.delete(vpcId);
    }
  }
}

const jobsOf = ({ accounts, organization }: Concerned, instance: number): readonly Job[] =>
  accounts.map((accountId) => ({ accountId, instance, accountChanged: accountId === organization }));
