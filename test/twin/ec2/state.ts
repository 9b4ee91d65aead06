import type { World } from '../world';
import type { Tags } from './common';
import { createDefaults, type Defaults } from './defaults';
import { awsPrefixLists } from './prefix-aws';
import type { PrefixList } from './prefix-types';
import { prefixListQuotas } from './prefix-types';
import { arnOf, resourceTypeOf, type ResourceType } from './resources';
import { Scoped } from '../scoped';
import { Store, type Owned } from './store';
import { TagStore } from './tags';
import type { TransitGateway, TransitGatewayAttachment, TransitGatewayRouteTable } from './tgw-types';
import { transitGatewayQuotas } from './tgw-types';
import type {
  DhcpOptions,
  FlowLog,
  InternetGateway,
  NetworkInterface,
  RouteTable,
  Subnet,
  Vpc,
  VpcEndpoint,
} from './vpc-types';
import { PARTS } from '../parts';

/** All EC2 records. Ids are unique across accounts; owner and region are in the record. */
export class Ec2State {
  readonly vpcs = new Store<Vpc>();
  readonly subnets = new Store<Subnet>();
  readonly routeTables = new Store<RouteTable>();
  readonly dhcpOptions = new Store<DhcpOptions>();
  readonly internetGateways = new Store<InternetGateway>();
  readonly flowLogs = new Store<FlowLog>();
  readonly endpoints = new Store<VpcEndpoint>();
  /** Those of accounts; AWS's own follow from what they are for. */
  readonly interfaces = new Store<NetworkInterface>();
  readonly transitGateways = new Map<string, TransitGateway>();
  readonly transitGatewayAttachments = new Map<string, TransitGatewayAttachment>();
  readonly transitGatewayRouteTables = new Map<string, TransitGatewayRouteTable>();
  readonly prefixLists: Map<string, PrefixList> = awsPrefixLists();
  readonly tags = new TagStore();
  /** Client tokens by operation. */
  readonly tokens: object[] = [];

  /** AWS's defaults; tests may change them. */
  readonly quotas = {
    vpcsPerRegion: 5,
    ipv4CidrsPerVpc: 5,
    ipv6CidrsPerVpc: 5,
    subnetsPerVpc: 200,
    routeTablesPerVpc: 200,
    routesPerTable: 500,
    internetGatewaysPerRegion: 5,
    gatewayEndpointsPerRegion: 20,
    interfaceEndpointsPerVpc: 50,
    flowLogsPerResource: 250,
    ...transitGatewayQuotas(),
    ...prefixListQuotas(),
  };

  /**
   * Whether CreateRoute refuses a route that exists with the same target. AWS accepts it silently, as public code that
   * relies on it shows; emulators that claim parity refuse it, so callers must handle both.
   */
  createRouteDuplicateIsError = false;

  /**
   * Whether one call that modifies an attachment refuses to exchange the subnet of a zone. AWS documents that it adds and
   * removes subnets, and not in which order it looks at their zones.
   */
  subnetExchangeIsError = false;

  /**
   * Whether a flow log is listed, and can be deleted, after its VPC was deleted. AWS documents neither; by default it goes
   * with the VPC.
   */
  flowLogsOutliveVpcs = false;

  /**
   * How long a VPC attachment waits for acceptance before it fails. AWS documents no end (a peering attachment waits
   * "indefinitely"); requests that it does let expire, such as VPC peerings and RAM invitations, do so after seven days.
   */
  pendingAcceptanceMs = Infinity;

  readonly #defaults: Scoped<Defaults>;

  constructor(private readonly world: World) {
    this.#defaults = new Scoped((accountId, region) => createDefaults(this, { accountId, region }));
  }

  [PARTS](): readonly object[] {
    return [this.#defaults];
  }

  /** What every account has in each region that it can use: the default DHCP options and the default VPC. */
  defaultsOf(scope: { readonly accountId: string; readonly region: string }): Defaults {
    return this.#defaults.of(scope);
  }

  vpc(vpcId: string): Vpc | undefined {
    return this.vpcs.get(vpcId);
  }

  subnet(subnetId: string): Subnet | undefined {
    return this.subnets.get(subnetId);
  }

  transitGateway(transitGatewayId: string): TransitGateway | undefined {
    return this.transitGateways.get(transitGatewayId);
  }

  prefixList(prefixListId: string): PrefixList | undefined {
    return this.prefixLists.get(prefixListId);
  }

  /** The main route table of a VPC: every VPC has one. */
  mainRouteTable(vpc: Vpc): RouteTable {
    const main = this.routeTablesOf(vpc).find((table) => table.associations.some(({ subnetId }) => !subnetId));
    if (!main) throw new Error(`${vpc.vpcId} has no main route table`);
    return main;
  }

  routeTablesOf(vpc: Vpc): RouteTable[] {
    return this.routeTables
      .of({ accountId: vpc.ownerId, region: vpc.region })
      .filter(({ vpcId }) => vpcId === vpc.vpcId);
  }

  /** The route table that a subnet uses: its own, else the main one. */
  routeTableOf(subnet: Subnet): RouteTable | undefined {
    const vpc = this.vpc(subnet.vpcId);
    if (!vpc) return undefined;
    const explicit = this.routeTablesOf(vpc).find((table) =>
      table.associations.some(({ subnetId }) => subnetId === subnet.subnetId),
    );
    return explicit ?? this.mainRouteTable(vpc);
  }

  subnetsOf(vpc: Vpc): Subnet[] {
    return this.subnets.of({ accountId: vpc.ownerId, region: vpc.region }).filter(({ vpcId }) => vpcId === vpc.vpcId);
  }

  /** The tags that this account set on the resource. */
  tagsOf(resourceId: string, accountId: string): Tags {
    return this.tags.of(resourceId, accountId);
  }

  /** Replaces an account's tags on a resource, with an event that names the changed keys. */
  setTags(resourceId: string, accountId: string, after: Tags): void {
    const before = this.tags.of(resourceId, accountId);
    const changedKeys = [...new Set([...before.keys(), ...after.keys()])].filter(
      (key) => before.get(key) !== after.get(key),
    );
    if (changedKeys.length === 0) return;
    const resource = this.resource(resourceId);
    if (!resource) throw new Error(`Tags for ${resourceId}, which is not there`);
    this.tags.set(resourceId, accountId, after);
    this.world.trail.tagChange({
      accountId,
      region: resource.region,
      arn: arnOf(resource.type, resource, resourceId),
      service: 'ec2',
      resourceType: resource.type,
      changedKeys,
      tags: Object.fromEntries(after),
    });
  }

  /** Owner and kind of a resource, by its id. */
  resource(id: string): (Owned & { readonly type: ResourceType }) | undefined {
    const type = resourceTypeOf(id);
    if (!type) return undefined;
    const owner = this.#owner(type, id);
    return owner && { type, ownerId: owner.ownerId, region: owner.region };
  }

  #owner(type: ResourceType, id: string): Owned | undefined {
    switch (type) {
      case 'vpc':
        return this.vpcs.get(id);
      case 'subnet':
        return this.subnets.get(id);
      case 'route-table':
        return this.routeTables.get(id);
      case 'dhcp-options':
        return this.dhcpOptions.get(id);
      case 'internet-gateway':
        return this.internetGateways.get(id);
      case 'vpc-flow-log':
        return this.flowLogs.get(id);
      case 'vpc-endpoint':
        return this.endpoints.get(id);
      case 'network-interface':
        return this.interfaces.get(id);
      case 'transit-gateway':
        return this.transitGateways.get(id);
      case 'transit-gateway-attachment': {
        const attachment = this.transitGatewayAttachments.get(id);
        return attachment && { ownerId: attachment.vpcOwnerId, region: attachment.region };
      }
      case 'transit-gateway-route-table':
        return this.transitGatewayRouteTables.get(id);
      case 'prefix-list':
        return this.prefixLists.get(id);
    }
  }
}
