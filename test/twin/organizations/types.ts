type AccountState = 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';

/** An account of the organization. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly arn: string;
  readonly joinedMethod: 'CREATED' | 'INVITED';
  readonly joinedAt: Date;
  readonly tags: Map<string, string>;
  state: AccountState;
  /** The root's id or an OU's. */
  parentId: string;
}

/** An account that belongs to no organization. */
export interface StandaloneAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface OrganizationalUnit {
  readonly id: string;
  readonly arn: string;
  readonly parentId: string;
  readonly tags: Map<string, string>;
  name: string;
}

/** A request of CreateAccount. */
export interface Creation {
  readonly id: string;
  readonly accountName: string;
  readonly requestedAt: Date;
  state: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  completedAt?: Date;
  accountId?: string;
  failureReason?: 'EMAIL_ALREADY_EXISTS' | 'ACCOUNT_LIMIT_EXCEEDED';
}

export interface Handshake {
  readonly id: string;
  readonly arn: string;
  /** The invited account. */
  readonly accountId: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly notes: string | undefined;
  state: 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'CANCELED' | 'EXPIRED';
}

/** An account entered the organization (no `from`), was moved, or left it (no `to`). Both are ids of a root or an OU. */
export interface MeshMembership {
  readonly account: Account;
  readonly from?: string;
  readonly to?: string;
}

/** `departureMethod` of AccountDepartedOrganization. */
export type Departure = 'LEFT' | 'REMOVED' | 'CLEANED';
