/** Where the pull roles live: the only place where `wheelwright-grant-pull` may write roles. */
export const PULL_PATH = '/wheelwright/pull/';

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

/** FNV-1a, sixteen hexadecimal digits: it only tells names apart. Roles of 0.1.0 carry it in their names, so it stays. */
function fnv64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

export const pullRoleArn = (accountId: string, region: string, cluster: string): string =>
  `arn:aws:iam::${accountId}:role${PULL_PATH}${pullRoleName(region, cluster)}`;
