import type { Reason } from '../names';

/**
 * The decision about a VPC. `because` states what was found, what was expected and what to do. It names no other account, VPC
 * or CIDR: it becomes the VPC's tag `wheelwright:status`, which the VPC's own team reads. `detail` says the same for operators.
 *
 * | status              | means                                                                                  |
 * |---------------------|----------------------------------------------------------------------------------------|
 * | `admitted`          | it joins the segment, or stays in it; `objection`: why it could not join today         |
 * | `quarantined`       | it has joined, but its present CIDRs would be refused: it only loses its propagations  |
 * | `leaving`           | it has joined and leaves; `drain`: its path stays until instances use their own DNS    |
 * | `refused`           | it may not join                                                                        |
 * | `undecided`         | whether others have its CIDRs is not known yet: nothing changes                        |
 * | `awaiting-approval` | it may join once an operator has approved its CIDR                                     |
 * | `not-ours`          | it has no tag and has not joined, or no segment permits its account                    |
 */
export type Verdict =
  | { readonly status: 'admitted'; readonly segment: string; readonly objection?: Objection }
  | ({ readonly status: 'quarantined'; readonly segment: string } & Objection)
  | {
      readonly status: 'leaving';
      readonly drain: boolean;
      readonly because: string;
      /** The objection that refuses the VPC once it has left, if it still asks. */
      readonly reason?: Reason;
      readonly detail?: string;
    }
  | ({ readonly status: 'refused' } & Objection)
  | { readonly status: 'undecided'; readonly because: string; readonly detail: string }
  | ({ readonly status: 'awaiting-approval' } & Objection)
  | { readonly status: 'not-ours' };

/** Why a VPC may not join; `approvable` if an operator may approve it nevertheless. */
export interface Objection {
  readonly reason: Reason;
  readonly because: string;
  readonly detail?: string;
  readonly approvable?: true;
}
