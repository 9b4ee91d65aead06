/** Why a VPC may not join. */
type Reason =
  | 'tag-value'
  | 'segment-forbidden'
  | 'segment-ambiguous'
  | 'foreign-vpc'
  | 'other-region'
  | 'account-inactive'
  | 'default-vpc'
  | 'cidr-outside-segment'
  | 'cidr-overlap'
  | 'too-few-zones'
  | 'dns-attributes';

/**
 * The decision about a VPC. `because` states what was found, what was expected and what to do. It contains no id of the
 * VPC or of its account: it becomes the VPC's tag `wheelwright:status`, which the VPC's own team reads.
 *
 * | status              | means                                                                                  |
 * |---------------------|----------------------------------------------------------------------------------------|
 * | `admitted`          | it joins the segment, or stays in it                                                   |
 * | `quarantined`       | it has joined, but its present CIDRs would be refused: it only loses its propagations  |
 * | `leaving`           | it has joined and leaves; `drain`: its path stays until instances use their own DNS    |
 * | `refused`           | it may not join; one that has joined stays as it is                                    |
 * | `awaiting-approval` | it may join once an operator has approved its CIDR                                     |
 * | `not-ours`          | it has no tag and has not joined, or no segment permits its account                    |
 */
export type Verdict =
  | { readonly status: 'admitted'; readonly segment: string }
  | { readonly status: 'quarantined'; readonly segment: string; readonly reason: Reason; readonly because: string }
  | { readonly status: 'leaving'; readonly drain: boolean; readonly because: string }
  | { readonly status: 'refused'; readonly reason: Reason; readonly because: string }
  | { readonly status: 'awaiting-approval'; readonly because: string }
  | { readonly status: 'not-ours' };

/** Why a VPC may not join; `approvable` if an operator may approve it nevertheless. */
export interface Objection {
  readonly reason: Reason;
  readonly because: string;
  readonly approvable?: true;
}
