import { MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { Organization, type AccountReading } from '../../../lib/aws/read/organization';
import type { FailureKind } from '../../../lib/aws/sdk/failure';
import type { Report } from '../../../lib/reconcile/engine';
import { reconcile } from '../../../lib/reconcile/engine';
import { waiting, type ChangeBase } from '../../../lib/reconcile/outcome';
import type { Step } from '../../../lib/reconcile/step';
import { reconcileSpoke } from '../../../lib/dispatch/reconcile-spoke';
import { REGION } from '../../world/hub-services';
import { concept, create, failure, joining, runOf, type Behaviour } from '../reconcile/concepts';
import { MANAGEMENT, buildScene, ScriptedWorker, triggerOf, type Scene } from './fixture';

let scene: Scene;
let worker: ScriptedWorker;
beforeEach(async () => {
  scene = await buildScene();
  worker = new ScriptedWorker();
});
const again = () => reconcileSpoke(scene.context, worker, triggerOf(scene, { hasNewMessage: false }));
const fresh = (accountChanged = false) => reconcileSpoke(scene.context, worker, triggerOf(scene, { accountChanged }));
const record = async () => (await scene.context.ledger.spoke('join', scene.address)).record;

/** The engine's reports on keys, with one concept of the given behaviour. */
const reported = (keys: readonly string[], behaviour: Behaviour): Promise<readonly Report[]> =>
  reconcile(runOf(), [concept('attachment', [], behaviour)], keys.map(joining));
const waits = (keys: Readonly<Record<string, ReturnType<typeof waiting>>>): Promise<readonly Report[]> =>
  reported(Object.keys(keys), { diff: (key) => keys[key] ?? [] });
/** A concept with the given probe. */
const probed = (answer: () => Promise<boolean>): Step => ({ ...concept('attachment', []), ready: answer });

describe('a wake-up ends', () => {
  it('as done where nothing waits, without a record', async () => {
    worker.reports = await reported(['vpc-1'], {});
    await expect(fresh()).resolves.toEqual({ status: 'done', reports: worker.reports });
    await expect(record()).resolves.toBeUndefined();
    expect(worker.watchedCalls).toBe(0);
  });

  it('as waiting for the wait that ends first, with a record of it', async () => {
    worker.reports = await waits({ 'vpc-1': waiting('slow', 50), 'vpc-2': waiting('quick', 10) });
    await expect(fresh()).resolves.toMatchObject({ status: 'waiting', because: 'quick', retryAfterSeconds: 10 });
    await expect(record()).resolves.toMatchObject({
      worker: 'join',
      readAt: scene.world.clock.now().toISOString(),
      wait: {
        probe: { kind: 'attachment', key: 'vpc-2' },
        because: 'quick',
        retryAfterSeconds: 10,
        acknowledged: false,
      },
    });
  });

  it('as waiting for a short wait before a long one, even if the long one has fewer seconds', async () => {
    worker.reports = await waits({ 'vpc-1': waiting('drain', 5, true), 'vpc-2': waiting('quick', 10) });
    await expect(fresh()).resolves.toMatchObject({ status: 'waiting', because: 'quick' });
  });

  it('as parked where only long waits are left, with a record for the sweep', async () => {
    worker.reports = await waits({ 'vpc-1': waiting('drain', 3600, true) });
    await expect(fresh()).resolves.toMatchObject({ status: 'parked' });
    await expect(scene.context.ledger.waiting()).resolves.toEqual([{ ...scene.address, worker: 'join' }]);
    await expect(record()).resolves.toMatchObject({ wait: { retryAfterSeconds: 60, acknowledged: true } });
  });

  it('as failed where anything failed, even if others wait', async () => {
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

  it('[B12] as parked, for the sweep, where AWS verifies the account while it is read', async () => {
    worker.error = failure('being-verified');
    await expect(fresh()).resolves.toEqual({ status: 'parked', reports: [] });
    await expect(scene.context.ledger.waiting()).resolves.toEqual([{ ...scene.address, worker: 'join' }]);
    worker.error = undefined;
    await expect(fresh()).resolves.toEqual({ status: 'done', reports: [] });
    await expect(scene.context.ledger.waiting()).resolves.toEqual([]);
  });

  it('with the error itself where it is a bug', async () => {
    worker.error = new TypeError('a bug');
    await expect(fresh()).rejects.toThrow('a bug');
  });
});

describe('a message that comes back', () => {
  let ready: boolean | Error;
  let probes: number;
  beforeEach(async () => {
    ready = false;
    probes = 0;
    worker.steps = [
      probed(() => {
        probes++;
        return ready instanceof Error ? Promise.reject(ready) : Promise.resolve(ready);
      }),
    ];
    worker.reports = await waits({ 'vpc-1': waiting('being made', 45) });
    await fresh();
    worker.watchedCalls = 0;
    worker.reconciles.length = 0;
  });
  const costs = () => ({ probes, watchedCalls: worker.watchedCalls, reconciles: worker.reconciles.length });

  it('takes one probe, and is delivered again after ten seconds, or later when a quarter more time will have passed, however long probes took', async () => {
    await expect(again()).resolves.toEqual({
      ...{ status: 'waiting', because: 'being made', retryAfterSeconds: 10, reports: [] },
    });
    expect(costs()).toEqual({ probes: 1, watchedCalls: 0, reconciles: 0 });
    // The probes of a wait lie 60, 75 and 94 seconds after its beginning.
    await scene.world.clock.jump(61_400);
    await expect(again()).resolves.toMatchObject({ retryAfterSeconds: 14 });
    await scene.world.clock.jump(15_000);
    await expect(again()).resolves.toMatchObject({ retryAfterSeconds: 18 });
    await scene.world.clock.jump(1_000_000);
    await expect(again()).resolves.toMatchObject({ retryAfterSeconds: 60 });
  });

  it('takes a reconcile when the wait is over', async () => {
    ready = true;
    worker.reports = [];
    await expect(again()).resolves.toMatchObject({ status: 'done' });
    expect(worker.reconciles).toEqual([false]);
    await expect(record()).resolves.toBeUndefined();
  });

  it('takes a read once a minute of what would change the plan', async () => {
    await scene.world.clock.jump(59_999);
    await again();
    expect(costs()).toMatchObject({ watchedCalls: 0 });
    await scene.world.clock.jump(1);
    await again();
    expect(costs()).toEqual({ probes: 2, watchedCalls: 1, reconciles: 0 });
    await again();
    expect(costs()).toMatchObject({ watchedCalls: 1 });
    await scene.world.clock.jump(60_000);
    await again();
    expect(costs()).toMatchObject({ watchedCalls: 2, reconciles: 0 });
  });

  it('takes a reconcile when this read has changed', async () => {
    worker.watchedValue = 'a new CIDR';
    await again();
    expect(worker.reconciles).toEqual([]);
    await scene.world.clock.jump(60_000);
    await again();
    expect(worker.reconciles).toEqual([false]);
  });

  it('together with new messages takes a reconcile without a probe', async () => {
    await fresh();
    expect(costs()).toMatchObject({ probes: 0, reconciles: 1 });
  });

  it('for the last time takes a reconcile, for its plan', async () => {
    await reconcileSpoke(scene.context, worker, triggerOf(scene, { hasNewMessage: false, lastAttempt: true }));
    expect(costs()).toMatchObject({ probes: 0, reconciles: 1 });
  });

  it('takes a reconcile when AWS denies the probe', async () => {
    ready = failure('denied');
    await again();
    expect(worker.reconciles).toEqual([false]);
  });

  it('ends with the error where the probe has a bug', async () => {
    ready = new TypeError('a bug');
    await expect(again()).rejects.toThrow('a bug');
  });

  it('takes a reconcile when its concept is no longer run', async () => {
    worker.steps = [];
    await again();
    expect(worker.reconciles).toEqual([false]);
  });

  it('without a wait in the ledger is resumed, because the attempt before it died', async () => {
    worker.error = new TypeError('died');
    await expect(fresh()).rejects.toThrow('died');
    worker.error = undefined;
    await again();
    expect(worker.reconciles).toEqual([false, true]);
  });
});

test('the wait is removed from the ledger before each reconcile', async () => {
  const hints: unknown[] = [];
  worker = new ScriptedWorker({ of: scene.context.ledger, hints });
  worker.reports = await waits({ 'vpc-1': waiting('being made', 45) });
  await fresh();
  await expect(record()).resolves.toMatchObject({ wait: { because: 'being made' } });
  await fresh();
  expect(hints).toEqual([undefined, undefined]);
});

test('the account is read again only for a message with accountChanged', async () => {
  const { organization } = scene.context;
  const before = await organization.account(scene.address.accountId);
  const people = new OrganizationsClient(scene.world.config(scene.world.administrator(MANAGEMENT), REGION));
  const [DestinationParentId, SourceParentId] = [before.ouPath[0], before.ouPath.at(-1)];
  await people.send(new MoveAccountCommand({ AccountId: before.id, SourceParentId, DestinationParentId }));
  await fresh();
  await expect(organization.account(before.id)).resolves.toEqual(before);
  await fresh(true);
  await expect(organization.account(before.id)).resolves.toMatchObject({ ouPath: [DestinationParentId] });
});

describe('[FC15] what a message says of the account', () => {
  const other = () => ({
    ...scene.context,
    organization: new Organization(scene.context.sessions.own(MANAGEMENT, REGION), scene.world.clock),
  });
  const readingNow = (more: Partial<AccountReading> = {}): AccountReading => ({
    ...{ id: scene.address.accountId, name: 'dev', state: 'ACTIVE', ouPath: ['r-1', 'ou-1'], tags: {} },
    ...{ readAt: scene.world.clock.now().toISOString(), ...more },
  });
  const organizationCalls = () =>
    scene.world.calls.filter(({ action }) => action.startsWith('organizations:')).map(({ action }) => action);

  it('spares the reads of Organizations, and so does what the wait keeps, in any instance', async () => {
    const account = readingNow();
    worker.reports = await waits({ 'vpc-1': waiting('being made', 45) });
    await reconcileSpoke(scene.context, worker, triggerOf(scene, { account }));
    await expect(record()).resolves.toMatchObject({ account });
    const another = other();
    await reconcileSpoke(another, worker, triggerOf(scene, { hasNewMessage: false }));
    await expect(another.organization.account(account.id)).resolves.toMatchObject({ ouPath: account.ouPath });
    expect(organizationCalls()).toEqual([]);
  });

  it('counts no more after an event about the account, whichever worker and instance received it', async () => {
    const account = readingNow();
    await scene.world.clock.jump(1_000);
    const enrolling = { ...other(), worker: { ...scene.context.worker, name: 'enroll' as const } };
    await reconcileSpoke(enrolling, worker, triggerOf(scene, { accountChanged: true }));
    await reconcileSpoke(scene.context, worker, triggerOf(scene, { account }));
    const { organization } = scene.context;
    await expect(organization.account(account.id)).resolves.not.toMatchObject({ ouPath: account.ouPath });
    await reconcileSpoke(scene.context, worker, triggerOf(scene, { accountChanged: true, account }));
    await expect(organization.account(account.id)).resolves.not.toMatchObject({ ouPath: account.ouPath });
  });

  it('replaces what other instances have read before', async () => {
    const another = other();
    await another.organization.account(scene.address.accountId);
    await scene.world.clock.jump(1_000);
    await reconcileSpoke(scene.context, worker, triggerOf(scene, { account: readingNow({ state: 'SUSPENDED' }) }));
    scene.world.calls.length = 0;
    await reconcileSpoke(another, worker, triggerOf(scene));
    await another.organization.account(scene.address.accountId);
    expect(organizationCalls()).toEqual(['organizations:DescribeAccount', 'organizations:ListTagsForResource']);
  });
});

test('an account that has changed is read again by instances of the function that did not receive the message', async () => {
  const { accountId } = scene.address;
  const session = scene.context.sessions.own(MANAGEMENT, REGION);
  const other = { ...scene.context, organization: new Organization(session, scene.world.clock) };
  const before = await other.organization.account(accountId);
  const people = new OrganizationsClient(scene.world.config(scene.world.administrator(MANAGEMENT), REGION));
  const [DestinationParentId, SourceParentId] = [before.ouPath[0], before.ouPath.at(-1)];
  await people.send(new MoveAccountCommand({ AccountId: accountId, SourceParentId, DestinationParentId }));
  await scene.world.clock.jump(1000);
  await fresh(true);
  await reconcileSpoke(other, worker, triggerOf(scene, { hasNewMessage: false }));
  await expect(other.organization.account(accountId)).resolves.toMatchObject({ ouPath: [DestinationParentId] });
});

describe('after a wait', () => {
  /** `vpc-1` waits at its attachment with its query log in order, and `vpc-2` is in order. */
  const waitingWithFound = async (): Promise<readonly Report[]> => {
    const steps = [
      concept('query-log', [], { diff: () => [] }),
      concept('attachment', [], { diff: (key) => (key === 'vpc-1' ? waiting('not yet', 30) : []) }),
    ];
    return reconcile(runOf(), steps, ['vpc-1', 'vpc-2'].map(joining));
  };
  beforeEach(async () => {
    worker.reports = await waitingWithFound();
    worker.steps = [probed(() => Promise.resolve(true))];
    await fresh();
  });
  const naming = (keys: readonly string[]) =>
    reconcileSpoke(scene.context, worker, triggerOf(scene, { named: new Set(keys), hasOldMessage: true }));
  const last = () => [worker.concerned.at(-1), worker.takenOver.at(-1) !== undefined];

  it('looks only at what was not in order, and takes over what was', async () => {
    await again();
    expect(last()).toEqual([['vpc-1'], true]);
  });

  it('looks at a VPC that a message names, too, and reads anew what is heard of', async () => {
    await naming(['vpc-2']);
    expect(last()).toEqual([['vpc-1', 'vpc-2'], true]);
    await naming(['vpc-1']);
    expect(last()).toEqual([['vpc-1'], false]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a message that names no VPC', () => fresh()],
    ['tags or CIDRs that have changed', () => ((worker.watchedValue = 'other tags'), again())],
    ['five minutes', () => scene.world.clock.jump(5 * 60_000).then(again)],
    ['another config', () => reconcileSpoke(otherConfig(), worker, triggerOf(scene, { hasNewMessage: false }))],
    ['a change of the account', () => reconcileSpoke(scene.context, worker, changed())],
    ['the last attempt', () => reconcileSpoke(scene.context, worker, lastAttempt())],
    ['an attempt that died', () => scene.context.ledger.clearWait('join', scene.address).then(() => naming(['vpc-2']))],
  ])('reads everything after %s', async (_, wake) => {
    await wake();
    expect(last()).toEqual(['all', false]);
  });
  const changed = () => triggerOf(scene, { named: new Set(['vpc-2']), accountChanged: true });
  const lastAttempt = () => triggerOf(scene, { hasNewMessage: false, lastAttempt: true });
  const otherConfig = () => ({ ...scene.context, provenance: { configHash: 'beef', version: '0.0.0' } });

  it('goes on where it was when AWS throttled a read, and its attempt has not died', async () => {
    worker.error = failure('throttled');
    await expect(again()).resolves.toMatchObject({ status: 'waiting' });
    worker.error = undefined;
    await again();
    expect(last()).toEqual([['vpc-1'], true]);
    expect(worker.reconciles.at(-1)).toBe(false);
  });
});

it('a message that names a VPC makes a reconcile look at no other', async () => {
  await reconcileSpoke(scene.context, worker, triggerOf(scene, { named: new Set(['vpc-9']) }));
  expect(worker.concerned).toEqual([['vpc-9']]);
});
