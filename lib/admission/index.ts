/** Decides which VPC may join which segment. Pure functions, no I/O. */
export { admit } from './admit';
export type { AdmissionInput, MeshAttachment } from './input';
export { usableSubnets, type SubnetCandidate } from './subnets';
export type { Verdict } from './verdict';
