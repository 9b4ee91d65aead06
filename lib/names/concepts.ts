/** The concepts that an account gets on enrolling, in that order. */
export const ENROLL_CONCEPTS = ['region-opt-in', 'spoke-access', 'resource-share'] as const;

/** The concepts that a VPC gets on joining, in that order. */
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

/** The concepts that an EKS cluster gets, in that order. */
export const GRANT_PULL_CONCEPTS = ['oidc-provider', 'pull-role'] as const;

export type ConceptName = (typeof ENROLL_CONCEPTS)[number] | JoinConcept | (typeof GRANT_PULL_CONCEPTS)[number];
