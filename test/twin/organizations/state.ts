import type { Level } from '../iam/decide';
import type { World } from '../world';
import { announce, usTime } from './events';
import { PoliciesState } from './policies-state';
import type {
  Account,
  Creation,
  Departure,
  Handshake,
  OrganizationalUnit,
  MeshMembership,
  StandaloneAccount,
} from './types';
import { PARTS } from '../parts';

/** The one organization of a world, and the accounts outside of it. */
export class OrganizationsState {
  /** The account that may create the organization. It exists before the organization, as a standalone account. */
  readonly managementAccountId: string;
  /** Known from the start, so that policies can name it; whether the organization exists yet is `exists`. */
  readonly organizationId: string;
  readonly rootId: string;
  readonly rootTags = new Map<string, string>();
  exists = false;
  /** RAM's EnableSharingWithAwsOrganization was called. */
  sharingEnabled = false;
  /** AWS's default for a new organization is 10; tests of many accounts raise it, as people do by a support case. */
  accountQuota = 10;

  readonly organizationalUnits = new Map<string, OrganizationalUnit>();
  readonly policies = new PoliciesState();
  readonly creations = new Map<string, Creation>();
  readonly handshakes = new Map<string, Handshake>();
  /** Service principals with trusted access, and since when. */
  readonly trustedServices = new Map<string, Date>();
  /** Delegated administrators: account, then service principal, and since when. */
  readonly delegated = new Map<string, Map<string, Date>>();
  readonly #accounts = new Map<string, Account>();
  readonly #standalone = new Map<string, StandaloneAccount>();
  readonly #listeners: ((membership: MeshMembership) => void)[] = [];

  constructor(private readonly world: World) {
    const { given, ids } = world;
    const lower = 'abcdefghijklmnopqrstuvwxyz0123456789';
    this.managementAccountId = given.managementAccountId ?? ids.accountId();
    this.organizationId = given.organizationId ?? ids.id('o-', 10, lower);
    this.rootId = given.rootId ?? ids.id('r-', 4, lower);
    this.addStandalone(this.managementAccountId, 'management', 'management@example.com');
  }

  [PARTS](): readonly object[] {
    return [this.#accounts, this.#standalone];
  }

  /** Puts an account outside of the organization into the world, so that it can be invited. */
  addStandalone(id: string, name: string, email: string): void {
    this.#standalone.set(id, { id, name, email });
  }

  standalone(id: string): StandaloneAccount | undefined {
    return this.#standalone.get(id);
  }

  account(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  /** All accounts of the organization, closed ones included, in the order in which they joined. */
  accounts(): Account[] {
    return [...this.#accounts.values()];
  }

  isMember(accountId: string): boolean {
    return this.#accounts.has(accountId);
  }

  /** Whether the world has such an account, inside or outside of the organization. */
  hasAccount(accountId: string): boolean {
    return this.#accounts.has(accountId) || this.#standalone.has(accountId);
  }

  emailTaken(email: string): boolean {
    const wanted = email.toLowerCase();
    return [...this.#accounts.values(), ...this.#standalone.values()].some((one) => one.email.toLowerCase() === wanted);
  }

  /** As Organizations shows it in `Paths`: `o-…/r-…/ou-…/<account id>/`. Throws for an account outside of the organization. */
  pathOf(accountId: string): string {
    const account = this.#accounts.get(accountId);
    if (!account) throw new Error(`Account ${accountId} is not in the organization.`);
    return `${this.parentPath(account.parentId)}${accountId}/`;
  }

  /** `o-…/r-…/ou-…/` of a root or OU. */
  parentPath(parentId: string): string {
    return `${[this.organizationId, this.rootId, ...this.unitsDownTo(parentId)].join('/')}/`;
  }

  /** Ids of the OUs above an account, from the top down; empty for an account in the root or outside. */
  organizationalUnitsAbove(accountId: string): string[] {
    const account = this.#accounts.get(accountId);
    return account ? this.unitsDownTo(account.parentId) : [];
  }

  /** Ids of the OUs from the top down to `parentId`, which is included unless it is the root. */
  unitsDownTo(parentId: string): string[] {
    const unit = this.organizationalUnits.get(parentId);
    return unit ? [...this.unitsDownTo(unit.parentId), unit.id] : [];
  }

  isParent(id: string): boolean {
    return id === this.rootId || this.organizationalUnits.has(id);
  }

  /** The root, as the API shows it. */
  root() {
    const PolicyTypes = this.policies.enabled
      ? [{ Type: 'SERVICE_CONTROL_POLICY' as const, Status: 'ENABLED' as const }]
      : [];
    return { Id: this.rootId, Arn: this.arn('root', this.rootId), Name: 'Root', PolicyTypes };
  }

  /** All that a policy can be attached to, from the root down. */
  policyTargets() {
    const { Id, Arn, Name } = this.root();
    return [
      { Id, Arn, Name, Type: 'ROOT' as const },
      ...[...this.organizationalUnits.values()].map(({ id, arn, name }) => ({
        ...{ Id: id, Arn: arn, Name: name },
        Type: 'ORGANIZATIONAL_UNIT' as const,
      })),
      ...this.accounts().map(({ id, arn, name }) => ({ Id: id, Arn: arn, Name: name, Type: 'ACCOUNT' as const })),
    ];
  }

  /**
   * The SCPs that apply to an account's identities, level by level from the root down to the account itself; undefined where
   * none apply: outside of the organization, in its management account, and while SCPs are disabled.
   */
  servicePolicies(accountId: string): Level[] | undefined {
    if (!this.policies.enabled || !this.isMember(accountId) || accountId === this.managementAccountId) return undefined;
    return this.policies.levels([this.rootId, ...this.organizationalUnitsAbove(accountId), accountId]);
  }

  /** Administrates the given service (or, without one, any service) for the organization. */
  isDelegatedAdministrator(accountId: string, service?: string): boolean {
    const services = this.delegated.get(accountId);
    return services !== undefined && (service === undefined ? services.size > 0 : services.has(service));
  }

  /** Calls `listener` after an account entered, moved within, or left the organization. */
  onPlacement(listener: (membership: MeshMembership) => void): void {
    this.#listeners.push(listener);
  }

  arn(kind: 'organization' | 'root' | 'ou' | 'account' | 'handshake', id?: string): string {
    const tail = id === undefined ? '' : `/${id}`;
    return `arn:aws:organizations::${this.managementAccountId}:${kind}/${this.organizationId}${tail}`;
  }

  /** Adds an account to the root, where created and invited accounts begin. */
  join(newcomer: StandaloneAccount, joinedMethod: Account['joinedMethod'], tags = new Map<string, string>()): Account {
    const account: Account = {
      ...newcomer,
      arn: this.arn('account', newcomer.id),
      joinedMethod,
      joinedAt: this.world.clock.now(),
      tags,
      state: 'ACTIVE',
      parentId: this.rootId,
    };
    this.#standalone.delete(account.id);
    this.#accounts.set(account.id, account);
    this.#notify({ account, to: this.rootId });
    // AWS's own pages spell the two methods in different cases.
    announce(this.world, 'AccountJoinedOrganization', {
      accountId: account.id,
      joinedMethod: joinedMethod === 'CREATED' ? 'Created' : 'INVITED',
      joinedTime: usTime(account.joinedAt),
    });
    return account;
  }

  move(account: Account, to: string): void {
    const from = account.parentId;
    account.parentId = to;
    this.#notify({ account, from, to });
  }

  /** Removes an account from the organization; unless it is closed for good, it is a standalone account afterwards. */
  depart(account: Account, departureMethod: Departure): void {
    this.#accounts.delete(account.id);
    this.delegated.delete(account.id);
    this.policies.removeTarget(account.id);
    if (departureMethod !== 'CLEANED') this.addStandalone(account.id, account.name, account.email);
    this.#notify({ account, from: account.parentId });
    announce(this.world, 'AccountDepartedOrganization', {
      accountId: account.id,
      departureMethod,
      departureTime: usTime(this.world.clock.now()),
    });
  }

  #notify(membership: MeshMembership): void {
    for (const listener of this.#listeners) listener(membership);
  }
}
