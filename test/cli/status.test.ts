import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itemOf } from '../../lib/hub/items';
import { targetItem } from '../../lib/hub/target-item';
import type { Clock } from '../../lib/aws/sdk/clock';
import type { TargetRecord } from '../../lib/hub/ledger';
import { deadLetterQueueUrl } from '../../lib/landing-zone';
import { statusSchema } from '../../cli/schemas/status';
import { LEDGER_TABLE } from '../../lib/names';
import { keyOf } from '../twin/dynamodb/values';
import type { EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';
import { documentOf, wheelwright } from './command-line';
import { operatorIo } from './operator';

const ACCOUNTS = 1000;
const PAGE = 100;
const folder = mkdtempSync(join(tmpdir(), 'wheelwright-'));
afterAll(() => rmSync(folder, { recursive: true }));
const config = join(folder, 'landing-zone.yaml');

const landingZone = smallLandingZone();
writeFileSync(config, JSON.stringify(landingZone));
const { accountId: hubId, region } = landingZone.hub;

let setting: EnrolledWorld;
beforeAll(async () => {
  setting = await sharedOrganization(landingZone);
});

/** Puts an item into the ledger without a call. */
function put(pk: string, sk: string, rest: ReturnType<typeof itemOf>): void {
  const table = setting.world.dynamodb.tables({ accountId: hubId, region }).get(LEDGER_TABLE);
  if (table === undefined) throw new Error('The hub has no ledger.');
  const item = { pk: { S: pk }, sk: { S: sk }, ...rest };
  table.items.set(keyOf(table, item), item);
}

function putTarget(accountId: string, record: Pick<TargetRecord, 'key' | 'state'> & Partial<TargetRecord>): void {
  const at = setting.world.clock.now();
  const all = { flags: [], text: 'admitted', since: at.toISOString(), cidrs: [], concepts: {}, plan: [], ...record };
  put(`${accountId}/${region}`, record.key, targetItem(all, { at, configHash: 'f00', version: '0.1.0' }));
}

describe('a mesh in which something is wrong', () => {
  const [JOINED, LEFT, FAILING] = ['vpc-0000a', 'vpc-0000b', 'vpc-0000c'];
  beforeAll(async () => {
    putTarget('200000000001', { key: JOINED, state: 'joined', segment: 'dev', flags: ['frozen'] });
    putTarget('200000000001', { key: LEFT, state: 'left' });
    putTarget('200000000001', { key: FAILING, state: 'failing', reason: 'aws-denied', text: 'AWS refused a call' });
    putTarget('200000000001', { key: '200000000001', state: 'failing', flags: ['frozen'] });
    putTarget('200000000001', { key: 'cluster/one', state: 'joined', flags: ['frozen'] });
    await new SQSClient(setting.world.config(setting.world.administrator(hubId), region)).send(
      new SendMessageCommand({
        ...{ QueueUrl: deadLetterQueueUrl(landingZone, 'join'), MessageBody: 'unreadable' },
        ...{ MessageGroupId: 'one', MessageDeduplicationId: 'one' },
      }),
    );
  });

  it('prints what needs people first, what each state has, and where to look', async () => {
    const { stdout } = await wheelwright(['status', '--config', config], operatorIo(setting));
    const [head, counts, , columns, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/ {2}dead letters 1$/);
    expect(counts).toBe('1 joined  1 left  1 failing  1 frozen  1 account enrolled  1 not enrolled');
    expect(columns).toMatch(/^SEGMENT /);
    expect(rows).toEqual([
      expect.stringMatching(`${FAILING} .* ✗ failing .* aws-denied: AWS refused a call$`) as string,
      expect.stringMatching(`^dev .* ${JOINED} .* joined`) as string,
      `Next: wheelwright redrive --inspect, wheelwright explain ${FAILING}`,
    ]);
  });

  it('counts VPCs, accounts and clusters apart', async () => {
    const args = ['status', '--config', config];
    const { counts, deadLetters, sweptAt } = await documentOf(statusSchema, args, operatorIo(setting));
    expect(counts).toMatchObject({
      vpcs: { joined: 1, left: 1, failing: 1 },
      accounts: { joined: 1, failing: 1 },
      clusters: { joined: 1 },
      flags: { frozen: 1 },
    });
    expect(deadLetters).toEqual({ enroll: 0, join: 1, 'grant-pull': 0 });
    expect(sweptAt).toMatch(/^2\d{3}-/);
  });

  it('has VPCs that have left with --all only', async () => {
    const keys = async (...more: string[]) =>
      (await documentOf(statusSchema, ['status', ...more, '--config', config], operatorIo(setting))).vpcs.map(
        ({ vpcId }) => vpcId,
      );
    expect(await keys()).toEqual([FAILING, JOINED]);
    expect(await keys('--all')).toEqual([FAILING, JOINED, LEFT]);
  });

  it.each([
    ['on a terminal', 120, '\u001b[H\u001b[2J'],
    ['in a pipe', undefined, ''],
  ])('is printed again every ten seconds with --watch, %s, until it is interrupted', async (_where, columns, clear) => {
    const slept: number[] = [];
    const io = operatorIo(setting, columns === undefined ? {} : { columns });
    const clock: Clock = {
      now: () => setting.world.clock.now(),
      sleep(ms) {
        slept.push(ms);
        return slept.length < 3 ? Promise.resolve() : Promise.reject(new Error('interrupted'));
      },
    };
    const { code, stdout, stderr } = await wheelwright(['status', '--watch', '--no-color', '--config', config], {
      ...io,
      clock,
    });
    expect({ code, slept }).toEqual({ code: 1, slept: [10_000, 10_000, 10_000] });
    expect(stderr).toContain('interrupted');
    const heads = stdout.split('\n').filter((line) => line.includes('mesh tgw-'));
    expect(heads).toHaveLength(3);
    for (const head of heads) expect(head.startsWith(`${clear}mesh tgw-`)).toBe(true);
  });
});

/** The records of a VPC in each of many accounts, and a step of its history. */
function seed(): void {
  const since = setting.world.clock.now().toISOString();
  for (let index = 0; index < ACCOUNTS; index++) {
    const accountId = String(200_000_000_000 + index);
    const key = `vpc-5eed${String(index).padStart(13, '0')}`;
    putTarget(accountId, { key, state: 'joined' });
    const step = { accountId, region, key, worker: 'join', because: 'a tag', state: 'joined' };
    const list = `history/${since.slice(0, 10)}`;
    put(
      `history/${accountId}/${region}/${key}`,
      `${since}/${index}`,
      itemOf({ ...step, at: since, text: '', applied: [], list }),
    );
  }
}

/** Runs a command, and counts what it holds: what the pages of the ledger had and it has not printed, whenever it asks for more. */
async function watched(args: readonly string[]) {
  const { world } = setting;
  const io = operatorIo(setting);
  const seen = { queriesBeforeOutput: 0, mostHeld: 0, largestPage: 0, read: 0 };
  const printed = (): number => io.written.stdout.match(/"?vpc-5eed\d+"?/g)?.length ?? 0;
  world.around.push(async ({ operation, input }, next) => {
    const isQuery = operation === 'Query' && !('ProjectionExpression' in (input as object));
    if (operation === 'Query' && io.written.stdout === '') seen.queriesBeforeOutput++;
    if (isQuery) seen.mostHeld = Math.max(seen.mostHeld, seen.read - printed());
    const output = await next();
    if (isQuery) {
      const { Items = [] } = output as { readonly Items?: readonly object[] };
      seen.read += Items.filter((item) => JSON.stringify(item).includes('vpc-5eed')).length;
      seen.largestPage = Math.max(seen.largestPage, Items.length);
    }
    return output;
  });
  const { code, stderr } = await wheelwright([...args, '--config', config], io);
  world.around.pop();
  return { code, stderr, ...seen, printed: printed() };
}

describe('a mesh of 1,000 accounts', () => {
  beforeAll(async () => {
    setting = await sharedOrganization(landingZone);
    seed();
  });

  const FLAT = { code: 0, stderr: '', mostHeld: 0, largestPage: PAGE, read: ACCOUNTS, printed: ACCOUNTS };

  it('status prints its first line before it reads the records, and holds one page at most', async () => {
    await expect(watched(['status'])).resolves.toEqual({ ...FLAT, queriesBeforeOutput: 0 });
  });

  it.each([['status --json'], ['history --all --since 1d'], ['history --all --since 1d --json']])(
    '%s prints while it reads, and holds one page at most',
    async (line) => {
      await expect(watched(line.split(' '))).resolves.toMatchObject(FLAT);
    },
  );
});
