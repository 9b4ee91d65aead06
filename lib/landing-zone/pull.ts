import type { LandingZone } from './schema';

/** The audience of the tokens that EKS gives to pods for AWS, and of the trust in them (EKS user guide, IRSA). */
export const AUDIENCE = 'sts.amazonaws.com';

/**
 * The permissions boundary of every pull role: AWS's own list of what pulling takes. No account can change it, and every
 * account has it. A policy of ours would be in the way: IAM deletes no policy that is still a role's boundary.
 */
export const PULL_BOUNDARY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';

/** What pulling an image takes on its repository, beside `ecr:GetAuthorizationToken`, which has no resource. */
export const PULL_ACTIONS = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] as const;

/** The ARNs of the hub's repositories, sorted. */
export const repositoryArns = ({ hub, registry }: LandingZone): readonly string[] =>
  registry.repositories.map((name) => `arn:aws:ecr:${hub.region}:${hub.accountId}:repository/${name}`).sort();

/** The service accounts that may pull, as the `sub` of their tokens: `system:serviceaccount:<namespace>:<name>`, sorted. */
export const pullSubjects = ({ registry }: LandingZone): readonly string[] =>
  registry.pull.serviceAccounts.map((pattern) => `system:serviceaccount:${pattern}`).sort();
