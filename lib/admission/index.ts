/**
 * Decides which VPC may join which segment. Pure functions, no I/O.
 *
 * A range is admitted when it is recorded as a VPC's, before the hub accepts the VPC's attachment. The rules about ranges:
 *
 * | # | the VPC                                                                    | verdict                                  |
 * |---|----------------------------------------------------------------------------|------------------------------------------|
 * | 1 | has a CIDR that was admitted to another VPC                                 | refused, or quarantined if it has joined |
 * | 2 | was attached before that other VPC, by hand, but not admitted               | the same: attaching reserves nothing     |
 * | 3 | was admitted with a CIDR that another VPC has now                           | admitted: it never yields                |
 * | 4 | adds a CIDR that was admitted to another VPC                                | quarantined until the CIDR is gone       |
 * | 5 | adds a CIDR that is free and in the segment's range                         | admitted with it                         |
 * | 6 | has a CIDR that overlaps a route to an attachment of others                 | refused, or quarantined if it has joined |
 * | 7 | is new, and the ranges of others are not known                              | undecided                                |
 * | 8 | has joined and adds a CIDR, and the ranges of others are not known          | quarantined until they are known         |
 * | 9 | has joined, its admissions are lost, and the ranges of others are not known | undecided: it stays as it is             |
 * | 10 | has more addresses than one VPC may have in the segment                    | refused, or quarantined if it has joined |
 * | 11 | was admitted with more addresses than that                                 | admitted                                 |
 * | 12 | has a CIDR in `mesh.localCidrs`                                            | the CIDR does not count                  |
 * | 13 | has joined, and its tag has a value without a meaning                      | judged as if the tag were `true`         |
 * | 14 | has joined, and has too few zones or lost its DNS attributes               | admitted, with the objection             |
 * | 15 | has joined, and its tag is gone                                            | leaves; its path stays for the drain     |
 * | 16 | the same, with a CIDR that was never admitted or would be refused          | leaves at once                           |
 * | 17 | has joined a segment that its account may not use any more                 | moves to another segment, or leaves at once |
 * | 18 | has the tag under a key in another case, and has not joined                | refused                                  |
 * | 19 | has begun to leave, and its tag asks for what it could not get today       | goes on leaving                          |
 */
export { admit } from './admit';
export { localCidrs, routedCidrs } from './cidrs';
export type { AdmissionInput, JoinedAttachment, TakenRange } from './input';
export { fullSubnets, usableSubnets, type SubnetCandidate } from './subnets';
export type { Verdict } from './verdict';
