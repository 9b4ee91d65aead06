import type { AccountReading, Organization } from '../aws/read/organization';
import type { AccountEntry, AccountRecords } from '../hub/account-records';
import { NO_FREEZES } from '../hub/freezes';
import type { SweepLook } from '../hub/sweep-page';
import type { LandingZone } from '../landing-zone';
import { addressText } from '../names';
import { needsEnroll } from './enroll-needed';
import { spokesIn, wokenBySweep, type Woken } from './sweep-targets';

const NO_ENTRY: AccountEntry = { freezes: NO_FREEZES };

/**
 * What a step of a sweep wakes for the accounts of its page, which were read just now. Where enroll need not look at all of them, their
 * tags and their records in the ledger are read to find out at whom it has to look; the tags go on to the workers.
 * @throws a `Failure` if DynamoDB refuses a call
 */
export async function wokenOnPage(
  landingZone: LandingZone,
  { organization, entries }: { readonly organization: Organization; readonly entries: AccountRecords },
  accounts: readonly AccountReading[],
  look: SweepLook,
): Promise<readonly Woken[]> {
  if (look === 'all') return wokenBySweep(landingZone, accounts);
  const spokes = await spokesIn(landingZone, accounts);
  const known = await entries(spokes);
  const ofSpokes = accounts.filter(({ id }) => spokes.some(({ accountId }) => accountId === id));
  return wokenBySweep(landingZone, await organization.withTags(ofSpokes), (account, spoke) =>
    needsEnroll(landingZone, account, known.get(addressText(spoke)) ?? NO_ENTRY, look),
  );
}
