import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itemOf } from '../../lib/hub/items';
import { targetItem } from '../../lib/hub/target-item';
import { LEDGER_TABLE } from '../../lib/names';
import { keyOf } from '../twin/dynamodb/values';
import type { EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';
import { wheelwright } from './command-line';
import { operatorIo } from './operator';

const ACCOUNTS = 1000;
const PAGE = 100;
const folder = mkdtempSync(join(tmpdir(), 'wheelwright-'));
afterAll(() => rmSync(folder, { recursive: true }));
const config = join(folder, 'landing-zone.yaml');

let setting: EnrolledWorld;
beforeAll(async () => {
  const landingZone = smallLandingZone();
  writeFileSync(config, JSON.stringify(landingZone));
  setting = await sharedOrganization(landingZone);
  seed(setting);
}, 120_000);

/** The records of a VPC in each account, and a step of its history, put into the table without calls. */
function seed({ world, landingZone: { hub } }: EnrolledWorld): void {
  const table = world.dynamodb.tables(hub).get(LEDGER_TABLE);
  if (table === undefined) throw new Error('The hub has no ledger.');
  const at = world.clock.now();
  const since = at.toISOString();
  const put = (pk: string, sk: string, rest: ReturnType<typeof itemOf>): void => {
    const item = { pk: { S: pk }, sk: { S: sk }, ...rest };
    table.items.set(keyOf(table, item), item);
  };
  for (let index = 0; index < ACCOUNTS; index++) {
    const accountId = String(200_000_000_000 + index);
    const key = `vpc-5eed${String(index).padStart(13, '0')}`;
    const address = `${accountId}/${hub.region}`;
    const record = { state: 'joined', flags: [], text: 'admitted', since, cidrs: [], concepts: {}, plan: [] } as const;
    put(address, key, targetItem({ key, ...record }, { at, configHash: 'f00', version: '0.1.0' }));
    const step = { accountId, region: hub.region, key, worker: 'join', because: 'a tag', state: 'joined' };
    const list = `history/${since.slice(0, 10)}`;
    put(`history/${address}/${key}`, `${since}/${index}`, itemOf({ ...step, at: since, text: '', applied: [], list }));
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

const FLAT = { code: 0, stderr: '', mostHeld: 0, largestPage: PAGE, read: ACCOUNTS, printed: ACCOUNTS };

test('status of 1,000 accounts prints its first line before it reads the records, and holds one page at most', async () => {
  await expect(watched(['status'])).resolves.toEqual({ ...FLAT, queriesBeforeOutput: 0 });
});

test.each([['status --json'], ['history --all --since 1d'], ['history --all --since 1d --json']])(
  '%s of 1,000 accounts prints while it reads, and holds one page at most',
  async (line) => {
    await expect(watched(line.split(' '))).resolves.toMatchObject(FLAT);
  },
);
