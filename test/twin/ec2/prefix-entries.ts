import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import { canonicalCidr } from './cidr';
import { invalidValue, required } from './common';
import type { PrefixList, PrefixListEntry } from './prefix-types';

const MAX_ENTRIES_PER_CALL = 100;

/** Entries as a request gives them, checked: at most 100 a call, each a CIDR of the list's family, none twice. */
export function entriesFrom(
  entries: readonly ec2.AddPrefixListEntry[],
  addressFamily: PrefixList['addressFamily'],
): PrefixListEntry[] {
  if (entries.length > MAX_ENTRIES_PER_CALL)
    throw invalidValue(`At most ${MAX_ENTRIES_PER_CALL} entries can be given in one request.`);
  const byCidr = new Map<string, PrefixListEntry>();
  for (const { Cidr, Description } of entries) {
    const cidr = canonicalCidr(required(Cidr, 'Cidr'), addressFamily, 'Cidr');
    if (byCidr.has(cidr)) throw invalidValue(`The CIDR ${cidr} is given more than once.`);
    byCidr.set(cidr, { cidr, description: Description });
  }
  return [...byCidr.values()];
}

/** PrefixListMaxEntriesExceeded if there are more entries than the list has room for. */
export function requireFit(entries: number, maxEntries: number): void {
  if (entries > maxEntries)
    throw new AwsError(
      'PrefixListMaxEntriesExceeded',
      `The prefix list has room for ${maxEntries} entries; the request makes it ${entries}.`,
    );
}

/**
 * The entries of the next version. To change a description takes two versions: an entry that is there cannot be added,
 * one CIDR cannot be both added and removed, and a request that changes nothing is refused (seen in practice).
 */
export function nextEntries(
  current: readonly PrefixListEntry[],
  added: readonly PrefixListEntry[],
  removed: readonly PrefixListEntry[],
): PrefixListEntry[] {
  const here = new Set(current.map(({ cidr }) => cidr));
  const gone = new Set(removed.map(({ cidr }) => cidr));
  const both = added.find(({ cidr }) => gone.has(cidr));
  if (both) throw invalidValue(`The CIDR ${both.cidr} cannot be both added and removed.`);
  const known = added.find(({ cidr }) => here.has(cidr));
  if (known) throw invalidModification(`The CIDR ${known.cidr} is in the prefix list already.`);
  const absent = removed.find(({ cidr }) => !here.has(cidr));
  if (absent) throw invalidModification(`The CIDR ${absent.cidr} is not in the prefix list.`);
  return [...current.filter(({ cidr }) => !gone.has(cidr)), ...added];
}

const invalidModification = (message: string): AwsError => new AwsError('InvalidPrefixListModification', message);
