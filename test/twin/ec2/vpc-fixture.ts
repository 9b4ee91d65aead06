import { EC2, type Vpc } from '@aws-sdk/client-ec2';
import { HUB, Mesh, REGION, SPOKE, given } from './tgw-fixture';

/** A world with a spoke to work in, and a hub that owns what the spoke does not. */
export class Spoke extends Mesh {
  readonly api = this.of(SPOKE);
  readonly hubApi = this.of(HUB);

  of(accountId: string, region = REGION): EC2 {
    return new EC2(this.world.config(this.world.administrator(accountId), region));
  }

  /** A VPC of the spoke, as DescribeVpcs shows it once it is available. */
  async available(CidrBlock = '10.1.0.0/16'): Promise<Vpc & { VpcId: string }> {
    const { Vpc } = await this.api.createVpc({ CidrBlock });
    await this.rest(10_000);
    return this.read(given(Vpc?.VpcId));
  }

  async read(vpcId: string): Promise<Vpc & { VpcId: string }> {
    const { Vpcs } = await this.api.describeVpcs({ VpcIds: [vpcId] });
    return { ...given(Vpcs?.[0]), VpcId: vpcId };
  }

  async mainTable(vpcId: string): Promise<string> {
    const { RouteTables } = await this.api.describeRouteTables({
      Filters: [
        { Name: 'vpc-id', Values: [vpcId] },
        { Name: 'association.main', Values: ['true'] },
      ],
    });
    return given(RouteTables?.[0]?.RouteTableId);
  }

  /** The routes of a table as `destination target state`. */
  async routesOf(tableId: string): Promise<string[]> {
    const { RouteTables } = await this.api.describeRouteTables({ RouteTableIds: [tableId] });
    return given(RouteTables?.[0]?.Routes).map((route) =>
      [
        route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId,
        route.TransitGatewayId ?? route.GatewayId,
        route.State,
      ].join(' '),
    );
  }
}
