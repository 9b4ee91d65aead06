import type { LandingZone } from '../../lib/landing-zone';
import type { Answer } from '../twin/iam/access';
import type { Role } from '../twin/iam/state';
import type { World } from '../twin/world';

export type Account = 'hub' | 'management' | 'spoke';

export interface Asked {
  readonly action: string;
  readonly resource: string;
}

/** What one of our roles was given and what it asked for; the roles of all spokes count as one. */
export interface Usage {
  readonly role: string;
  readonly account: Account;
  readonly granted: Asked[];
  readonly used: Asked[];
  /** What its own policies do not allow, and it asked for nevertheless. */
  readonly missing: Asked[];
}

/** Listens to a world in which nobody stops for a permission that is missing. */
export class Recorder {
  readonly #usages = new Map<string, Usage>();
  readonly #seen = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly landingZone: LandingZone,
  ) {
    world.access.lenient = true;
    world.access.listeners.push((answer) => this.#hear(answer));
  }

  /** Everything so far, the grants as they are in the world now, sorted by account and role. */
  usages(): Usage[] {
    const accounts = this.world.organizations.accounts().map(({ id }) => id);
    for (const role of accounts.flatMap((id) => this.world.iam.rolesIn(id))) if (isOurs(role)) this.#grants(role);
    const key = ({ account, role }: Usage): string => `${account} ${role}`;
    return [...this.#usages.values()].sort((one, other) => key(one).localeCompare(key(other)));
  }

  #hear({ caller, need, verdict }: Answer): void {
    const role = caller.issuer && this.world.iam.role(caller.issuer.arn);
    if (!role || !isOurs(role)) return;
    const asked = { action: need.action, resource: need.resource.arn };
    const lacks = verdict.effect === 'Deny' && !verdict.explicit && verdict.lacking === 'identity-based policy';
    if (verdict.effect === 'Deny' && !lacks) return;
    const usage = this.#usageOf(role);
    const list = lacks ? usage.missing : usage.used;
    const key = JSON.stringify([usage.account, usage.role, lacks, asked]);
    if (!this.#seen.has(key)) list.push(asked);
    this.#seen.add(key);
  }

  #grants(role: Role): void {
    const { granted } = this.#usageOf(role);
    for (const text of role.policies.values())
      for (const one of grantsIn(text))
        if (!granted.some(({ action, resource }) => action === one.action && resource === one.resource))
          granted.push(one);
  }

  #usageOf({ name, accountId }: Role): Usage {
    const account = this.#accountOf(accountId);
    const key = `${account} ${name}`;
    const usage = this.#usages.get(key) ?? { role: name, account, granted: [], used: [], missing: [] };
    this.#usages.set(key, usage);
    return usage;
  }

  #accountOf(accountId: string): Account {
    if (accountId === this.landingZone.hub.accountId) return 'hub';
    return accountId === this.landingZone.organization.managementAccountId ? 'management' : 'spoke';
  }
}

/** Roles that the stacks make: not the ones for pods, which a worker makes and AWS's own policy fills. */
const isOurs = ({ name, path }: Role): boolean => path === '/' && name.startsWith('wheelwright-');

interface StatementJson {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}
const listOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

function grantsIn(text: string): Asked[] {
  const { Statement } = JSON.parse(text) as { readonly Statement: StatementJson | readonly StatementJson[] };
  const statements: readonly StatementJson[] = 'Effect' in Statement ? [Statement] : Statement;
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      listOf(Action).flatMap((action) => listOf(Resource).map((resource) => ({ action, resource }))),
    );
}
