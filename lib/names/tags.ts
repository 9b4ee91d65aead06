/** The prefix by which the code knows our tag keys. `tags.prefix` of the config is the one that AWS has. */
export const TAG_PREFIX = 'wheelwright:';

/** On a VPC, set by its team: `true`, or a segment that the account may use. */
export const JOIN = 'wheelwright:join';
/** The key of the VPC's tag where it is `wheelwright:join` in another case: tag keys are case-sensitive (EC2 User Guide). */
export const misspelledJoin = (tags: Readonly<Record<string, string>>): string | undefined =>
  tags[JOIN] === undefined ? Object.keys(tags).find((key) => key.toLowerCase() === JOIN) : undefined;
/** On a subnet, set by its team: `true` prefers the subnet for the attachment. */
export const ATTACH = 'wheelwright:attach';
/** On a VPC, set by its team: `0` closes its path at once when it leaves, without the drain. It has no other value. */
export const DRAIN = 'wheelwright:drain';
/** On an account, set by operators: picks one of the segments that the account's OU permits. */
export const SEGMENT = 'wheelwright:segment';
/** On an account, set by operators: `true` stops every reconcile after the plan. */
export const PLAN_ONLY = 'wheelwright:plan-only';
/** On an account, set by operators: `true` stops every write. */
export const FROZEN = 'wheelwright:frozen';
/** On an account, set by operators: the entry of `contacts` in the config that gets the notices about the account's VPCs. */
export const CONTACT = 'wheelwright:contact';
/** On every resource that Wheelwright creates: `true`. */
export const MANAGED = 'wheelwright:managed';
/** On an attachment, in the hub account only: the CIDRs that were admitted. */
export const CIDRS = 'wheelwright:cidrs';
/** On an attachment, in the hub account only: the VPC's CIDRs in `mesh.localCidrs`. */
export const LOCAL_CIDRS = 'wheelwright:local-cidrs';
/** On an attachment, in the hub account only: the static routes of the hub's tables that take addresses of the VPC. Empty: none. */
export const SHADOWED = 'wheelwright:shadowed';
/** On DHCP options that Wheelwright created: id and name servers of the VPC's former ones. */
export const FORMER = 'wheelwright:former';
/** On the OIDC provider and the pull role of a cluster: the cluster's name. */
export const CLUSTER = 'wheelwright:cluster';
/** On a VPC, set by Wheelwright: `true` from the first change of the VPC until it has left. The service control policies protect such VPCs. */
export const MEMBER = 'wheelwright:member';
/** On a VPC, set by Wheelwright: a `VpcStatus`, for people to read. */
export const STATUS = 'wheelwright:status';

/** The value of `wheelwright:cidrs`: sorted, separated by spaces, which tag values of every service may contain. */
export const cidrsTag = (cidrs: readonly string[]): string => [...cidrs].sort().join(' ');

/** The CIDRs in a value of `wheelwright:cidrs`; none where the tag is missing. */
export const cidrsOfTag = (value: string | undefined): readonly string[] =>
  (value ?? '').split(' ').filter((cidr) => cidr !== '');
