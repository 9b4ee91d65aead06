import type { MeshMembership } from '../organizations/types';
import { AwsError } from '../wire/errors';
import type { World } from '../world';
import { accountsOf, admitPrincipal } from './principals';
import { invitationHours, isInternal, requireShareable } from './resources';
import { associated, type Association, type Invitation, type Share } from './types';
import { PARTS } from '../parts';

const HOUR_MS = 3_600_000;
const MAX_PENDING_INVITATIONS = 250;

type Listener = (resourceArn: string, accountId: string) => void;

/** Resource shares of all accounts and regions, and the access that they give at present. */
export class RamState {
  readonly shares = new Map<string, Share>();
  readonly invitations = new Map<string, Invitation>();
  /** Answers already given to client tokens: by owner, region and token. */
  readonly tokens = new Map<string, { readonly request: string; readonly shareArn: string }>();
  /** Resource ARN → the accounts that may use it. */
  readonly #grants = { current: new Map<string, Set<string>>() };
  readonly #listeners: Listener[] = [];

  constructor(private readonly world: World) {
    world.organizations.onPlacement((membership) => this.#follow(membership));
  }

  [PARTS](): readonly object[] {
    return [this.#grants];
  }

  /** Whether the resource is shared with the account by another one: directly, through its OU, or the organization. */
  isShared(resourceArn: string, accountId: string): boolean {
    return this.#grants.current.get(resourceArn)?.has(accountId) ?? false;
  }

  /** ARNs of everything that other accounts share with this one. */
  sharedWith(accountId: string): string[] {
    return [...this.#grants.current].filter(([, accounts]) => accounts.has(accountId)).map(([arn]) => arn);
  }

  /** Calls `listener` for every resource that an account loses. */
  onUnshared(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** The accounts that a share reaches at this moment, its owner excepted. */
  receivers(share: Share): string[] {
    const accounts = associated(share, 'PRINCIPAL').flatMap((principal) => accountsOf(this.world, principal));
    return accounts.filter((accountId) => accountId !== share.ownerId);
  }

  /** Adds a principal or resource to a share, which takes a while; an associated one is returned as it is. */
  associate(share: Share, type: Association['type'], entity: string): Association {
    const current = share.associations.find((one) => one.type === type && one.entity === entity);
    if (current?.status === 'ASSOCIATED' || current?.status === 'ASSOCIATING') return current;
    const external = type === 'PRINCIPAL' && admitPrincipal(this.world, share, entity).external;
    const now = this.world.clock.now();
    const association: Association = { entity, type, external, createdAt: now, updatedAt: now, status: 'ASSOCIATING' };
    if (current) share.associations.splice(share.associations.indexOf(current), 1);
    share.associations.push(association);
    if (external) this.#invite(share, association);
    else this.settle(association, 'ASSOCIATING', 'ASSOCIATED');
    return association;
  }

  /** Refuses, before anything is done, what `associate` would refuse. */
  requireAssociable(share: Share, principals: readonly string[], resourceArns: readonly string[]): void {
    for (const arn of resourceArns) requireShareable(this.world, arn, share);
    const external = principals.filter((principal) => admitPrincipal(this.world, share, principal).external);
    this.#requireInternal(share, external, resourceArns);
    if (this.#pendingInvitations(share.ownerId) + external.length > MAX_PENDING_INVITATIONS)
      throw new AwsError('ResourceShareLimitExceededException', 'Too many invitations are pending.');
  }

  /** Subnets are shared within an organization that has sharing enabled (the message is AWS's). */
  #requireInternal(share: Share, external: readonly string[], resourceArns: readonly string[]): void {
    const live = share.associations.filter(({ status }) => status === 'ASSOCIATED' || status === 'ASSOCIATING');
    const resources = [...live.filter(({ type }) => type === 'RESOURCE').map(({ entity }) => entity), ...resourceArns];
    if (!resources.some(isInternal)) return;
    const { organizations } = this.world;
    const inOrganization = organizations.sharingEnabled && organizations.isMember(share.ownerId);
    if (inOrganization && external.length === 0 && live.every((one) => !one.external)) return;
    throw new AwsError(
      'InvalidParameterException',
      'The resource you are attempting to share can only be shared within your AWS Organization. This error may also occur if you have not enabled sharing with your AWS organization, or that onboarding process is still in progress.',
    );
  }

  /** Takes a principal or resource out of a share: the access ends at once, the status changes after a while. */
  disassociate(association: Association): void {
    if (association.status === 'DISASSOCIATED' || association.status === 'DISASSOCIATING') return;
    this.set(association, 'DISASSOCIATING');
    this.settle(association, 'DISASSOCIATING', 'DISASSOCIATED');
  }

  /** Moves on after a while if nothing else has happened to the association by then. */
  settle(association: Association, from: Association['status'], to: Association['status']): void {
    this.world.clock.after(this.world.times.other, () => {
      if (association.status === from) this.set(association, to);
    });
  }

  set(association: Association, status: Association['status']): void {
    association.status = status;
    association.updatedAt = this.world.clock.now();
    this.refresh();
  }

  /** Sharing with the organization is off: principals that need it are removed from the shares (AWS docs: RAM). */
  stopOrganizationSharing(): void {
    this.world.organizations.sharingEnabled = false;
    for (const share of this.shares.values()) this.#dropInternal(share, () => true);
  }

  /** Computes again which account may use what, and reports what was lost. */
  refresh(): void {
    const before = this.#grants.current;
    this.#grants.current = this.#currentGrants();
    for (const [arn, accounts] of before)
      for (const accountId of accounts)
        if (!this.isShared(arn, accountId)) for (const listener of this.#listeners) listener(arn, accountId);
  }

  #currentGrants(): Map<string, Set<string>> {
    const grants = new Map<string, Set<string>>();
    for (const share of this.shares.values()) {
      if (share.status !== 'ACTIVE') continue;
      const accounts = this.receivers(share);
      for (const arn of associated(share, 'RESOURCE'))
        grants.set(arn, new Set([...(grants.get(arn) ?? []), ...accounts]));
    }
    return grants;
  }

  #invite(share: Share, association: Association): void {
    const id = this.world.ids.uuid();
    const invitation: Invitation = {
      arn: `arn:aws:ram:${share.region}:${share.ownerId}:resource-share-invitation/${id}`,
      share,
      association,
      receiverId: association.entity,
      sentAt: this.world.clock.now(),
      status: 'PENDING',
    };
    this.invitations.set(invitation.arn, invitation);
    const resources = share.associations.filter((one) => one.type === 'RESOURCE').map((one) => one.entity);
    this.world.clock.after(invitationHours(resources) * HOUR_MS, () => {
      if (invitation.status !== 'PENDING') return;
      invitation.status = 'EXPIRED';
      this.set(association, 'DISASSOCIATED');
    });
  }

  #pendingInvitations(ownerId: string): number {
    return [...this.invitations.values()].filter((one) => one.share.ownerId === ownerId && one.status === 'PENDING')
      .length;
  }

  /** An account that leaves the organization loses what was shared with it as a member, and its shares lose the members. */
  #follow({ account, to }: MeshMembership): void {
    if (to === undefined)
      for (const share of this.shares.values())
        this.#dropInternal(share, (entity) => share.ownerId === account.id || entity === account.id);
    this.refresh();
  }

  #dropInternal(share: Share, concerns: (entity: string) => boolean): void {
    for (const association of share.associations)
      if (association.type === 'PRINCIPAL' && !association.external && concerns(association.entity))
        this.disassociate(association);
  }
}
