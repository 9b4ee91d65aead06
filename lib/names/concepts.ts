/** The concepts of an account, in the order of enrolling. */
export const ENROLL_CONCEPTS = ['region-opt-in', 'spoke-access', 'resource-share'] as const;

/** The concepts of a VPC, in the order of joining. */
export const JOIN_CONCEPTS = [
  'query-log',
  'flow-log',
  'attachment',
  'segment-routing',
  'vpc-route',
  'private-zone',
  's3-endpoint',
  'dhcp-options',
] as const;
export type JoinConcept = (typeof JOIN_CONCEPTS)[number];

/** The concepts beside the path: where AWS's state is in the way of one of these, the VPC has joined all the same. */
export const BESIDE_THE_PATH: readonly string[] = [
  'private-zone',
  's3-endpoint',
  'dhcp-options',
] satisfies readonly JoinConcept[];

/** The concepts of an EKS cluster, in order. */
export const GRANT_PULL_CONCEPTS = ['oidc-provider', 'pull-role'] as const;
