import * as ec2 from '@aws-sdk/client-ec2';
import { Mesh, codeOf, given } from './tgw-fixture';
import { reachable } from './tgw-reach';

/** Two VPCs on one transit gateway with everything in place, for each test to take one thing away. */
async function twoVpcs() {
  const mesh = new Mesh();
  const tgw = await mesh.transitGateway();
  const table = await mesh.routeTable(tgw);
  const list = await mesh.hub.send(
    new ec2.CreateManagedPrefixListCommand({
      PrefixListName: 'mesh',
      MaxEntries: 2,
      AddressFamily: 'IPv4',
      Entries: [{ Cidr: '10.0.0.0/14' }],
    }),
  );
  const prefixListId = given(list.PrefixList?.PrefixListId);
  const join = async (cidr: string) => {
    const vpc = await mesh.attached(mesh.hub, tgw, cidr);
    await mesh.associate(table, vpc.attachmentId);
    await mesh.propagate(table, vpc.attachmentId);
    const main = mesh.world.ec2.mainRouteTable(given(mesh.world.ec2.vpc(vpc.vpcId))).routeTableId;
    await mesh.hub.send(
      new ec2.CreateRouteCommand({
        RouteTableId: main,
        DestinationPrefixListId: prefixListId,
        TransitGatewayId: tgw,
      }),
    );
    return { ...vpc, main };
  };
  const [a, b] = [await join('10.1.0.0/16'), await join('10.2.0.0/16')];
  const bothWays = () => [reachable(mesh.world, a.vpcId, b.vpcId), reachable(mesh.world, b.vpcId, a.vpcId)];
  const ids = { TransitGatewayRouteTableId: table, TransitGatewayAttachmentId: b.attachmentId };
  return { mesh, tgw, table, prefixListId, a, b, ids, bothWays };
}

describe('two VPCs reach each other', () => {
  it('with route, association and propagation on both sides', async () => {
    const { bothWays } = await twoVpcs();
    expect(bothWays()).toEqual([true, true]);
  });

  it('with a route to the CIDR in place of the prefix list', async () => {
    const { mesh, tgw, a, prefixListId, bothWays } = await twoVpcs();
    await mesh.hub.send(new ec2.DeleteRouteCommand({ RouteTableId: a.main, DestinationPrefixListId: prefixListId }));
    const route = { RouteTableId: a.main, DestinationCidrBlock: '10.2.0.0/16', TransitGatewayId: tgw };
    await mesh.hub.send(new ec2.CreateRouteCommand(route));
    expect(bothWays()).toEqual([true, true]);
  });

  it('only over a transit gateway that the VPC is attached to: a route to another one is refused', async () => {
    const { mesh, a } = await twoVpcs();
    const route = { RouteTableId: a.main, DestinationCidrBlock: '10.3.0.0/16' };
    const other = await mesh.transitGateway();
    const asked = mesh.hub.send(new ec2.CreateRouteCommand({ ...route, TransitGatewayId: other }));
    expect(await codeOf(asked)).toBe('InvalidTransitGatewayID.NotFound');
  });

  it('not without a propagation', async () => {
    const { mesh, ids, bothWays } = await twoVpcs();
    await mesh.hub.send(new ec2.DisableTransitGatewayRouteTablePropagationCommand(ids));
    expect(bothWays()).toEqual([false, false]);
  });

  it('not without an association', async () => {
    const { mesh, ids, bothWays } = await twoVpcs();
    await mesh.hub.send(new ec2.DisassociateTransitGatewayRouteTableCommand(ids));
    expect(bothWays()).toEqual([false, false]);
  });

  it('not without the route of one VPC', async () => {
    const { mesh, a, prefixListId, bothWays } = await twoVpcs();
    await mesh.hub.send(new ec2.DeleteRouteCommand({ RouteTableId: a.main, DestinationPrefixListId: prefixListId }));
    expect(bothWays()).toEqual([false, false]);
  });

  it('not through a more specific route that leads elsewhere', async () => {
    const { mesh, table, bothWays } = await twoVpcs();
    const narrow = { TransitGatewayRouteTableId: table, DestinationCidrBlock: '10.2.0.0/16', Blackhole: true };
    await mesh.hub.send(new ec2.CreateTransitGatewayRouteCommand(narrow));
    expect(bothWays()).toEqual([false, false]);
  });

  it('not once the prefix list no longer covers the peer', async () => {
    const { mesh, prefixListId, bothWays } = await twoVpcs();
    await mesh.hub.send(
      new ec2.ModifyManagedPrefixListCommand({
        PrefixListId: prefixListId,
        CurrentVersion: 1,
        AddEntries: [{ Cidr: '10.1.0.0/16' }],
        RemoveEntries: [{ Cidr: '10.0.0.0/14' }],
      }),
    );
    await mesh.rest(10_000);
    expect(bothWays()).toEqual([false, false]);
  });

  it('not after one detached, nor with a VPC that does not exist', async () => {
    const { mesh, a, b, bothWays } = await twoVpcs();
    await mesh.hub.send(
      new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: b.attachmentId }),
    );
    expect(bothWays()).toEqual([false, false]);
    expect(reachable(mesh.world, a.vpcId, 'vpc-00000000000000000')).toBe(false);
  });
});
