/** The IAM path of the pull roles, the only one under which `wheelwright-grant-pull` may write roles. */
export const PULL_PATH = '/wheelwright/pull/';

const LONGEST_ROLE_NAME = 64;

/** The prefix of the names of all pull roles of a region, and of no other region's. */
export const pullRolePrefix = (region: string): string => `${region}.`;

/**
 * The name of the pull role of a cluster: `ap-southeast-3.prod`. An IAM role name has up to 64 characters and is unique in
 * its account, regardless of region and case. A cluster name has up to 100 characters in both cases, and no dot. One
 * that is too long or has capitals is put in lower case, cut, and followed by a hash.
 */
export function pullRoleName(region: string, cluster: string): string {
  const plain = `${pullRolePrefix(region)}${cluster}`;
  if (plain.length <= LONGEST_ROLE_NAME && cluster === cluster.toLowerCase()) return plain;
  const tail = `.${fnv64(cluster)}`;
  return `${plain.toLowerCase().slice(0, LONGEST_ROLE_NAME - tail.length)}${tail}`;
}

/** FNV-1a as 16 hexadecimal digits. It only has to make names distinct. Role names of 0.1.0 contain it, so it stays. */
function fnv64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

export const pullRoleArn = (accountId: string, region: string, cluster: string): string =>
  `arn:aws:iam::${accountId}:role${PULL_PATH}${pullRoleName(region, cluster)}`;
