import { CloseAccountCommand } from '@aws-sdk/client-organizations';
import { dynamodb } from '../../lib/aws/sdk/services';
import type { FreezeScope } from '../../lib/hub/freezes';
import { FreezesTable } from '../../lib/hub/freezes-table';
import { LEDGER_TABLE } from '../../lib/names';
import { Scene, onlyConcepts } from '../attacks/scene';
import { sessionsOf } from '../world/hub-services';

const JOINED = ['dev', 'shared'];

let scene: Scene;
let freezes: FreezesTable;
beforeAll(async () => {
  scene = await Scene.shared(onlyConcepts('attachment', 'segment-routing'));
  const { accountId, region } = scene.setting.landingZone.hub;
  freezes = new FreezesTable(LEDGER_TABLE, sessionsOf(scene.world, accountId, [dynamodb]).own(accountId, region));
});

const freeze = (scope: FreezeScope) =>
  freezes.freeze(scope, {
    ...{ at: scene.world.clock.now().toISOString(), by: 'alice' },
    ...(scope.kind === 'vpc' ? { region: scope.region } : {}),
  });
/** The calls with which our roles change something, beside queues, ledger and notices. */
const writesDuring = async (act: () => Promise<void>): Promise<readonly string[]> => {
  const from = scene.world.calls.length;
  await act();
  return scene.world.calls
    .slice(from)
    .filter(
      ({ mutating, caller, action }) =>
        mutating && caller.startsWith('wheelwright-') && !/^(sqs|dynamodb|events|sts):/.test(action),
    )
    .map(({ action }) => action);
};

test('a frozen VPC stays as it is while another of its account leaves, and leaves once it is thawed', async () => {
  const account = await scene.secondDev('frozen-vpc');
  const [one = '', other = ''] = await scene.joinedTogether(account, '10.1.0.0/24', '10.1.1.0/24');
  const scope = { kind: 'vpc', accountId: account, region: scene.setting.landingZone.hub.region, vpcId: one } as const;
  await freeze(scope);
  for (const vpcId of [one, other]) await scene.untag(account, vpcId);
  await scene.wait(30);
  expect([scene.leadTo(one), scene.leadTo(other)]).toEqual([JOINED, []]);
  const row = scene.row(one);
  expect(row).toMatchObject({ state: 'joined', reason: 'frozen', flags: ['frozen'] });
  expect(row?.text).not.toContain('alice');
  expect(scene.row(other)?.flags).toEqual([]);
  await freezes.thaw(scope);
  await scene.sweep();
  await scene.wait(10);
  expect(scene.leadTo(one)).toEqual([]);
});

test('nothing is written for a frozen account, be it a new VPC, a repair or a tag', async () => {
  const account = await scene.secondDev('frozen-account');
  const vpcId = await scene.joined(account, '10.1.2.0/24');
  await freeze({ kind: 'account', accountId: account });
  const writes = await writesDuring(async () => {
    await scene.tag(account, await scene.vpc(account, '10.1.3.0/24'));
    await scene.addCidr(account, vpcId, '10.200.0.0/24');
    await scene.sweep();
    await scene.wait(10);
  });
  expect(writes).toEqual([]);
  expect(scene.leadTo(vpcId)).toEqual(JOINED);
});

test('where all is frozen, the path of an account that is closed is closed nevertheless, and nothing else is done', async () => {
  const [closed, stays] = [await scene.secondDev('closed'), await scene.secondDev('stays')];
  const [gone, kept] = [await scene.joined(closed, '10.1.4.0/24'), await scene.joined(stays, '10.1.5.0/24')];
  await freeze({ kind: 'all' });
  const writes = await writesDuring(async () => {
    await scene.untag(stays, kept);
    await scene.setting.people.organizations.send(new CloseAccountCommand({ AccountId: closed }));
    await scene.wait(30);
  });
  expect([scene.leadTo(gone), scene.leadTo(kept)]).toEqual([[], JOINED]);
  expect([...new Set(writes)].sort()).toEqual([
    'ec2:DisableTransitGatewayRouteTablePropagation',
    'ec2:DisassociateTransitGatewayRouteTable',
  ]);
  await freezes.thaw({ kind: 'all' });
  await scene.sweep();
  await scene.wait(10);
  expect(scene.leadTo(kept)).toEqual([]);
});
