type AssociationStatus = 'ASSOCIATING' | 'ASSOCIATED' | 'FAILED' | 'DISASSOCIATING' | 'DISASSOCIATED';

/** A principal or a resource in a share. */
export interface Association {
  /** An account id, the ARN of an OU or an organization, or a resource's ARN. */
  readonly entity: string;
  readonly type: 'PRINCIPAL' | 'RESOURCE';
  readonly createdAt: Date;
  /** Outside of the organization, or treated so: the receiver has to accept an invitation. */
  readonly external: boolean;
  status: AssociationStatus;
  updatedAt: Date;
}

export interface Share {
  readonly arn: string;
  readonly ownerId: string;
  readonly region: string;
  readonly createdAt: Date;
  readonly tags: Map<string, string>;
  /** Accounts keep their access when they leave the organization; set at creation only. */
  readonly retainOnLeave: boolean;
  /** Principals and resources; one that was disassociated stays visible until it is associated again. */
  readonly associations: Association[];
  name: string;
  allowExternalPrincipals: boolean;
  status: 'ACTIVE' | 'DELETING' | 'DELETED';
  updatedAt: Date;
}

export interface Invitation {
  readonly arn: string;
  readonly share: Share;
  readonly association: Association;
  readonly receiverId: string;
  readonly sentAt: Date;
  status: 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'EXPIRED';
}

/** The entities of one type that are fully associated. */
export const associated = (share: Share, type: Association['type']): string[] =>
  share.associations.filter((one) => one.type === type && one.status === 'ASSOCIATED').map((one) => one.entity);
