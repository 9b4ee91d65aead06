import { createHash } from 'node:crypto';
import type { LandingZone } from '../../lib/landing-zone';
import { logicalId } from './names';

type Push = LandingZone['registry']['push'][number];

/** Names of the role of a GitHub workflow, and of its construct. */
interface PushRole {
  readonly push: Push;
  readonly roleName: string;
  readonly constructId: string;
}

/** Characters of a role's name at most (IAM User Guide, quotas). */
const LONGEST_ROLE_NAME = 64;
const DIGEST = 8;

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, DIGEST);
const ended = (name: string, digest: string): string => `${name.slice(0, LONGEST_ROLE_NAME - DIGEST - 1)}-${digest}`;
const exact = ({ repository, ref }: Push): string => digestOf(`${repository}:${ref}`);

/**
 * No `wheelwright-` prefix: calls of roles with that prefix are ignored as events. A branch has the name that 0.1.0 gave it.
 * One that is too long for IAM is cut and ends in a digest. A tag's name always ends in a digest: a branch can have the
 * name of a tag.
 */
function roleNameOf(push: Push): string {
  const [, kind = '', name = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(push.ref) ?? [];
  const whole = `github-push-${push.repository}-${name}`;
  const plain = whole.replace(/[^\w+=,.@-]/g, '-');
  if (kind === 'tags') return ended(plain, exact(push));
  return plain.length <= LONGEST_ROLE_NAME ? plain : ended(plain, digestOf(whole));
}

/**
 * The roles of all workflows in the config. A slash and a dash look alike in a name, and IAM compares names in lower case:
 * where two would have one name, the later one ends in a digest.
 */
export function pushRoles(pushes: readonly Push[]): readonly PushRole[] {
  const taken = new Set<string>();
  const free = (name: string, push: Push): string => {
    const chosen = taken.has(name.toLowerCase()) ? ended(name, exact(push)) : name;
    taken.add(chosen.toLowerCase());
    return chosen;
  };
  const ids = new Set<string>();
  return pushes.map((push) => {
    const id = `${logicalId(`${push.repository}-${push.ref}`)}Push`;
    const constructId = ids.has(id) ? `${id}${exact(push)}` : id;
    ids.add(constructId);
    return { push, roleName: free(roleNameOf(push), push), constructId };
  });
}
