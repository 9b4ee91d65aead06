/** Every command that asks AWS, on a sandbox in which an outage and a poisoned message were recovered. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { say } from './outside.mjs';

const READER = 'Reader';

/** A role that reads an account, for the administrators of the hub account. */
async function reader(iam, hubAccountId) {
  const Statement = [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${hubAccountId}:root` }, Action: 'sts:AssumeRole' },
  ];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.createRole({ RoleName: READER, AssumeRolePolicyDocument });
  await iam.attachRolePolicy({ RoleName: READER, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
}

/** A VPC that its team has attached by hand, and that does not ask to join. */
async function attachedByHand(people, team, transitGatewayId) {
  const vpcId = await team.createVpc('10.2.64', 'ab');
  // A VPC that is being created cannot be attached.
  await people.pass(1);
  const { Subnets } = await team.ec2.describeSubnets({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] });
  const SubnetIds = Subnets.map(({ SubnetId }) => SubnetId);
  await team.ec2.createTransitGatewayVpcAttachment({ TransitGatewayId: transitGatewayId, VpcId: vpcId, SubnetIds });
  return vpcId;
}

/** Commands that look. A VPC that was refused is among what they find. */
async function look(operator, people) {
  const dev = await people.team('dev');
  const refused = await dev.createVpc('10.9.0', 'ab');
  await dev.tag(refused);
  await people.pass(10);
  const { vpcs, transitGatewayId } = await operator.document(['status', '--state', 'joined', 'refused']);
  const { vpcId: joined, accountId } = vpcs.find(({ state }) => state === 'joined');
  assert.equal(vpcs.find(({ vpcId }) => vpcId === refused)?.state, 'refused');
  const text = await operator.run(['status']);
  assert.match(text.stdout, new RegExp(`${refused} .*refused`));
  for (const [key, code] of [
    [joined, 0],
    [refused, 3],
    [accountId, 0],
  ])
    await operator.document(['explain', key], { codes: [code] });
  await operator.document(['plan', '--all'], { codes: [0, 2] });
  const { steps } = await operator.document(['history', joined]);
  assert.ok(steps.length > 0, `${joined} has no history`);
  await operator.document(['history', '--all', '--since', '1d']);
  const { lines } = await operator.document(['logs', joined, '--since', '1d']);
  assert.ok(lines.length > 0, `no function has logged a line about ${joined}`);
  return { joined, accountId, transitGatewayId };
}

/** Commands that act. */
async function act(operator, accountId) {
  await operator.document(['apply']);
  await operator.document(['freeze', accountId, '--because', 'a drill']);
  const { freezes } = await operator.document(['freeze', '--list']);
  assert.deepEqual(
    freezes.map(({ accountId: id, because }) => [id, because]),
    [[accountId, 'a drill']],
  );
  await operator.document(['thaw', accountId]);
  await operator.document(['sweep']);
  await operator.document(['replay', '--from', '2h', '--to', '1h', '--dry-run']);
  await operator.document(['replay', '--account', accountId, '--wait', '0']);
  // No replay runs any more.
  const { replays } = await operator.document(['replay', 'list']);
  const { stderr } = await operator.run(['replay', 'cancel', replays[0].name], { codes: [1] });
  assert.match(stderr, /events:CancelReplay/);
}

/** Commands for a hub that was made by hand. */
async function bringIn(operator, people, transitGatewayId) {
  const { hub } = people.served;
  await reader(people.client('iam', 'IAM', 'management', 'us-east-1'), hub.accountId);
  const teams = [await people.team('dev'), await people.team('prod')];
  for (const team of teams) await reader(team.iam, hub.accountId);
  const byHand = await attachedByHand(people, teams[1], transitGatewayId);
  await people.pass(5);
  const readers = ['--role', READER, '--management-role', READER];
  const region = ['--region', people.served.region];
  const attention = { codes: [0, 3] };
  await operator.document(['adopt', byHand, '--yes'], attention);
  await operator.document(
    ['init', '--from-hub', '--config', 'hub.yaml', ...region, '--management-role', READER],
    attention,
  );
  await operator.document(['migrate', '--from', 'stno', '--config', 'stno.yaml', ...region, ...readers], attention);
}

/** The scripts of completion are scripts. */
async function complete(operator) {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout } = await operator.run(['completion', shell]);
    if (shell === 'bash') execFileSync('bash', ['-n'], { input: stdout });
    assert.match(stdout, /redrive/);
  }
}

export async function operate(operator, people, commands) {
  await complete(operator);
  if (commands.includes('doctor')) await operator.document(['doctor'], { codes: [0, 3] });
  const { accountId, transitGatewayId } = await look(operator, people);
  await act(operator, accountId);
  await bringIn(operator, people, transitGatewayId);
  say('every command that asks AWS has answered');
}
