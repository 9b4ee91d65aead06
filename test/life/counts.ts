/** What happened in sequences. The places of VPCs are those that AWS shows. */
export class Counts {
  sequences = 0;
  steps = 0;
  /** Steps that AWS refused, or that had nothing to change. */
  skipped = 0;
  races = 0;
  /** Races of two newcomers for overlapping ranges that no other VPC had. */
  rivals = 0;
  /** Calls in races that followed a call of the other worker. */
  interleaved = 0;
  reconciles = 0;
  failures = 0;
  admissions = 0;
  refusals = 0;
  quarantines = 0;
  leaves = 0;
}
