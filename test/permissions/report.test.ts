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

/** A hub whose role `wheelwright-join` may do what is said, and describes VPCs and subnets. */
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

describe('what a role may do and what it does', () => {
  it('is reported as missing where it goes on without leave', async () => {
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
    expect(faultsOf(result)).toEqual(['hub wheelwright-join needs ec2:DescribeSubnets on *, and has it not.']);
  });

  it('is reported as unused where nobody asks for it, and wants a reason', async () => {
    const recorder = await described('ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'ec2:DeleteVpc');
    const unused = { action: 'ec2:DeleteVpc', resource: '*' };
    const bare = report(recorder.usages(), NO_REASONS);
    expect(bare.roles[0]).toMatchObject({ missing: [], unused: [{ ...unused, reason: '' }] });
    expect(faultsOf(bare)).toEqual([
      'hub wheelwright-join never uses ec2:DeleteVpc on *, and nobody says why.',
      'wheelwright-idle does nothing, and nobody says why.',
    ]);
    const reasons = { actions: { 'ec2:DeleteVpc': 'for tests' }, roles: { 'wheelwright-idle': 'for tests' } };
    const reasoned = report(recorder.usages(), reasons);
    expect(reasoned.roles[0]?.unused).toEqual([{ ...unused, reason: 'for tests' }]);
    expect(reasoned.notExercised).toEqual([{ role: 'wheelwright-idle', reason: 'for tests' }]);
    expect(faultsOf(reasoned)).toEqual([]);
  });
});
