import { DescribeDhcpOptionsCommand } from '@aws-sdk/client-ec2';
import { addressText, type SpokeAddress } from '../../names';
import type { Bound } from '../sdk/calls';
import type { Clock } from '../sdk/clock';
import { dhcpOptionsOf } from './from-aws';
import type { Once } from './once';
import { readList } from './paged-list';
import type { DhcpOptions, Reads, SeenDhcpOptions } from './shapes';

export const calls = { describeDhcpOptions: DescribeDhcpOptionsCommand };

/** So long after it was seen a set counts as read. Sweeps are hours apart: each reads anew which sets there are. */
const FRESH_MS = 10 * 60_000;
/** Of so many sets a function keeps what it has seen. */
const MOST = 5_000;

/**
 * The sets of DHCP options that one instance of a function has seen. AWS has no call that changes one (EC2 API reference): what was seen
 * of a set stays true, and only lacks the sets that were created since.
 */
export class DhcpSets {
  readonly #seen = new Map<string, { readonly set: DhcpOptions; readonly at: number }>();

  constructor(private readonly clock: Clock) {}

  ofSpoke(address: SpokeAddress): SeenDhcpOptions {
    const keyOf = (id: string): string => `${addressText(address)}/${id}`;
    return {
      of: (ids) => {
        const now = this.clock.now().getTime();
        const known = ids.map((id) => this.#seen.get(keyOf(id))).filter((each) => each !== undefined);
        const isFresh = known.length === ids.length && known.every(({ at }) => now - at < FRESH_MS);
        return isFresh ? known.map(({ set }) => set) : undefined;
      },
      add: (sets) => {
        if (this.#seen.size + sets.length > MOST) this.#seen.clear();
        const at = this.clock.now().getTime();
        for (const set of sets) this.#seen.set(keyOf(set.dhcpOptionsId), { set, at });
      },
    };
  }
}

const NONE_SEEN: SeenDhcpOptions = { of: () => undefined, add: () => undefined };

/** The read of all sets of a spoke. `seen`: absent, each reconcile knows its own only. */
export const dhcpReads = (
  { describeDhcpOptions }: Bound<typeof calls>,
  once: Once,
  seen: SeenDhcpOptions = NONE_SEEN,
): Pick<Reads, 'dhcpOptions' | 'seenDhcpOptions'> => ({
  dhcpOptions: () =>
    once('dhcpOptions', async () => {
      const sets = await readList({
        call: (paging) => describeDhcpOptions({ MaxResults: 1000, ...paging }),
        items: ({ DhcpOptions }) => DhcpOptions,
        map: dhcpOptionsOf,
      });
      seen.add(sets);
      return sets;
    }),
  seenDhcpOptions: seen,
});
