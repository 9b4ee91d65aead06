import { routesOf } from '../twin/ec2/tgw-routes';
import { fixtureLandingZone } from '../world/landing-zone';
import { Scene } from './scene';

const LOCAL = '100.64.0.0/16';
const OTHER = '100.65.0.0/17';

describe('[B15] CIDRs in mesh.localCidrs, which VPCs of several accounts have', () => {
  let scene: Scene;
  let one: string;
  let other: string;
  let prod: string;
  const withLocal = async (account: string, cidr: string, ...more: string[]): Promise<string> => {
    const vpcId = await scene.vpc(scene.account(account), cidr);
    for (const each of more) await scene.addCidr(scene.account(account), vpcId, each);
    await scene.tag(scene.account(account), vpcId);
    await scene.until(vpcId, 'joined');
    return vpcId;
  };
  const blackholes = (segment: string): readonly string[] => {
    const table = scene.world.ec2.transitGatewayRouteTables.get(scene.setting.hub.routeTableIds[segment] ?? '');
    if (table === undefined) throw new Error(`The hub has no table for ${segment}.`);
    const routes = routesOf(scene.world, table).filter(({ cidr }) => cidr.startsWith('100.'));
    expect(routes.filter(({ attachment }) => attachment !== undefined)).toEqual([]);
    return routes.map(({ cidr }) => cidr).sort();
  };

  beforeAll(async () => {
    const fixture = fixtureLandingZone();
    const landingZone = { ...fixture, mesh: { ...fixture.mesh, localCidrs: ['100.64.0.0/10'] } };
    scene = await Scene.build(landingZone, landingZone);
    one = await withLocal('dev', '10.1.0.0/24', LOCAL);
    other = await withLocal('dev', '10.1.1.0/24', LOCAL, OTHER);
    prod = await withLocal('prod', '10.3.0.0/24', LOCAL);
  });

  it('keep no VPC from joining, and no table leads to them', () => {
    expect([one, other, prod].map((vpcId) => scene.status(vpcId))).toEqual(['joined dev', 'joined dev', 'joined prod']);
    expect(['dev', 'prod', 'shared', 'staging'].map(blackholes)).toEqual([[LOCAL, OTHER], [LOCAL], [LOCAL, OTHER], []]);
  });

  it('lose their blackholes with the last VPC that has them', async () => {
    await scene.untag(scene.account('dev'), other);
    await scene.until(other, 'left');
    expect(['dev', 'shared'].map(blackholes)).toEqual([[LOCAL], [LOCAL]]);
    for (const [account, vpcId] of [
      ['dev', one],
      ['prod', prod],
    ] as const) {
      await scene.untag(scene.account(account), vpcId);
      await scene.until(vpcId, 'left');
    }
    expect(['dev', 'prod', 'shared'].map(blackholes)).toEqual([[], [], []]);
  });
});
