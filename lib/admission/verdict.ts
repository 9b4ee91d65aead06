/** Why a VPC is kept out. */
export type Reason =
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
 * What becomes of a VPC. `because` is for people: account, VPC, what was found, what was expected, what to do.
 *
 * | status              | means                                                                                  |
 * |---------------------|----------------------------------------------------------------------------------------|
 * | `admitted`          | it belongs in the segment                                                              |
 * | `quarantined`       | it is joined but its present CIDRs would be refused: its path is closed, the rest stays |
 * | `leaving`           | it is joined and goes; `drain`: the path stays for a while after DNS went home          |
 * | `refused`           | it asked in vain; a joined one stays as it is, neither changed nor taken out            |
 * | `awaiting-approval` | an operator may let it in                                                              |
 * | `not-ours`          | it never asked, or its account takes no part                                            |
 */
export type Verdict =
  | { readonly status: 'admitted'; readonly segment: string }
  | { readonly status: 'quarantined'; readonly segment: string; readonly reason: Reason; readonly because: string }
  | { readonly status: 'leaving'; readonly drain: boolean; readonly because: string }
  | { readonly status: 'refused'; readonly reason: Reason; readonly because: string }
  | { readonly status: 'awaiting-approval'; readonly because: string }
  | { readonly status: 'not-ours' };

/** An objection to a VPC; `approvable` where an operator may overrule it. */
export interface Objection {
  readonly reason: Reason;
  readonly because: string;
  readonly approvable?: true;
}
