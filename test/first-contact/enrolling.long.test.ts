import { eventually } from '../twin/eventually';
import { enrolledOrganization, type EnrolledWorld } from '../world/enrolled';
import { deadLetters, organizationsCalls } from '../world/hub-queues';
import { ledgerItems } from '../world/mesh';
import { smallLandingZone } from '../world/small-landing-zone';

const MINUTE = 60_000;
const ACCOUNTS = 70;
/** "Number of concurrent region-opt requests per organization" (quotas of AWS Account Management). */
const OPT_INS_AT_ONCE = 50;

/** How many of the accounts the ledger has as enrolled. */
function enrolledOf({ world, landingZone }: EnrolledWorld, accountIds: readonly string[]): number {
  const records = [...ledgerItems(world, landingZone).values()].filter(({ state }) => state?.S === 'joined');
  const joined = new Set(records.map(({ sk }) => sk?.S));
  return accountIds.filter((id) => joined.has(id)).length;
}

it(`[FC15] ${ACCOUNTS} accounts that come within one minute are all enrolled, within AWS's ${OPT_INS_AT_ONCE} opt-ins at a time, without a dead letter, and with at most five calls of Organizations each`, async () => {
  // A region is enabled for a minute, so that more than fifty accounts want that at a time.
  const setting = await enrolledOrganization(smallLandingZone(), { times: { other: MINUTE } });
  const { world, people, organization } = setting;
  const newcomers = Array.from({ length: ACCOUNTS }, (_, n) => String(300_000_000_000 + n));
  for (const id of newcomers) world.organizations.join({ id, name: id, email: `${id}@example.com` }, 'INVITED');
  await world.clock.jump(10 * MINUTE);
  const before = world.calls.length;
  const seen = { atOnce: 0, refused: 0 };
  world.around.push(async ({ operation }, next) => {
    try {
      return await next();
    } catch (error) {
      if (operation === 'EnableRegion') seen.refused++;
      throw error;
    } finally {
      seen.atOnce = Math.max(seen.atOnce, world.account.inFlight());
    }
  });
  const unit = organization.organizationalUnits['Workloads/Dev'] ?? '';
  for (const accountId of newcomers) {
    await people.move(accountId, organization.rootId, unit);
    await world.clock.jump(MINUTE / ACCOUNTS);
  }
  const all = (): boolean => enrolledOf(setting, newcomers) === ACCOUNTS;
  await eventually(world, 'every account is enrolled', all, MINUTE, 180 * MINUTE);
  expect(seen.refused).toBeGreaterThan(0);
  expect(seen.atOnce).toBe(OPT_INS_AT_ONCE);
  expect(deadLetters(setting)).toEqual([]);
  expect(organizationsCalls(setting, before).length).toBeLessThanOrEqual(5 * ACCOUNTS);
});
