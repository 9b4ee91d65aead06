import type { LandingZone } from './schema';

/** The audience of the tokens that EKS gives to pods for AWS, and of the trust in them (EKS user guide, IRSA). */
export const AUDIENCE = 'sts.amazonaws.com';

/**
 * The permissions boundary of every pull role: an AWS managed policy, which every account has and no account can change. A
 * customer managed policy could not be deleted while it is still a role's boundary (IAM).
 */
export const PULL_BOUNDARY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';

/** The actions on a repository that pulling needs, beside `ecr:GetAuthorizationToken`, which has no resource. */
export const PULL_ACTIONS = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] as const;

/** The ARNs of the hub's repositories, sorted. */
export const repositoryArns = ({ hub, registry }: LandingZone): readonly string[] =>
  registry.repositories.map((name) => `arn:aws:ecr:${hub.region}:${hub.accountId}:repository/${name}`).sort();

/** The service accounts that may pull, as the `sub` of their tokens: `system:serviceaccount:<namespace>:<name>`, sorted. */
export const pullSubjects = ({ registry }: LandingZone): readonly string[] =>
  registry.pull.serviceAccounts.map((pattern) => `system:serviceaccount:${pattern}`).sort();
