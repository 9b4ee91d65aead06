/** A hub that people made, as AWS describes it. */
export interface ExistingHub {
  readonly accountId: string;
  readonly region: string;
  readonly organization: { readonly id: string; readonly managementAccountId: string; readonly rootId?: string };
  readonly gateway: {
    readonly id: string;
    readonly defaultAssociation: boolean;
    readonly defaultPropagation: boolean;
  };
  readonly tables: readonly ExistingTable[];
  readonly attachments: readonly ExistingAttachment[];
  readonly vpc?: ExistingVpc;
  readonly resolver?: { readonly id: string; readonly addresses: readonly string[] };
  readonly zones: readonly ExistingZone[];
  /** RAM shares of the transit gateway. */
  readonly shares: readonly { readonly arn: string; readonly name: string }[];
  readonly queryLogConfigId?: string;
  /** The bucket to which flow logs of the hub are delivered. */
  readonly logBucket?: string;
}

export interface ExistingTable {
  readonly id: string;
  /** Of its tag `Name`. */
  readonly name?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Ids of attachments. */
  readonly propagations: readonly string[];
  readonly staticRoutes: readonly string[];
}

/** An attachment of any kind. `id` is that of what it attaches. */
export interface ExistingAttachment {
  readonly attachmentId: string;
  readonly kind: string;
  readonly id: string;
  readonly accountId: string;
  readonly tableId?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The CIDRs that it propagates, in any table. */
  readonly cidrs: readonly string[];
  /** OUs of its account, from the root down; absent where the organization could not be read. */
  readonly ouPath?: readonly string[];
}

export interface ExistingVpc {
  readonly id: string;
  readonly cidr: string;
  readonly attachmentId?: string;
  /** One a zone: those of the attachment, where it has one. */
  readonly subnets: readonly { readonly id: string; readonly cidr: string }[];
  readonly routeTableIds: readonly string[];
}

export interface ExistingZone {
  readonly id: string;
  readonly name: string;
  readonly vpcIds: readonly string[];
}
