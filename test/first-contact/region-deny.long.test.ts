import { DisassociateVPCFromHostedZoneCommand, Route53Client, type VPCRegion } from '@aws-sdk/client-route-53';
import { enrolled, enrolledOrganization, untilVpcIs } from '../world/enrolled';
import { smallLandingZone } from '../world/small-landing-zone';
import { denyRegions } from './region-deny';

/** Where an account may act: not in us-east-1. */
const STS_REGION = 'ap-southeast-1';
const landingZone = { ...smallLandingZone(), stsRegion: STS_REGION, rulesInUsEast1: 'management' } as const;

it('[FC8] without rules in us-east-1 a VPC joins behind a region deny, and the sweep finds what only they would tell', async () => {
  const setting = await enrolledOrganization(landingZone);
  const { world, people, hub, organization } = setting;
  const unit = organization.organizationalUnits['Workloads/Dev'] ?? '';
  await denyRegions(people.organizations, unit, [landingZone.hub.region, STS_REGION]);
  const dev = await people.createAccount('dev-2');
  await people.move(dev, organization.rootId, unit);
  await enrolled(setting, 'dev-2', dev);
  const vpcId = await people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab' });
  const asked = world.clock.now().getTime();
  await people.tag(dev, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  // By an event: the sweep is hours away.
  expect(world.clock.now().getTime() - asked).toBeLessThan(1_800_000);

  const [zoneId = ''] = Object.values(hub.zoneIds);
  const VPC = { VPCId: vpcId, VPCRegion: landingZone.hub.region as VPCRegion };
  await new Route53Client(await people.configOf(dev, 'us-east-1')).send(
    new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: zoneId, VPC }),
  );
  const isAssociated = () => world.route53.zone(zoneId).vpcs.has(vpcId);
  await world.clock.jump(600_000);
  expect(isAssociated()).toBe(false);
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await world.clock.jump(600_000);
  expect(isAssociated()).toBe(true);
});

it.each([
  { reading: 'may not', rulesInUsEast1: 'none' },
  { reading: 'may', rulesInUsEast1: 'all' },
] as const)(
  '[FD2] accounts enrol where rules in us-east-1 $reading deliver to the region of the hub, with rulesInUsEast1: $rulesInUsEast1',
  async ({ reading, rulesInUsEast1 }) => {
    const config = { ...smallLandingZone(), rulesInUsEast1 };
    const { world } = await enrolledOrganization(config, {
      prepare({ eventbridge }) {
        if (reading === 'may not') eventbridge.closedDestinations.add(config.hub.region);
      },
    });
    const rules = world.cloudformation.declared('AWS::Events::Rule').filter(({ region }) => region === 'us-east-1');
    expect(rules.length > 0).toBe(reading === 'may');
  },
);
