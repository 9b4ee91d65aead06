import type { RegionOptStatus } from '@aws-sdk/client-account';
import { isOptIn, regionNames } from '../regions';
import type { World } from '../world';
import { PARTS } from '../parts';

/** Which regions each account has. Opt-in regions are disabled in a new account. */
export class AccountState {
  /** Calls in a region that is not enabled are answered OptInRequired, as the reference of EC2 has it. */
  saysOptInRequired = false;
  readonly #optIns = new Map<string, RegionOptStatus>();
  readonly #verifications = new Map<string, Date>();

  constructor(private readonly world: World) {}

  [PARTS](): readonly object[] {
    return [this.#optIns, this.#verifications];
  }

  status(accountId: string, region: string): RegionOptStatus {
    if (!isOptIn(region)) return 'ENABLED_BY_DEFAULT';
    return this.#optIns.get(`${accountId}/${region}`) ?? 'DISABLED';
  }

  /** Whether services answer the account there: not while a region is being enabled, because IAM is still being copied. */
  usable(accountId: string, region: string): boolean {
    const status = this.status(accountId, region);
    return status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT';
  }

  /** AWS verifies the account until then: meanwhile it creates nothing for it ("please allow up to 4 hours"). */
  verifyUntil(accountId: string, end: Date): void {
    this.#verifications.set(accountId, end);
  }

  isBeingVerified(accountId: string): boolean {
    const end = this.#verifications.get(accountId);
    return end !== undefined && this.world.clock.now() < end;
  }

  /** How many requests are under way: of one account, or of the organization. */
  inFlight(accountId?: string): number {
    return [...this.#optIns].filter(
      ([key, status]) =>
        (status === 'ENABLING' || status === 'DISABLING') &&
        (accountId === undefined || key.startsWith(`${accountId}/`)),
    ).length;
  }

  /** Begins to enable or disable an opt-in region, with an event at begin and end, to the requesting account in us-east-1. */
  change(accountId: string, region: string, to: 'ENABLED' | 'DISABLED', askedBy: string): void {
    this.#set(accountId, region, to === 'ENABLED' ? 'ENABLING' : 'DISABLING', askedBy);
    this.world.clock.after(this.world.times.other, () => this.#set(accountId, region, to, askedBy));
  }

  /** The regions of the twin with their statuses, by name. */
  regions(accountId: string): { name: string; status: RegionOptStatus }[] {
    return [...regionNames()].sort().map((name) => ({ name, status: this.status(accountId, name) }));
  }

  #set(accountId: string, region: string, status: RegionOptStatus, askedBy: string): void {
    this.#optIns.set(`${accountId}/${region}`, status);
    this.world.trail.direct({
      accountId: askedBy,
      region: 'us-east-1',
      source: 'aws.account',
      detailType: 'Region Opt-In Status Change',
      resources: [`arn:aws:account::${accountId}:account`],
      detail: { accountId, regionName: region, status },
    });
  }
}
