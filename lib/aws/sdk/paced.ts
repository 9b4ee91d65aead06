import { Failure } from './failure';

/**
 * What many spokes call at the same rate, because AWS counts the calls for the hub account or the whole organization.
 * `join`: what a VPC that joins needs of the hub. `account`: reads of an account in Organizations. `share`: RAM.
 */
export type Bucket = 'join' | 'account' | 'share';

/** When a call may be made. */
export interface Turn {
  readonly bucket: Bucket;
  /** Whose turn it is: a VPC or an account. */
  readonly key: string;
  /** ISO time. */
  readonly at: string;
}

/** The call was not made: its turn comes later. */
export class Paced extends Failure {
  constructor(
    readonly turn: Turn,
    /** Until the turn. */
    readonly seconds: number,
    where: { readonly accountId: string; readonly region: string },
  ) {
    super(
      'paced',
      'Paced',
      { action: turn.bucket, ...where },
      `${turn.key} waits for its turn at ${turn.at}: AWS limits the rate of such calls for all accounts together`,
    );
  }
}
