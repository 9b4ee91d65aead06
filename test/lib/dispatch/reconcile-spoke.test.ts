import { MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import type { FailureKind } from '../../../lib/aws/sdk/failure';
import type { Report } from '../../../lib/reconcile/engine';
import { reconcile } from '../../../lib/reconcile/engine';
import { waiting, type ChangeBase } from '../../../lib/reconcile/outcome';
import type { Step } from '../../../lib/reconcile/step';
import { reconcileSpoke } from '../../../lib/dispatch/reconcile-spoke';
import { REGION } from '../../world/hub-services';
import { concept, create, failure, joining, runOf, type Behaviour } from '../reconcile/concepts';
import { MANAGEMENT, scene, ScriptedWorker, wakeUp, type Scene } from './fixture';

let here: Scene;
let worker: ScriptedWorker;
beforeEach(async () => {
  here = await scene();
  worker = new ScriptedWorker();
});
const again = () => reconcileSpoke(here.context, worker, wakeUp(here, { fresh: false }));
const fresh = (accountChanged = false) => reconcileSpoke(here.context, worker, wakeUp(here, { accountChanged }));
const record = () => here.context.ledger.spoke('join', here.address);

/** What the engine reports of keys that one concept treats like this. */
const reported = (keys: readonly string[], behaviour: Behaviour): Promise<readonly Report[]> =>
  reconcile(runOf(), [concept('attachment', [], behaviour)], keys.map(joining));
const waits = (keys: Readonly<Record<string, ReturnType<typeof waiting>>>): Promise<readonly Report[]> =>
  reported(Object.keys(keys), { diff: (key) => keys[key] ?? [] });
/** A concept whose probe answers as it is told. */
const probed = (answer: () => Promise<boolean>): Step => ({ ...concept('attachment', []), ready: answer });

describe('a wake-up ends', () => {
  it('as done where nothing is to wait for, and leaves no hint', async () => {
    worker.reports = await reported(['vpc-1'], {});
    await expect(fresh()).resolves.toEqual({ status: 'done', reports: worker.reports });
    await expect(record()).resolves.toBeUndefined();
    expect(worker.looks).toBe(0);
  });

  it('as waiting for what will be over first, and notes it', async () => {
    worker.reports = await waits({ 'vpc-1': waiting('slow', 50), 'vpc-2': waiting('quick', 10) });
    await expect(fresh()).resolves.toMatchObject({ status: 'waiting', because: 'quick', retryAfterSeconds: 10 });
    await expect(record()).resolves.toMatchObject({
      worker: 'join',
      readAt: here.world.clock.now().toISOString(),
      wait: {
        probe: { kind: 'attachment', key: 'vpc-2' },
        because: 'quick',
        retryAfterSeconds: 10,
        acknowledged: false,
      },
    });
  });

  it('as waiting for a short wait rather than for a long one that asks to be looked at sooner', async () => {
    worker.reports = await waits({ 'vpc-1': waiting('drain', 5, true), 'vpc-2': waiting('quick', 10) });
    await expect(fresh()).resolves.toMatchObject({ status: 'waiting', because: 'quick' });
  });

  it('as parked where only long waits are left, for the sweep to find', async () => {
    worker.reports = await waits({ 'vpc-1': waiting('drain', 3600, true) });
    await expect(fresh()).resolves.toMatchObject({ status: 'parked' });
    await expect(here.context.ledger.waiting()).resolves.toEqual([{ ...here.address, worker: 'join' }]);
    await expect(record()).resolves.toMatchObject({ wait: { retryAfterSeconds: 60, acknowledged: true } });
  });

  it('as failed where anything failed, whatever else waits', async () => {
    const apply = ({ key }: ChangeBase): void => {
      if (key === 'vpc-1') throw failure('denied');
      throw failure('busy');
    };
    worker.reports = await reported(['vpc-1', 'vpc-2'], { diff: (key) => [create(key)], apply });
    await expect(fresh()).resolves.toMatchObject({ status: 'failed', because: failure('denied').message });
  });

  it.each<[FailureKind, object]>([
    ['denied', { status: 'failed', because: failure('denied').message, reports: [] }],
    ['throttled', { status: 'waiting', because: failure('throttled').message, retryAfterSeconds: 15, reports: [] }],
  ])('without a plan where the spoke cannot be read: %s', async (kind, result) => {
    worker.error = failure(kind);
    await expect(fresh()).resolves.toEqual(result);
  });

  it('in a bug as a bug', async () => {
    worker.error = new TypeError('a slip of ours');
    await expect(fresh()).rejects.toThrow('a slip of ours');
  });
});

describe('a message that comes back', () => {
  let arrived: boolean | Error;
  let probes: number;
  beforeEach(async () => {
    arrived = false;
    probes = 0;
    worker.steps = [
      probed(() => {
        probes++;
        return arrived instanceof Error ? Promise.reject(arrived) : Promise.resolve(arrived);
      }),
    ];
    worker.reports = await waits({ 'vpc-1': waiting('being made', 45) });
    await fresh();
    worker.looks = 0;
    worker.reconciles.length = 0;
  });
  const asked = () => ({ probes, looks: worker.looks, reconciles: worker.reconciles.length });

  it('costs the probe, and is looked at again within half a minute', async () => {
    await expect(again()).resolves.toEqual({
      ...{ status: 'waiting', because: 'being made', retryAfterSeconds: 30, reports: [] },
    });
    expect(asked()).toEqual({ probes: 1, looks: 0, reconciles: 0 });
  });

  it('costs a reconcile when what it waits for has arrived', async () => {
    arrived = true;
    worker.reports = [];
    await expect(again()).resolves.toMatchObject({ status: 'done' });
    expect(worker.reconciles).toEqual([false]);
    await expect(record()).resolves.toBeUndefined();
  });

  it('costs a look once a minute at what would change the plan', async () => {
    await here.world.clock.jump(59_999);
    await again();
    expect(asked()).toMatchObject({ looks: 0 });
    await here.world.clock.jump(1);
    await again();
    expect(asked()).toEqual({ probes: 2, looks: 1, reconciles: 0 });
    await again();
    expect(asked()).toMatchObject({ looks: 1 });
    await here.world.clock.jump(60_000);
    await again();
    expect(asked()).toMatchObject({ looks: 2, reconciles: 0 });
  });

  it('costs a reconcile when the look shows something new', async () => {
    worker.watches = 'a new CIDR';
    await again();
    expect(worker.reconciles).toEqual([]);
    await here.world.clock.jump(60_000);
    await again();
    expect(worker.reconciles).toEqual([false]);
  });

  it('among new ones costs a reconcile, unasked', async () => {
    await fresh();
    expect(asked()).toMatchObject({ probes: 0, reconciles: 1 });
  });

  it('for the last time costs a reconcile, for its plan', async () => {
    await reconcileSpoke(here.context, worker, wakeUp(here, { fresh: false, last: true }));
    expect(asked()).toMatchObject({ probes: 0, reconciles: 1 });
  });

  it('costs a reconcile when AWS refuses the probe', async () => {
    arrived = failure('denied');
    await again();
    expect(worker.reconciles).toEqual([false]);
  });

  it('shows a bug in the probe', async () => {
    arrived = new TypeError('a slip of ours');
    await expect(again()).rejects.toThrow('a slip of ours');
  });

  it('whose concept is not run any more costs a reconcile', async () => {
    worker.steps = [];
    await again();
    expect(worker.reconciles).toEqual([false]);
  });

  it('after an attempt that died is known by its lost hint, and looks for half-done work', async () => {
    worker.error = new TypeError('died');
    await expect(fresh()).rejects.toThrow('died');
    worker.error = undefined;
    await again();
    expect(worker.reconciles).toEqual([false, true]);
  });
});

test('the hint is taken back before work begins', async () => {
  const hints: unknown[] = [];
  worker = new ScriptedWorker({ of: here.context.ledger, hints });
  worker.reports = await waits({ 'vpc-1': waiting('being made', 45) });
  await fresh();
  await expect(record()).resolves.toMatchObject({ wait: { because: 'being made' } });
  await fresh();
  expect(hints).toEqual([undefined, undefined]);
});

test('what is new of the account is heard only with the message that says so', async () => {
  const { organization } = here.context;
  const before = await organization.account(here.address.accountId);
  const people = new OrganizationsClient(here.world.config(here.world.administrator(MANAGEMENT), REGION));
  const [DestinationParentId, SourceParentId] = [before.ouPath[0], before.ouPath.at(-1)];
  await people.send(new MoveAccountCommand({ AccountId: before.id, SourceParentId, DestinationParentId }));
  await fresh();
  await expect(organization.account(before.id)).resolves.toEqual(before);
  await fresh(true);
  await expect(organization.account(before.id)).resolves.toMatchObject({ ouPath: [DestinationParentId] });
});
