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

/** The concepts of an EKS cluster, in order. */
export const GRANT_PULL_CONCEPTS = ['oidc-provider', 'pull-role'] as const;
