import * as ec2 from '@aws-sdk/client-ec2';
import { codeOf, given, Mesh } from './tgw-fixture';

/** AWS's quotas of a transit gateway (Transit Gateway Guide, quotas): 5,000 attachments, 10,000 routes in all of its tables. */
const ATTACHMENTS = 5_000;
const ROUTES = 10_000;

let mesh: Mesh;
let tgw: string;
beforeEach(async () => {
  mesh = new Mesh();
  tgw = await mesh.transitGateway();
});

it('refuses the 5,001st attachment of a transit gateway', async () => {
  const { transitGatewayAttachments } = mesh.world.ec2;
  const { vpcId, subnetIds } = await mesh.vpc(mesh.hub, '10.1.0.0/16');
  const first = await mesh.request(mesh.hub, tgw, { vpcId, subnetIds });
  const attachment = given(transitGatewayAttachments.get(first));
  for (let n = 1; n < ATTACHMENTS - 1; n++) {
    const attachmentId = `tgw-attach-${n}`;
    transitGatewayAttachments.set(attachmentId, { ...attachment, attachmentId, vpcId: `vpc-${n}` });
  }
  const last = await mesh.vpc(mesh.hub, '10.2.0.0/16');
  const request = (vpc: typeof last) => codeOf(mesh.request(mesh.hub, tgw, vpc));
  await mesh.request(mesh.hub, tgw, last);
  expect(await request(await mesh.vpc(mesh.hub, '10.3.0.0/16'))).toBe('TransitGatewayAttachmentLimitExceeded');
});

it('refuses the 10,001st route of a transit gateway, in whichever of its tables', async () => {
  const [table, other] = [await mesh.routeTable(tgw), await mesh.routeTable(tgw)];
  const { staticRoutes } = given(mesh.world.ec2.transitGatewayRouteTables.get(table));
  for (let n = 1; n < ROUTES; n++) {
    const cidr = `10.${n >> 8}.${n & 255}.0/24`;
    staticRoutes.set(cidr, { cidr });
  }
  const make = (TransitGatewayRouteTableId: string, DestinationCidrBlock: string) =>
    mesh.hub.send(
      new ec2.CreateTransitGatewayRouteCommand({ TransitGatewayRouteTableId, DestinationCidrBlock, Blackhole: true }),
    );
  await make(table, '10.200.0.0/24');
  expect(await codeOf(make(other, '10.201.0.0/24'))).toBe('TransitGatewayRouteLimitExceeded');
});
