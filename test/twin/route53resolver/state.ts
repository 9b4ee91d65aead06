import type {
  IpAddressStatus,
  ResolverEndpointDirection,
  ResolverEndpointStatus,
  ResolverQueryLogConfigAssociationError,
  ResolverQueryLogConfigAssociationStatus,
  ResolverQueryLogConfigStatus,
  ResolverRuleAssociationStatus,
} from '../../../lib/aws/resolver';
import { Store, type Owned } from '../ec2/store';
import type { World } from '../world';

export interface EndpointIp {
  readonly ipId: string;
  readonly subnetId: string;
  readonly ip: string;
  status: IpAddressStatus;
}

export interface Endpoint extends Owned {
  readonly id: string;
  readonly arn: string;
  readonly name: string | undefined;
  readonly creatorRequestId: string;
  readonly direction: ResolverEndpointDirection;
  readonly securityGroupIds: readonly string[];
  readonly hostVpcId: string;
  readonly ips: readonly EndpointIp[];
  readonly tags: ReadonlyMap<string, string>;
  readonly createdAt: Date;
  modifiedAt: Date;
  status: ResolverEndpointStatus;
}

export interface QueryLogConfig extends Owned {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  /** Of a bucket, with or without a key prefix: `arn:aws:s3:::bucket/prefix`. */
  readonly destinationArn: string;
  readonly creatorRequestId: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly createdAt: Date;
  status: ResolverQueryLogConfigStatus;
}

/** Belongs to the account of the VPC. */
export interface QueryLogAssociation extends Owned {
  readonly id: string;
  readonly configId: string;
  readonly vpcId: string;
  readonly createdAt: Date;
  status: ResolverQueryLogConfigAssociationStatus;
  error: ResolverQueryLogConfigAssociationError;
}

/** Belongs to the account of the VPC. The twin has no calls that make one: tests add them to the state. */
export interface RuleAssociation extends Owned {
  readonly id: string;
  readonly ruleId: string;
  readonly name: string | undefined;
  readonly vpcId: string;
  status: ResolverRuleAssociationStatus;
}

export class ResolverState {
  readonly endpoints = new Store<Endpoint>();
  readonly queryLogConfigs = new Store<QueryLogConfig>();
  readonly queryLogAssociations = new Store<QueryLogAssociation>();
  readonly ruleAssociations = new Store<RuleAssociation>();
  /** Whether an association is listed, and can be ended, after its VPC was deleted. AWS does not document it. */
  associationsOutliveVpcs = false;
  /** Per account and region: Route 53 Developer Guide, "Quotas". */
  readonly quotas = { endpoints: 4, ipsPerEndpoint: 6, queryLogConfigs: 20, queryLogAssociations: 100 };

  /**
   * Regions without Resolver's service-linked role: the table of regions in the Route 53 Developer Guide omits some that
   * have query logging.
   */
  readonly withoutLinkedRole = new Set<string>();

  constructor(private readonly world: World) {
    // When a config is no longer shared, its consumers' VPCs are disassociated and logging stops.
    world.ram.onUnshared((arn, accountId) => {
      for (const association of this.queryLogAssociations.all())
        if (association.ownerId === accountId && this.queryLogConfig(association.configId)?.arn === arn)
          this.disassociate(association);
    });
  }

  queryLogConfig(id: string): QueryLogConfig | undefined {
    return this.queryLogConfigs.get(id);
  }

  hasLinkedRole(region: string): boolean {
    return !this.withoutLinkedRole.has(region);
  }

  /** Whether the account may use the config: its own, or shared with it. */
  usable(config: QueryLogConfig, accountId: string): boolean {
    return config.ownerId === accountId || this.world.ram.isShared(config.arn, accountId);
  }

  /** Associations of an account's VPCs. Those of a deleted VPC went with it, unless the switch says otherwise. */
  queryLogAssociationsOf(scope: { readonly accountId: string; readonly region: string }): QueryLogAssociation[] {
    const all = this.queryLogAssociations.of(scope);
    return this.associationsOutliveVpcs ? all : all.filter(({ vpcId }) => this.world.ec2.vpc(vpcId) !== undefined);
  }

  /** Begins to disassociate; the association is gone when it is done. */
  disassociate(association: QueryLogAssociation): void {
    association.status = 'DELETING';
    this.world.clock.after(this.world.times.queryLogAssociation, () => {
      this.queryLogAssociations.delete(association.id);
    });
  }

  /** The operational inbound endpoint that answers at the address, which must be unique in connected VPCs. */
  inboundEndpointAt(ip: string): Endpoint | undefined {
    return [...this.endpoints.all()].find(
      ({ direction, status, ips }) =>
        direction === 'INBOUND' && status === 'OPERATIONAL' && ips.some((address) => address.ip === ip),
    );
  }
}
