import {
  CreateHostedZoneCommand,
  ListVPCAssociationAuthorizationsCommand,
  Route53Client,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import { privateZone } from '../../../lib/concepts/private-zone';
import { step } from '../../../lib/reconcile/step';
import { Bench } from '../../laws/bench';
import { joining } from '../../laws/harness';

test('[FC13] an authorization that takes seconds to be seen is waited for, not taken back and made again', async () => {
  const bench = await Bench.shared();
  const { vpcId } = await bench.vpc();
  bench.world.route53.authorizationDelayMs = 10_000;
  const { writes } = await bench.writesOf(async () => {
    let done = false;
    const running = bench.run(step(privateZone), joining(vpcId), 'apply').finally(() => (done = true));
    await bench.world.clock.run({ until: () => done });
    return running;
  });
  const made = (what: string) => writes.filter((write) => write.includes(what)).length;
  expect([made('CreateVPCAssociationAuthorization'), made('DeleteVPCAssociationAuthorization')]).toEqual([2, 2]);
  const zones = [...bench.world.route53.zones.values()].filter(({ vpcs }) => vpcs.has(vpcId));
  expect(zones).toHaveLength(2);
});

test('the authorization is deleted even if Route 53 refuses the association', async () => {
  const bench = await Bench.shared();
  const { vpcId } = await bench.vpc();
  const [Name, zoneId] = Object.entries(bench.hub.zoneIds)[0] ?? [];
  const VPC = { VPCId: vpcId, VPCRegion: bench.region as VPCRegion };
  const own = new CreateHostedZoneCommand({ Name, CallerReference: 'own', VPC });
  // The team makes a zone of the same name after the VPC's zones were read.
  let isMade = false;
  bench.world.around.push(async ({ operation }, next) => {
    if (operation === 'CreateVPCAssociationAuthorization' && !isMade) {
      isMade = true;
      await new Route53Client(bench.config('dev')).send(own);
    }
    return next();
  });

  const { outcomes } = await bench.run(step(privateZone), joining(vpcId), 'apply');

  expect(outcomes.get('private-zone')).toMatchObject({
    status: 'failed',
    failure: { kind: 'conflict', code: 'ConflictingDomainExists' },
  });
  const { VPCs } = await new Route53Client(bench.config('hub')).send(
    new ListVPCAssociationAuthorizationsCommand({ HostedZoneId: zoneId }),
  );
  expect(VPCs).toEqual([]);
});
