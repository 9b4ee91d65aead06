/**
 * What an operator does about an outage and about a poisoned message: `node test/package/recover.mjs`. Serves a sandbox, breaks it
 * with the AWS SDK, and recovers it with `wheelwright` alone. Ends with 1, and says which step failed.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, inNewFolder, say } from './outside.mjs';
import { People, Wheelwright } from './sandbox.mjs';

/**
 * Looks at the states of VPCs by their ids, also of those that have left. Returns when that was.
 * @throws AssertionError that says what a VPC is, and after what
 */
async function assertStates(operator, expected, when) {
  const { at, vpcs } = await operator.document(['status', '--all']);
  const states = new Map(vpcs.map(({ vpcId, state }) => [vpcId, state]));
  for (const [vpcId, state] of Object.entries(expected))
    assert.equal(states.get(vpcId), state, `${when} ${vpcId} is ${states.get(vpcId)}, expected ${state}.`);
  return at;
}

/** Disables all our rules on the hub's bus: the archive has the events, and nothing else of us gets them. Returns what ends it. */
async function loseEvents(people) {
  const events = people.client('eventbridge', 'EventBridge', 'hub', people.served.region);
  const EventBusName = 'wheelwright-inbound';
  const { Rules } = await events.listRules({ EventBusName, NamePrefix: 'wheelwright-' });
  assert.ok(Rules.length > 5, `the bus ${EventBusName} has the rules ${Rules.map(({ Name }) => Name)}`);
  for (const { Name } of Rules) await events.disableRule({ Name, EventBusName });
  return async () => {
    for (const { Name } of Rules) await events.enableRule({ Name, EventBusName });
  };
}

/** The demo's outage: for an hour a VPC is tagged, another loses its tag, a third gets a subnet, and no event reaches us. */
export async function recoverOutage(operator, people) {
  const [dev, prod] = [await people.team('dev'), await people.team('prod')];
  const leaving = await dev.createVpc('10.1.0', 'ab');
  const growing = await prod.createVpc('10.2.0', 'ab');
  await dev.tag(leaving);
  await prod.tag(growing);
  await operator.run(['sandbox', 'pass', '10m']);
  const from = await assertStates(operator, { [leaving]: 'joined', [growing]: 'joined' }, 'Before the outage');

  const endOutage = await loseEvents(people);
  const late = await dev.createVpc('10.1.32', 'ab');
  await dev.tag(late);
  await dev.untag(leaving);
  await prod.addSubnet(growing, '10.2.0', 'c');
  await people.pass(60);
  await endOutage();
  const unchanged = { [leaving]: 'joined', [growing]: 'joined', [late]: undefined };
  const to = await assertStates(operator, unchanged, 'After the outage');
  await people.pass(10);

  say(`the outage from ${from} to ${to} is over`);
  const { name, left, changes } = await operator.document(['replay', '--from', from, '--to', to]);
  assert.deepEqual(left, [], `Replay ${name} left messages in the queues.`);
  const changed = new Set(changes.map(({ key }) => key));
  for (const vpcId of [late, leaving, growing])
    assert.ok(changed.has(vpcId), `The changes of replay ${name} are ${[...changed]}, expected ${vpcId} among them.`);
  const { replays } = await operator.document(['replay', 'list']);
  assert.deepEqual(replays.map((replay) => [replay.name, replay.state])[0], [name, 'COMPLETED']);
  await assertStates(operator, { [late]: 'joined', [leaving]: 'leaving', [growing]: 'joined' }, 'After the replay');
  const attached = changes.find(({ key, applied }) => key === growing && applied.length > 0);
  assert.deepEqual(
    attached.applied.map(({ concept, verb }) => `${verb} ${concept}`),
    ['update attachment'],
    `${growing} has a subnet in zone c`,
  );
  const { works } = await operator.document(['explain', growing]);
  assert.ok(works, `After the replay ${growing} does not work.`);
  // The path of a VPC that leaves stays for an hour, while its instances take their former DNS servers.
  await people.pass(70);
  await assertStates(operator, { [late]: 'joined', [leaving]: 'left', [growing]: 'joined' }, 'In the end');
  say('the outage is recovered by wheelwright replay alone');
}

/** A role of ours without its policy: the message of a VPC fails for two hours, and lies among the dead letters then. */
async function poison(people) {
  const iam = people.client('iam', 'IAM', 'management', 'us-east-1');
  const policy = { RoleName: 'wheelwright-org-read', PolicyName: 'calls' };
  const { PolicyDocument } = await iam.getRolePolicy(policy);
  await iam.deleteRolePolicy(policy);
  return () => iam.putRolePolicy({ ...policy, PolicyDocument: decodeURIComponent(PolicyDocument) });
}

export async function recoverDeadLetter(operator, people) {
  const dev = await people.team('dev');
  const vpcId = await dev.createVpc('10.1.48', 'ab');
  const removeCause = await poison(people);
  // What was read of an account counts for an hour.
  await people.pass(60);
  await dev.tag(vpcId);
  await people.pass(180);
  await assertStates(operator, { [vpcId]: undefined }, 'While AWS denies a call');

  const inspected = await operator.document(['redrive', '--inspect'], { codes: [3] });
  const reasons = inspected.letters.map(({ queue, reason }) => `${queue}: ${reason}`);
  assert.ok(
    inspected.letters.some(
      ({ queue, reason, putBack }) => /join-dead/.test(queue) && /organizations:/.test(reason) && !putBack,
    ),
    `The dead letters are ${JSON.stringify(reasons)}, expected one of the worker join that names the call.`,
  );
  await removeCause();
  const { letters, hidden } = await operator.document(['redrive', '--all', '--yes']);
  assert.ok(letters.length > 0 && hidden === 0 && letters.every(({ putBack }) => putBack), 'Not all were put back.');
  await people.pass(10);
  await assertStates(operator, { [vpcId]: 'joined' }, 'After the redrive');
  assert.deepEqual((await operator.document(['redrive', '--inspect'])).letters, [], 'dead letters after the redrive');
  say('the poisoned message is recovered by wheelwright redrive alone');
}

/** A landing zone as `init` writes it plans only. */
export function letVpcsJoin(folder) {
  const config = join(folder, 'landing-zone.yaml');
  const text = readFileSync(config, 'utf8');
  assert.match(text, /planOnly: true/);
  writeFileSync(config, text.replace('planOnly: true', 'planOnly: false'));
}

if (process.argv[1] === import.meta.filename)
  await inNewFolder(async (folder) => {
    const program = [join(ROOT, 'run.mjs'), '../../test/start.mjs', join(ROOT, 'cli/main.ts')];
    const wheelwright = new Wheelwright(program, folder);
    await wheelwright.run(['init', '--yes']);
    letVpcsJoin(folder);
    await wheelwright.sandbox(async (served) => {
      const operator = wheelwright.on(served);
      const people = new People(served);
      await recoverOutage(operator, people);
      await recoverDeadLetter(operator, people);
    });
  });
