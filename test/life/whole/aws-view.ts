import type { TransitGatewayAttachment, TransitGatewayRouteTable } from '../../twin/ec2/tgw-types';
import { attachmentsOf } from '../../twin/ec2/tgw-lookups';
import type { DhcpOptions, Vpc } from '../../twin/ec2/vpc-types';
import type { HostedZone } from '../../twin/route53/state';
import type { World } from '../../twin/world';
import { TAG, type Rules } from './rules';

/** The role through which a spoke's VPCs are changed. */
const JOIN_ROLE = 'wheelwright-spoke-join';

/** Statuses of a VPC in which nothing has been changed. */
const ANSWER = /^(asked|refused|awaiting-approval) /;

/** What the state of AWS is, in the terms of a landing zone: no record of the automation is read. */
export class AwsView {
  constructor(
    readonly world: World,
    readonly rules: Rules,
  ) {}

  get #hub() {
    return this.rules.hub;
  }

  /** The VPCs of the spokes that people have made. */
  vpcs(): readonly Vpc[] {
    return [...this.world.ec2.vpcs.all()].filter(
      ({ isDefault, ownerId }) => !isDefault && ownerId !== this.#hub.accountId,
    );
  }

  /** Of each segment the TGW route table, which is named after it. */
  tables(): ReadonlyMap<string, TransitGatewayRouteTable> {
    const { ec2 } = this.world;
    const tables = [...ec2.transitGatewayRouteTables.values()].filter(({ ownerId }) => ownerId === this.#hub.accountId);
    return new Map(
      tables.map((table) => [ec2.tagsOf(table.routeTableId, table.ownerId).get('Name') ?? table.routeTableId, table]),
    );
  }

  segmentOfTable(routeTableId: string): string {
    return [...this.tables()].find(([, table]) => table.routeTableId === routeTableId)?.[0] ?? routeTableId;
  }

  /** The attachments of other accounts to the hub, in any state but deleted, rejected and failed. */
  attachments(): readonly TransitGatewayAttachment[] {
    const { ec2 } = this.world;
    const gateways = [...ec2.transitGateways.values()].filter(({ ownerId }) => ownerId === this.#hub.accountId);
    return gateways
      .flatMap(({ transitGatewayId }) => attachmentsOf(this.world, transitGatewayId))
      .filter(({ vpcOwnerId }) => vpcOwnerId !== this.#hub.accountId);
  }

  /** The hub's private zones. */
  zones(): readonly HostedZone[] {
    const { accountId } = this.#hub;
    return [...this.world.route53.zones.values()].filter(
      ({ ownerId, privateZone }) => ownerId === accountId && privateZone,
    );
  }

  /** The accounts with which the hub shares resources, or begins to. */
  principals(): readonly string[] {
    return [...this.world.ram.shares.values()]
      .filter(({ ownerId }) => ownerId === this.#hub.accountId)
      .flatMap(({ associations }) => associations)
      .filter(({ type, status }) => type === 'PRINCIPAL' && (status === 'ASSOCIATED' || status === 'ASSOCIATING'))
      .map(({ entity }) => entity);
  }

  prefixListId(): string {
    const own = [...this.world.ec2.prefixLists.values()].find(({ ownerId }) => ownerId === this.#hub.accountId);
    return own?.prefixListId ?? '';
  }

  /** The segments that the account may use now. */
  permitted(accountId: string): readonly string[] {
    const { organizations } = this.world;
    if (organizations.account(accountId)?.state !== 'ACTIVE') return [];
    return this.rules.permitted(organizations.organizationalUnitsAbove(accountId));
  }

  /**
   * The segments in which a VPC may be, by its tag and its account. A value that means nothing lets a VPC that is in stay; the
   * name of a segment that the account may not use does not.
   */
  entitled(vpcId: string): readonly string[] {
    const vpc = this.world.ec2.vpc(vpcId);
    const wish = vpc && this.tagsOf(vpc).get(TAG.join);
    if (vpc === undefined || wish === undefined) return [];
    const permitted = this.permitted(vpc.ownerId);
    return this.rules.segments.includes(wish) ? permitted.filter((segment) => segment === wish) : permitted;
  }

  /** Whether the account's VPCs can be changed from the hub. */
  canBeEntered(accountId: string): boolean {
    const { organizations, iam, account } = this.world;
    return (
      organizations.account(accountId)?.state === 'ACTIVE' &&
      account.usable(accountId, this.#hub.region) &&
      iam.roleNamed(accountId, JOIN_ROLE) !== undefined
    );
  }

  tagsOf({ vpcId, ownerId }: Vpc): ReadonlyMap<string, string> {
    return this.world.ec2.tagsOf(vpcId, ownerId);
  }

  isManaged(resourceId: string, ownerId: string): boolean {
    return this.world.ec2.tagsOf(resourceId, ownerId).get(TAG.managed) === 'true';
  }

  /** The option sets that the automation has made. */
  ownOptions(): readonly DhcpOptions[] {
    return [...this.world.ec2.dhcpOptions.all()].filter(({ dhcpOptionsId, ownerId }) =>
      this.isManaged(dhcpOptionsId, ownerId),
    );
  }

  /** What of the automation is in a VPC, each in a few words. */
  inVpc(vpc: Vpc): readonly string[] {
    const { ec2, resolver } = this.world;
    const { vpcId, ownerId, region, dhcpOptionsId } = vpc;
    const scope = { accountId: ownerId, region };
    const routed = ec2.routeTablesOf(vpc).filter(({ routes }) => routes.some((route) => this.isMeshRoute(route)));
    const logs = ec2.flowLogs
      .of(scope)
      .filter((log) => log.resourceId === vpcId && this.isManaged(log.flowLogId, ownerId));
    const queries = resolver.queryLogAssociationsOf(scope).filter((each) => each.vpcId === vpcId);
    const tags = this.tagsOf(vpc);
    const status = tags.get(TAG.status);
    return [
      ...routed.map(({ routeTableId }) => `route for the mesh in ${routeTableId}`),
      ...(this.ownOptions().some((each) => each.dhcpOptionsId === dhcpOptionsId) ? ["the hub's DHCP options"] : []),
      ...logs.map(({ flowLogId }) => `flow log ${flowLogId}`),
      ...queries.filter(({ configId }) => this.#isHubQueryLog(configId)).map(() => 'query log association'),
      ...(tags.has(TAG.member) ? [`tag ${TAG.member}`] : []),
      // An answer to a tag that is still there.
      ...(status === undefined || (ANSWER.test(status) && tags.has(TAG.join)) ? [] : [`status "${status}"`]),
    ];
  }

  isMeshRoute({ destination, target }: { readonly destination: object; readonly target: object }): boolean {
    return (
      'prefixListId' in destination && destination.prefixListId === this.prefixListId() && 'transitGatewayId' in target
    );
  }

  #isHubQueryLog(configId: string): boolean {
    return this.world.resolver.queryLogConfig(configId)?.ownerId === this.#hub.accountId;
  }
}
