import { Paced } from '../../../lib/aws/sdk/paced';
import { reconcileSpoke } from '../../../lib/dispatch/reconcile-spoke';
import { Pace } from '../../../lib/hub/pace';
import { LEDGER_TABLE } from '../../../lib/names';
import { reconcile } from '../../../lib/reconcile/engine';
import { HUB, REGION, hubSession } from '../../world/hub-services';
import { concept, create, joining, runOf } from '../reconcile/concepts';
import { buildScene, ScriptedWorker, triggerOf, type Scene } from './fixture';

const SECONDS = 90;
let scene: Scene;
let worker: ScriptedWorker;
let at: string;
let held: unknown[];
beforeEach(async () => {
  scene = await buildScene();
  worker = new ScriptedWorker();
  at = new Date(scene.world.clock.now().getTime() + SECONDS * 1000).toISOString();
  held = [];
  class Recorded extends Pace {
    override hold(turn: Parameters<Pace['hold']>[0]): void {
      held.push(turn);
    }
  }
  const pace = new Recorded(LEDGER_TABLE, hubSession(scene.world), scene.world.clock);
  scene = { ...scene, context: { ...scene.context, pace } };
});
const turnOf = (bucket: 'join' | 'account', key: string): Paced =>
  new Paced({ bucket, key, at }, SECONDS, { accountId: HUB, region: REGION });
const woken = (hasNewMessage: boolean) => reconcileSpoke(scene.context, worker, triggerOf(scene, { hasNewMessage }));
const record = async () => (await scene.context.ledger.spoke('join', scene.address)).record;

describe.each([
  ['whose account may not be read yet', 'account', '200000000003'],
  ['that may not attach yet', 'join', 'vpc-1'],
] as const)('a spoke %s', (_, bucket, key) => {
  beforeEach(async () => {
    const apply = (): never => {
      throw turnOf(bucket, key);
    };
    const observed = concept('attachment', [], { diff: (vpcId) => [create(vpcId)], apply });
    worker.steps = [observed];
    if (bucket === 'account') worker.error = turnOf(bucket, key);
    else worker.reports = await reconcile(runOf(), [observed], [joining(key)]);
  });

  it('goes back to the queue until its turn, which is recorded', async () => {
    await expect(woken(true)).resolves.toMatchObject({
      status: 'waiting',
      because: `${key} waits for its turn: AWS limits the rate of such calls for all accounts together`,
      retryAfterSeconds: bucket === 'account' ? SECONDS : 60,
    });
    await expect(record()).resolves.toMatchObject({ wait: { turn: { bucket, key, at } } });
  });

  it('is not looked at before its turn, and has it then', async () => {
    await woken(true);
    await scene.world.clock.jump(60_000);
    await expect(woken(false)).resolves.toMatchObject({ status: 'waiting', retryAfterSeconds: 30 });
    expect(worker.reconciles).toHaveLength(1);
    worker.error = undefined;
    worker.reports = [];
    await scene.world.clock.jump(30_000);
    await expect(woken(false)).resolves.toMatchObject({ status: 'done' });
    expect(held).toEqual([1, 2].map(() => ({ bucket, key, at })));
  });
});

it('a turn that cannot be read is reserved anew', async () => {
  worker.error = turnOf('account', 'a');
  await woken(true);
  const known = await record();
  if (known?.wait?.turn === undefined) throw new Error('Expected a record of a turn, found none.');
  const wait = { ...known.wait, turn: { ...known.wait.turn, at: 'later' } };
  await scene.context.ledger.putSpoke(scene.address, { ...known, wait });
  await expect(record()).resolves.toMatchObject({ wait: { because: known.wait.because } });
  expect((await record())?.wait?.turn).toBeUndefined();
});

it('a spoke that waits is reconciled where its account may not be read again yet, which records the turn', async () => {
  const apply = (): never => {
    throw turnOf('join', 'vpc-1');
  };
  const observed = concept('attachment', [], { diff: (vpcId) => [create(vpcId)], apply });
  worker.steps = [observed];
  worker.reports = await reconcile(runOf(), [observed], [joining('vpc-1')]);
  await woken(true);
  await scene.world.clock.jump(SECONDS * 1000);
  at = new Date(scene.world.clock.now().getTime() + SECONDS * 1000).toISOString();
  worker.error = turnOf('account', scene.address.accountId);
  jest.spyOn(worker, 'watched').mockRejectedValueOnce(worker.error);
  await expect(woken(false)).resolves.toMatchObject({ status: 'waiting' });
  await expect(record()).resolves.toMatchObject({ wait: { turn: { bucket: 'account', at } } });
});
