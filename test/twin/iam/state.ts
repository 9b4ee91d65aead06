import type { World } from '../world';
import { AWS_POLICIES } from './aws-policies';
import { decide, type ResourcePolicy } from './decide';
import type { PolicyDocument } from './policy';
import { parseTrust, principalsOf } from './policy-validation';
import { PARTS } from '../parts';

export interface Role {
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** `AROA…`: a new one each time a role of this name is created. */
  readonly roleId: string;
  readonly createdAt: Date;
  /** Inline policies: name, and JSON as it was put. */
  readonly policies: Map<string, string>;
  /** ARNs of attached managed policies. */
  readonly attached: Set<string>;
  readonly tags: Map<string, string>;
  /** A service-linked role belongs to this service. */
  readonly linkedTo?: string;
  trust: Trust;
  description: string | undefined;
  maxSessionSeconds: number;
  /** ARN of the managed policy that bounds the role's permissions. */
  permissionsBoundary: string | undefined;
}

/**
 * A trust policy as it was put. IAM binds a role that it names to that role's id: a role created again under the same
 * name is not trusted (AWS docs: IAM, "AWS JSON policy elements: Principal").
 */
export interface Trust {
  readonly text: string;
  readonly document: PolicyDocument;
  readonly boundIds: ReadonlyMap<string, string>;
}

export interface OidcProvider {
  readonly arn: string;
  readonly accountId: string;
  /** Without `https://`. */
  readonly url: string;
  readonly createdAt: Date;
  readonly clientIds: Set<string>;
  readonly thumbprints: string[];
  readonly tags: Map<string, string>;
}

export interface ManagedPolicy {
  /** `aws` for one that AWS manages. */
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly policyId: string;
  readonly createdAt: Date;
  /** JSON as it was put. */
  readonly text: string;
  readonly tags: ReadonlyMap<string, string>;
}

export interface RoleSeed {
  readonly accountId: string;
  readonly name: string;
  /** JSON, checked as CreateRole checks it. */
  readonly trust: string;
  readonly path?: string;
  /** Inline policies by name, JSON; not checked. */
  readonly policies?: Readonly<Record<string, string>>;
  /** ARNs of managed policies; not checked. */
  readonly attached?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly description?: string | undefined;
  readonly maxSessionSeconds?: number | undefined;
  readonly permissionsBoundary?: string | undefined;
  readonly linkedTo?: string;
}

/** A role's trust policy, as the evaluator takes it. */
export const trustPolicy = ({ arn, trust: { document, boundIds } }: Role): ResourcePolicy => ({
  name: `trust of ${arn}`,
  document,
  boundIds,
});

/** Whether a service may act with the role, on behalf of a resource in the role's account. */
export const trusts = (role: Role, service: string): boolean => {
  const request = {
    action: 'sts:AssumeRole',
    resource: role.arn,
    requester: { type: 'Service', name: service },
    context: new Map([['aws:sourceaccount', [role.accountId]]]),
  } as const;
  return decide(request, { resource: { type: 'role trust policy', policy: trustPolicy(role) } }).effect === 'Allow';
};

const roleArn = (accountId: string, path: string, name: string): string =>
  `arn:aws:iam::${accountId}:role${path}${name}`;

/** Roles, managed policies and OIDC providers of all accounts. IAM is global: an account has one set of them for all its regions. */
export class IamState {
  readonly oidcProviders = new Map<string, OidcProvider>();
  /** By account, then by lower-case name: role names are unique in any case. */
  readonly #roles = new Map<string, Map<string, Role>>();

  readonly #managed = new Map<string, ManagedPolicy>();

  constructor(private readonly world: World) {
    for (const policy of AWS_POLICIES) this.putManagedPolicy({ accountId: 'aws', path: '/', ...policy });
  }

  [PARTS](): readonly object[] {
    return [this.#roles, this.#managed];
  }

  managedPolicy(arn: string): ManagedPolicy | undefined {
    return this.#managed.get(arn);
  }

  /** Those of an account, or AWS's own, of `aws`. */
  managedPoliciesIn(accountId: string): ManagedPolicy[] {
    return [...this.#managed.values()].filter((policy) => policy.accountId === accountId);
  }

  /** Creates a managed policy, or replaces it. */
  putManagedPolicy(seed: Pick<ManagedPolicy, 'accountId' | 'name' | 'path' | 'text'> & Partial<ManagedPolicy>) {
    const policy: ManagedPolicy = {
      arn: `arn:aws:iam::${seed.accountId}:policy${seed.path}${seed.name}`,
      createdAt: this.world.clock.now(),
      tags: new Map(),
      ...seed,
      policyId: seed.policyId ?? this.world.ids.upper('ANPA', 17),
    };
    this.#managed.set(policy.arn, policy);
    return policy;
  }

  removeManagedPolicy({ arn }: ManagedPolicy): void {
    this.#managed.delete(arn);
  }

  /** The role with exactly this ARN, path included. */
  role(arn: string): Role | undefined {
    const [, accountId, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
    const role = accountId !== undefined && name !== undefined ? this.roleNamed(accountId, name) : undefined;
    return role?.arn === arn ? role : undefined;
  }

  roleNamed(accountId: string, name: string): Role | undefined {
    return this.#rolesOf(accountId).get(name.toLowerCase());
  }

  rolesIn(accountId: string): Role[] {
    return [...this.#rolesOf(accountId).values()];
  }

  /** Creates a role, or replaces the one of this name. Throws MalformedPolicyDocument for an invalid trust policy. */
  putRole(seed: RoleSeed): Role {
    const path = seed.path ?? '/';
    const role: Role = {
      accountId: seed.accountId,
      name: seed.name,
      path,
      arn: roleArn(seed.accountId, path, seed.name),
      roleId: this.world.ids.upper('AROA', 17),
      createdAt: this.world.clock.now(),
      policies: new Map(Object.entries(seed.policies ?? {})),
      attached: new Set(seed.attached),
      tags: new Map(Object.entries(seed.tags ?? {})),
      trust: this.trust(seed.trust),
      description: seed.description,
      maxSessionSeconds: seed.maxSessionSeconds ?? 3600,
      permissionsBoundary: seed.permissionsBoundary,
      ...(seed.linkedTo === undefined ? {} : { linkedTo: seed.linkedTo }),
    };
    this.#rolesOf(seed.accountId).set(seed.name.toLowerCase(), role);
    return role;
  }

  /** Removes a role; its sessions end with it. */
  removeRole(role: Role): void {
    this.#rolesOf(role.accountId).delete(role.name.toLowerCase());
    for (const [accessKeyId, identity] of this.world.identities)
      if (identity.issuer?.principalId === role.roleId) this.world.identities.delete(accessKeyId);
  }

  /** Checks a trust policy and binds the roles that it names. Throws MalformedPolicyDocument. */
  trust(text: string): Trust {
    const document = parseTrust(text, (principal) => this.#principalExists(principal));
    const boundIds = new Map<string, string>();
    for (const principal of principalsOf(document, 'AWS')) {
      const role = this.role(principal);
      if (role) boundIds.set(principal, role.roleId);
    }
    return { text, document, boundIds };
  }

  #rolesOf(accountId: string): Map<string, Role> {
    const roles = this.#roles.get(accountId) ?? new Map<string, Role>();
    this.#roles.set(accountId, roles);
    return roles;
  }

  #principalExists(principal: string): boolean {
    if (principal === '*') return true;
    const accountId = /^(?:arn:aws:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(principal)?.[1];
    if (accountId === undefined || !this.world.organizations.hasAccount(accountId)) return false;
    return !principal.includes(':role/') || this.role(principal) !== undefined;
  }
}
