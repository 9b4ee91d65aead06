import { World } from '../twin/world';
import { fixtureLandingZone } from '../world/landing-zone';
import { DescribeVpcsCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { open } from '../twin/sts/assume-role';
import { faultsOf, report } from './report';
import { Recorder } from './usage';

const landingZone = fixtureLandingZone();
const HUB = landingZone.hub.accountId;
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const NO_REASONS = { actions: {}, roles: {} };

/** A hub whose role `wheelwright-join` has the given permissions, and calls DescribeVpcs and DescribeSubnets. */
async function described(...actions: readonly string[]): Promise<Recorder> {
  const world = new World({ given: { accounts: { hub: HUB } } });
  world.organizations.addStandalone(HUB, 'hub', 'hub@example.com');
  world.organizations.join({ id: HUB, name: 'hub', email: 'hub@example.com' }, 'CREATED');
  const recorder = new Recorder(world, landingZone);
  const own = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
  const role = world.iam.putRole({ accountId: HUB, name: 'wheelwright-join', trust, policies: { own } });
  world.iam.putRole({ accountId: HUB, name: 'wheelwright-idle', trust, policies: { own } });
  const ec2 = new EC2Client(world.config(open(world, role, 'test', 3600).identity, 'us-east-1'));
  await ec2.send(new DescribeVpcsCommand({}));
  await ec2.send(new DescribeSubnetsCommand({}));
  return recorder;
}

describe('a permission of a role', () => {
  it('is reported as missing if the role used it without having it', async () => {
    const recorder = await described('ec2:DescribeVpcs');
    const result = report(recorder.usages(), { actions: {}, roles: { 'wheelwright-idle': 'a test' } });
    expect(result.roles).toEqual([
      {
        role: 'wheelwright-join',
        account: 'hub',
        missing: [{ action: 'ec2:DescribeSubnets', resource: '*' }],
        unused: [],
      },
    ]);
    expect(faultsOf(result)).toEqual(['wheelwright-join (hub) lacks ec2:DescribeSubnets on *, which it used.']);
  });

  it('is reported as unused if the role did not use it, and needs a reason', async () => {
    const recorder = await described('ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DeleteVpc');
    const unused = { action: 'ec2:DeleteVpc', resource: '*' };
    const bare = report(recorder.usages(), NO_REASONS);
    expect(bare.roles[0]).toMatchObject({ missing: [], unused: [{ ...unused, reason: '' }] });
    expect(faultsOf(bare)).toEqual([
      'wheelwright-join (hub) does not use ec2:DeleteVpc on *: expected a reason in infra/constructs/unused-permissions.ts, found none.',
      'wheelwright-idle made no call: expected a reason in infra/constructs/unused-permissions.ts, found none.',
    ]);
    const reasons = { actions: { 'ec2:DeleteVpc': 'for tests' }, roles: { 'wheelwright-idle': 'for tests' } };
    const reasoned = report(recorder.usages(), reasons);
    expect(reasoned.roles[0]?.unused).toEqual([{ ...unused, reason: 'for tests' }]);
    expect(reasoned.notExercised).toEqual([{ role: 'wheelwright-idle', reason: 'for tests' }]);
    expect(faultsOf(reasoned)).toEqual([]);
  });
});
