import { LedgerReader } from '../../lib/hub/ledger-reader';
import { ledgerTable } from '../../lib/hub/ledger-table';
import { LEDGER_TABLE } from '../../lib/names';
import { REGION, worldWithQueuesAndLedger } from '../world/hub-services';

const ACCOUNTS = 1000;

test('the overview of 1,000 accounts comes page by page: the next page is read when the one before has been printed', async () => {
  const { session, world } = await worldWithQueuesAndLedger();
  const ledger = ledgerTable(LEDGER_TABLE, session);
  const at = new Date('2026-01-01T00:00:00Z');
  for (let account = 0; account < ACCOUNTS; account++) {
    const address = { accountId: String(200_000_000_000 + account), region: REGION };
    const key = `vpc-${account.toString(16).padStart(17, '0')}`;
    const text = 'x'.repeat(2000);
    const record = {
      key,
      state: 'joined',
      flags: [],
      text,
      since: at.toISOString(),
      cidrs: [],
      concepts: {},
      plan: [],
    } as const;
    await ledger.putTarget(address, record, { at, configHash: 'f00', version: '0.1.0' });
  }
  await world.clock.jump(60_000);
  // AWS ends a page after 1 MiB; here after so many items.
  world.around.push(({ operation, input }, next) => {
    if (operation === 'Query') Object.assign(input as object, { Limit: 300 });
    return next();
  });
  const queries = () => world.calls.filter(({ action }) => action === 'dynamodb:Query').length;
  const before = queries();
  let rows = 0;
  let pages = 0;
  for await (const page of new LedgerReader(LEDGER_TABLE, session).vpcs('joined')) {
    pages++;
    rows += page.length;
    expect(queries() - before).toBe(pages);
    expect(page.length).toBeLessThanOrEqual(300);
  }
  expect(rows).toBe(ACCOUNTS);
});
