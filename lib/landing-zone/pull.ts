import type { LandingZone } from './schema';

/** The audience of the tokens that EKS gives to pods for AWS, and of the trust in them (EKS user guide, IRSA). */
export const AUDIENCE = 'sts.amazonaws.com';

/** Where the pull roles live: the only place where `wheelwright-grant-pull` may write roles. */
export const PULL_PATH = '/wheelwright/pull/';

/**
 * The permissions boundary of every pull role: AWS's own list of what pulling takes. Nobody can change it, no account
 * needs to be given it, and it is never in the way: IAM deletes no policy of ours that is still somebody's boundary.
 */
export const PULL_BOUNDARY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';

/** What pulling an image takes on its repository, beside `ecr:GetAuthorizationToken`, which has no resource. */
export const PULL_ACTIONS = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] as const;

const LONGEST_ROLE_NAME = 64;

/** How the names of all pull roles of a region begin; no other region's do. */
export const pullRolePrefix = (region: string): string => `${region}.`;

/**
 * The name of the pull role of a cluster: `ap-southeast-3.prod`. IAM takes 64 characters and knows no case, and a role
 * is an account's, not a region's; cluster names have up to 100 characters and both cases, and no dot. A name that does
 * not fit is cut and gets a third part, which no other name has.
 */
export function pullRoleName(region: string, cluster: string): string {
  const plain = `${pullRolePrefix(region)}${cluster}`;
  if (plain.length <= LONGEST_ROLE_NAME && cluster === cluster.toLowerCase()) return plain;
  const tail = `.${fnv64(cluster)}`;
  return `${plain.toLowerCase().slice(0, LONGEST_ROLE_NAME - tail.length)}${tail}`;
}

/** FNV-1a: it tells names apart, and no secret hangs on it. Sixteen hexadecimal digits. */
function fnv64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

export const pullRoleArn = (accountId: string, region: string, cluster: string): string =>
  `arn:aws:iam::${accountId}:role${PULL_PATH}${pullRoleName(region, cluster)}`;

/** The ARNs of the hub's repositories, sorted. */
export const repositoryArns = ({ hub, registry }: LandingZone): readonly string[] =>
  registry.repositories.map((name) => `arn:aws:ecr:${hub.region}:${hub.accountId}:repository/${name}`).sort();

/** The service accounts that may pull, as the `sub` of their tokens: `system:serviceaccount:<namespace>:<name>`, sorted. */
export const pullSubjects = ({ registry }: LandingZone): readonly string[] =>
  registry.pull.serviceAccounts.map((pattern) => `system:serviceaccount:${pattern}`).sort();
