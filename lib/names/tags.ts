/** A tag as the SDK clients have it: both members may be missing in their types, in practice the key never is. */
export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** On a VPC, by people: `true`, or a segment the account may use. */
export const JOIN = 'wheelwright:join';
/** On a subnet, by people: `true` prefers it for the attachment. */
export const ATTACH = 'wheelwright:attach';
/** On an account, by people: picks among the segments that its OU permits. */
export const SEGMENT = 'wheelwright:segment';
/** On an account, by people: `true` stops after the plan. */
export const PLAN_ONLY = 'wheelwright:plan-only';
/** On an account, by people: `true` stops everything. */
export const FROZEN = 'wheelwright:frozen';
/** On all that we create: `true`. */
export const MANAGED = 'wheelwright:managed';
/** On an attachment, in the hub account only: the CIDRs that were admitted. */
export const CIDRS = 'wheelwright:cidrs';
/** On DHCP options that we created: what the VPC had before. */
export const FORMER = 'wheelwright:former';
/** On a cluster's OIDC provider and pull role: the cluster's name. */
export const CLUSTER = 'wheelwright:cluster';
/** On a VPC, by us: how far it has come. */
export const STATUS = 'wheelwright:status';

/** Tags as a record; a tag without a value has the empty one. */
export const toRecord = (tags: readonly Tag[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));

/** A record as the SDK's tags, sorted by key. */
export const toTags = (record: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.keys(record)
    .sort()
    .map((Key) => ({ Key, Value: record[Key] ?? '' }));

/** The value of `wheelwright:cidrs`: sorted, one space between two (every service's tag values may hold spaces). */
export const cidrsTag = (cidrs: readonly string[]): string => [...cidrs].sort().join(' ');

/** The CIDRs in a value of `wheelwright:cidrs`; none where the tag is missing. */
export const cidrsOfTag = (value: string | undefined): readonly string[] =>
  (value ?? '').split(' ').filter((cidr) => cidr !== '');
