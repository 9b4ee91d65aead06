import { DescribeDhcpOptionsCommand } from '@aws-sdk/client-ec2';
import { enrolledOrganization, untilVpcIs } from '../../world/enrolled';
import { fixtureLandingZone } from '../../world/landing-zone';
import { FORMER } from '../../../lib/names';

test('two VPCs that leave together delete their unused option sets, and neither fails', async () => {
  const fixture = fixtureLandingZone();
  const landingZone = { ...fixture, leave: { drainMinutes: 0 } };
  const at = await enrolledOrganization(landingZone, { deployed: fixture });
  const { people, world } = at;
  const dev = at.organization.accounts['dev'] ?? '';
  const vpcIds: string[] = [];
  for (const cidr of ['10.1.0.0/20', '10.1.16.0/20']) vpcIds.push(await people.createVpc(dev, { cidr, zones: 'ab' }));
  await world.clock.jump(60_000);
  for (const vpcId of vpcIds) await people.tag(dev, vpcId);
  for (const vpcId of vpcIds) await untilVpcIs(at, vpcId, 'joined');
  const sets = async () => {
    const { DhcpOptions = [] } = await (await people.ec2(dev)).send(new DescribeDhcpOptionsCommand({}));
    return DhcpOptions.filter(({ Tags = [] }) => Tags.some(({ Key }) => Key === FORMER)).length;
  };
  expect(await sets()).toBeGreaterThan(0);

  const logged = world.functions.logs.length;
  for (const vpcId of vpcIds) await people.untag(dev, vpcId);
  for (const vpcId of vpcIds) await untilVpcIs(at, vpcId, 'left');

  expect(await sets()).toBe(0);
  const lines = world.functions.logs.slice(logged).map(({ line }) => line);
  expect(lines.filter((line) => line.includes('"level":"ERROR"'))).toEqual([]);
});
