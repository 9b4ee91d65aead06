import * as ec2 from '@aws-sdk/client-ec2';
import { HUB, Mesh, OTHER, SPOKE, codeOf, given } from './tgw-fixture';

const remove = (id: string) => new ec2.DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: id });
const acceptance = (id: string) => new ec2.AcceptTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: id });
const rejection = (id: string) => new ec2.RejectTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: id });

describe('an attachment across accounts', () => {
  let mesh: Mesh;
  let tgw: string;
  beforeEach(async () => {
    mesh = new Mesh();
    tgw = await mesh.transitGateway();
    await mesh.shareTransitGateway(tgw);
  });

  it('waits for the hub and is available thirty seconds after its acceptance', async () => {
    const id = await mesh.request(mesh.spoke, tgw, await mesh.vpc(mesh.spoke, '10.1.0.0/16'));
    expect(await mesh.state(mesh.spoke, id)).toBe('initiatingRequest');
    expect(await codeOf(mesh.hub.send(acceptance(id)))).toBe('IncorrectState');
    await mesh.rest(90_000);
    expect(await mesh.state(mesh.hub, id)).toBe('pendingAcceptance');
    await mesh.hub.send(acceptance(id));
    expect(await mesh.state(mesh.spoke, id)).toBe('pending');
    await mesh.rest(29_999);
    expect(await mesh.state(mesh.spoke, id)).toBe('pending');
    await mesh.rest(1);
    expect(await mesh.state(mesh.spoke, id)).toBe('available');
    expect(await codeOf(mesh.hub.send(acceptance(id)))).toBe('IncorrectState');
  });
});
