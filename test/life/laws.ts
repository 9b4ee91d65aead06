import { reachableSegments } from '../../lib/landing-zone';
import type { Life } from './life';
import { Mesh, type Path } from './mesh';
import type { Setting } from './setting';

/** `rest`: the workers do not come to rest, or one throws what is no failure of AWS. */
export type Law = 'L1' | 'L2' | 'L3' | 'L4' | 'rest';

export interface Violation {
  readonly law: Law;
  readonly because: string;
}

/**
 * The laws of admission, checked against the state of EC2 and Organizations alone.
 *
 * - L1: no admitted range is displaced. A VPC that is in stays in while its own tag, account and CIDRs stay as they are.
 * - L2: no two VPCs with overlapping CIDRs are propagated to one table, once the spokes concerned have been reconciled.
 * - L3: there is no path that is permitted neither before nor after the last event of Organizations, at no call; and the
 *   first reconcile after it closes what it forbids.
 * - L4: of two newcomers that race for overlapping ranges, exactly one is in, and the other is propagated to no table.
 */
export class Laws {
  readonly mesh: Mesh;
  readonly violations: Violation[] = [];
  /** By account: the segments that it might use before events of Organizations after which it has not been reconciled. */
  readonly #before = new Map<string, readonly (readonly string[])[]>();
  /** Overlaps that an operator of the hub has made, or a VPC that an operator let in. */
  #excused = new Set<string>();

  constructor(
    private readonly setting: Setting,
    private readonly life: Life,
  ) {
    this.mesh = new Mesh(setting);
  }

  /** To be called before an event of Organizations. Returns what to call if none came. */
  beforeEvent(accountId: string): () => void {
    const known = this.#before.get(accountId);
    this.#before.set(accountId, [...(known ?? []), this.mesh.allowed(accountId)]);
    return () => {
      if (known) this.#before.set(accountId, known);
      else this.#before.delete(accountId);
    };
  }

  /** The events of the account that a reconcile that starts now comes after. Call the result when it has ended. */
  reconciling(accountId: string): () => void {
    const known = this.#before.get(accountId);
    return () => {
      if (this.#before.get(accountId) === known) this.#before.delete(accountId);
    };
  }

  /** Excuses the overlaps of a VPC that an operator of the hub has propagated by hand. */
  excuse(vpcIds: readonly string[]): void {
    const byHand = vpcIds.filter((vpcId) => this.#isByHand(vpcId));
    for (const overlap of this.mesh.overlaps())
      if (overlap.vpcs.some((vpcId) => byHand.includes(vpcId))) this.#excused.add(overlap.vpcs.join());
  }

  /** L3. */
  checkPaths(): void {
    for (const { from, to, segment } of this.mesh.paths()) {
      if (this.#isByHand(from.vpcId) || this.#isByHand(to.vpcId)) continue;
      if (!this.#permitted({ from, to, segment }))
        this.#broken('L3', `${from.vpcId} in segment ${segment} leads to ${to.vpcId}, which is not permitted`);
    }
  }

  /** L2. */
  checkOverlaps(): void {
    const found = this.mesh.overlaps();
    for (const { segment, vpcs } of found)
      if (!this.#excused.has(vpcs.join()))
        this.#broken('L2', `${vpcs.join(' and ')} overlap and are both propagated to ${segment}`);
    this.#excused = new Set([...this.#excused].filter((pair) => found.some(({ vpcs }) => vpcs.join() === pair)));
  }

  /** L1, for VPCs that were in before the step and have not changed themselves. */
  checkStays(before: readonly string[]): void {
    for (const vpcId of before)
      if (this.mesh.placeOf(vpcId) !== 'in')
        this.#broken('L1', `${vpcId} (${this.mesh.cidrsOf(vpcId).join()}) was in, has not changed, and is out`);
  }

  /** L4. */
  checkRace(newcomers: readonly string[]): void {
    const winners = newcomers.filter((vpcId) => this.mesh.placeOf(vpcId) === 'in');
    const propagated = newcomers.filter((vpcId) => this.mesh.isPropagated(vpcId));
    if (winners.length === 1 && propagated.length === 1) return;
    const found = `${winners.length} are in and ${propagated.length} are propagated`;
    this.#broken('L4', `of ${newcomers.join(' and ')}, which raced, ${found}, expected one`);
  }

  #permitted({ from, to, segment }: Path): boolean {
    const target = this.mesh.segmentOf(to);
    const { landingZone } = this.setting;
    return (
      this.#alternatives(from.vpcOwnerId).some((allowed) => allowed.includes(segment)) &&
      this.#alternatives(to.vpcOwnerId).some((allowed) =>
        (target === undefined ? allowed : allowed.filter((name) => name === target)).some((name) =>
          reachableSegments(landingZone, name).includes(segment),
        ),
      )
    );
  }

  #alternatives(accountId: string): readonly (readonly string[])[] {
    return [this.mesh.allowed(accountId), ...(this.#before.get(accountId) ?? [])];
  }

  #isByHand(vpcId: string): boolean {
    return [...this.life.vpcs.values()].some((vpc) => vpc.vpcId === vpcId && vpc.byHand);
  }

  #broken(law: Law, because: string): void {
    if (!this.violations.some((known) => known.law === law && known.because === because))
      this.violations.push({ law, because });
  }
}
