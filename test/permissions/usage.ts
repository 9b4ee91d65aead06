import { namingOf, type LandingZone } from '../../lib/landing-zone';
import { SPOKE_ROLES, spokeRoleName } from '../../lib/names';
import type { Answer } from '../twin/iam/access';
import type { Role } from '../twin/iam/state';
import type { World } from '../twin/world';

export type Account = 'hub' | 'management' | 'spoke';

export interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** The permissions that one of our roles has and uses; the roles of all spokes count as one. */
export interface Usage {
  readonly role: string;
  readonly account: Account;
  readonly granted: Permission[];
  readonly used: Permission[];
  /** What it used although its own policies do not allow it. */
  readonly missing: Permission[];
}

/** Records the permissions that our roles use in a world that allows calls without a permission. */
export class Recorder {
  readonly #usages = new Map<string, Usage>();
  readonly #seen = new Set<string>();
  readonly #spokeRoles: readonly string[];

  constructor(
    private readonly world: World,
    private readonly landingZone: LandingZone,
  ) {
    this.#spokeRoles = SPOKE_ROLES.map((role) => spokeRoleName(role, namingOf(landingZone)));
    world.access.lenient = true;
    world.access.listeners.push((answer) => this.#record(answer));
  }

  /** What was used so far and what is granted now, sorted by account and role. */
  usages(): Usage[] {
    const accounts = this.world.organizations.accounts().map(({ id }) => id);
    for (const role of accounts.flatMap((id) => this.world.iam.rolesIn(id))) if (this.#isOurs(role)) this.#grants(role);
    const key = ({ account, role }: Usage): string => `${account} ${role}`;
    return [...this.#usages.values()].sort((one, other) => key(one).localeCompare(key(other)));
  }

  #record({ caller, need, verdict }: Answer): void {
    const role = caller.issuer && this.world.iam.role(caller.issuer.arn);
    if (!role || !this.#isOurs(role)) return;
    const permission = { action: need.action, resource: need.resource.arn };
    const lacks = verdict.effect === 'Deny' && !verdict.explicit && verdict.lacking === 'identity-based policy';
    if (verdict.effect === 'Deny' && !lacks) return;
    const usage = this.#usageOf(role);
    const list = lacks ? usage.missing : usage.used;
    const key = JSON.stringify([usage.account, usage.role, lacks, permission]);
    if (!this.#seen.has(key)) list.push(permission);
    this.#seen.add(key);
  }

  #grants(role: Role): void {
    const { granted, account } = this.#usageOf(role);
    // Every spoke's role names its own account.
    const general = ({ action, resource }: Permission): Permission => ({
      action,
      resource: account === 'spoke' ? resource.replace(`:${role.accountId}:`, ':*:') : resource,
    });
    for (const text of role.policies.values())
      for (const one of grantsIn(text).map(general))
        if (!granted.some(({ action, resource }) => action === one.action && resource === one.resource))
          granted.push(one);
  }

  #usageOf(role: Role): Usage {
    const { name } = role;
    const account = this.#accountOf(role);
    const key = `${account} ${name}`;
    const usage = this.#usages.get(key) ?? { role: name, account, granted: [], used: [], missing: [] };
    this.#usages.set(key, usage);
    return usage;
  }

  /** Roles that the stacks create: not those for pods, which a worker creates with a policy of AWS. */
  #isOurs({ name, path }: Role): boolean {
    const { iam } = this.landingZone;
    return path === iam.path && name.startsWith(iam.rolePrefix);
  }

  /** Where the root is an OU of a segment, the hub account has the roles of spokes, too, and no function assumes them. */
  #accountOf({ name, accountId }: Role): Account {
    if (this.#spokeRoles.includes(name)) return 'spoke';
    if (accountId === this.landingZone.hub.accountId) return 'hub';
    return accountId === this.landingZone.organization.managementAccountId ? 'management' : 'spoke';
  }
}

interface StatementJson {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}
const listOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

function grantsIn(text: string): Permission[] {
  const { Statement } = JSON.parse(text) as { readonly Statement: StatementJson | readonly StatementJson[] };
  const statements: readonly StatementJson[] = 'Effect' in Statement ? [Statement] : Statement;
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      listOf(Action).flatMap((action) => listOf(Resource).map((resource) => ({ action, resource }))),
    );
}
