import type * as ec2 from '@aws-sdk/client-ec2';

export interface PrefixListEntry {
  readonly cidr: string;
  readonly description?: string | undefined;
}

export interface PrefixList {
  readonly prefixListId: string;
  readonly prefixListArn: string;
  /** `AWS` for the lists that AWS manages. */
  readonly ownerId: string;
  readonly region: string;
  readonly addressFamily: 'IPv4' | 'IPv6';
  name: string;
  state: ec2.PrefixListState;
  stateMessage?: string | undefined;
  /** What a reference counts in a route table's quota, with any number of entries. Absent for AWS's own lists. */
  maxEntries?: number | undefined;
  /** The last of `versions`; absent for AWS's own lists. */
  version?: number | undefined;
  /** The entries of each version, by version. AWS's own lists have their entries under 0. */
  readonly versions: Map<number, readonly PrefixListEntry[]>;
  endedAt?: Date;
}

/** Quotas of the VPC page; tests may lower them. */
export interface PrefixListQuotas {
  prefixListsPerRegion: number;
  entriesPerPrefixList: number;
}
export const prefixListQuotas = (): PrefixListQuotas => ({
  prefixListsPerRegion: 100,
  entriesPerPrefixList: 1_000,
});

/** The entries that hold now: those of the current version. */
export const currentEntries = (list: PrefixList): readonly PrefixListEntry[] =>
  list.versions.get(list.version ?? 0) ?? [];
