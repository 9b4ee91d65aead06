import * as ec2 from '@aws-sdk/client-ec2';
import { CreateVPCAssociationAuthorizationCommand, Route53Client } from '@aws-sdk/client-route-53';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';
import { verify } from './verify';

/** One joined VPC in dev, and one of prod that is not tagged. */
async function meshOfOne(): Promise<
  EnrolledWorld & { readonly dev: string; readonly joined: string; readonly prod: string; readonly apart: string }
> {
  const setting = await sharedOrganization(fixtureLandingZone());
  const { people, organization } = setting;
  const dev = organization.accounts['dev'] ?? '';
  const prod = organization.accounts['prod'] ?? '';
  const joined = await people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab' });
  const apart = await people.createVpc(prod, { cidr: '10.3.0.0/20', zones: 'ab' });
  await people.tag(dev, joined);
  await untilVpcIs(setting, joined, 'joined');
  return { ...setting, dev, joined, prod, apart };
}

describe('reading the end state', () => {
  let mesh: Awaited<ReturnType<typeof meshOfOne>>;
  const expected = () => [
    { accountId: mesh.dev, vpcId: mesh.joined, segment: 'dev' },
    { accountId: mesh.prod, vpcId: mesh.apart, segment: null },
  ];
  const hub = () => {
    const { world, landingZone } = mesh;
    return world.config(world.administrator(landingZone.hub.accountId), landingZone.hub.region);
  };

  beforeAll(async () => {
    mesh = await meshOfOne();
  });

  it('finds no fault in a VPC that joined and one that did not', async () => {
    expect(await verify(mesh, expected())).toEqual([]);
  });

  it('finds each thing that is not as expected', async () => {
    const faults = await verify(mesh, [
      { accountId: mesh.dev, vpcId: mesh.joined, segment: 'staging' },
      { accountId: mesh.prod, vpcId: mesh.apart, segment: 'prod' },
    ]);
    const about = (what: string) => faults.filter((fault) => fault.includes(`: ${what} is`)).length;
    expect(
      [
        'attachment',
        'association',
        'propagations',
        'activeIn',
        'routedTables',
        'hostedZones',
        'nameServers',
        'flowLogs',
        'queryLog',
      ].map(about),
    ).toEqual([1, 2, 2, 2, 1, 2, 1, 1, 1]);
  });

  it('finds an authorization that was not deleted', async () => {
    const [name = '', HostedZoneId] = Object.entries(mesh.hub.zoneIds)[0] ?? [];
    const VPC = { VPCId: mesh.apart, VPCRegion: 'ap-southeast-3' } as const;
    await new Route53Client(hub()).send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC }));
    expect(await verify(mesh, expected())).toEqual([
      `${mesh.apart} of account ${mesh.prod}: authorizations is ["${name}"], expected []`,
    ]);
  });

  it('finds a deleted route, until the worker has created it again', async () => {
    const client = await mesh.people.ec2(mesh.dev);
    const { RouteTables } = await client.send(
      new ec2.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [mesh.joined] }] }),
    );
    await client.send(
      new ec2.DeleteRouteCommand({
        RouteTableId: RouteTables?.[0]?.RouteTableId,
        DestinationPrefixListId: mesh.hub.prefixListId,
      }),
    );
    expect(await verify(mesh, expected())).toContain(
      `${mesh.joined} of account ${mesh.dev}: routedTables is "some", expected "all"`,
    );
    await mesh.world.clock.jump(5_000);
    expect((await verify(mesh, expected())).filter((fault) => fault.includes('routedTables'))).toEqual([]);
  });
});
