import { digest } from '../ids';
import { zonesOf } from '../regions';
import type { Store } from './store';
import { makeSubnet, makeVpc, type VpcStores } from './vpc-make';
import type { DhcpOptions, InternetGateway, RouteTable, Vpc } from './vpc-types';

interface DefaultsStores extends VpcStores {
  readonly dhcpOptions: Store<DhcpOptions>;
  readonly internetGateways: Store<InternetGateway>;
  mainRouteTable(vpc: Vpc): RouteTable;
}

export interface Defaults {
  /** The options set that a new VPC gets. */
  readonly dhcpOptionsId: string;
}

/** Domain of instances in a region (VPC User Guide, "DHCP option sets"). */
const internalDomain = (region: string): string =>
  region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;

/**
 * A new account has in every region that it can use a default VPC 172.31.0.0/16 with a /20 in each Availability Zone, an
 * internet gateway and a default route (VPC User Guide, "Default VPCs"). Ids depend on account and region only, not on
 * the order of calls.
 */
export function createDefaults(
  state: DefaultsStores,
  scope: { readonly accountId: string; readonly region: string },
): Defaults {
  const { accountId, region } = scope;
  const owner = { ownerId: accountId, region };
  let minted = 0;
  const mint = (prefix: string): string => `${prefix}-0${digest(16, accountId, region, `${minted++}`)}`;

  const dhcpOptionsId = mint('dopt');
  state.dhcpOptions.add(dhcpOptionsId, {
    ...owner,
    dhcpOptionsId,
    configurations: new Map([
      ['domain-name', [internalDomain(region)]],
      ['domain-name-servers', ['AmazonProvidedDNS']],
    ]),
  });

  const vpc = makeVpc(state, mint, {
    ...owner,
    isDefault: true,
    instanceTenancy: 'default',
    dhcpOptionsId,
    state: 'available',
    cidr: '172.31.0.0/16',
  });
  const zones = zonesOf(region).filter(({ type }) => type === 'availability-zone');
  zones.forEach((zone, index) =>
    makeSubnet(state, mint, vpc, { zone, state: 'available', cidr: `172.31.${16 * index}.0/20`, defaultForAz: true }),
  );
  const internetGatewayId = mint('igw');
  state.internetGateways.add(internetGatewayId, { ...owner, internetGatewayId, vpcId: vpc.vpcId });
  state.mainRouteTable(vpc).routes.push({
    destination: { cidr: '0.0.0.0/0', family: 'IPv4' },
    target: { gatewayId: internetGatewayId },
  });
  return { dhcpOptionsId };
}
