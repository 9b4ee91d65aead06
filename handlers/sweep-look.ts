import { enrollment, type Enrollment } from '../lib/aws/read/enrollment';
import type { AccountReading, UntaggedAccount } from '../lib/aws/read/organization';
import { isFailure } from '../lib/aws/sdk/failure';
import { fingerprintOf } from '../lib/dispatch/fingerprint';
import type { Telemetry } from '../lib/dispatch/telemetry';
import { accountRecords } from '../lib/hub/account-records';
import { admissionRecords } from '../lib/hub/records';
import type { SweepLook } from '../lib/hub/sweep-page';
import { hubOf, isDelegated } from '../lib/landing-zone';
import { LEDGER_TABLE, VERSION } from '../lib/names';
import { lookFor } from '../lib/routing/enroll-needed';
import { wokenOnPage } from '../lib/routing/page-targets';
import type { Woken } from '../lib/routing/sweep-targets';
import { withZones } from '../lib/routing/zones-handed-on';
import type { Runtime } from './runtime';
import type { SweptMesh } from './sweep-mesh';
import type { Wiring } from './wiring';

/** How a sweep finds out at which accounts enroll has to look. */
export interface Looking {
  /** Reads in bulk what tells it, for the steps, while the accounts are read. What cannot be read stops no sweep: then enroll looks at all accounts. */
  begin(accounts: Promise<readonly UntaggedAccount[]>): Promise<{ readonly look: SweepLook; readonly turn: number }>;
  /** Records that the first step was sent: the next sweep has the next number. */
  begun(began: string, turn: number): Promise<void>;
  /** What a step wakes for the accounts of its page. With another config than before, nothing that was read in bulk is passed on. */
  wokenOn(accounts: readonly AccountReading[], look: SweepLook): Promise<readonly Woken[]>;
}

type Read = Wiring & SweptMesh;
export function sweepLook({ landingZone, hubs, clock }: Runtime, from: Read, telemetry: Telemetry): Looking {
  const { management, own, organization } = from;
  const { sweeps } = admissionRecords(own);
  const madeWith = fingerprintOf([landingZone, VERSION]);
  const hub = hubOf(hubs, landingZone.hub.region);
  const callAs = isDelegated(landingZone) ? 'DELEGATED_ADMIN' : undefined;
  const read = (): Promise<Enrollment | undefined> =>
    enrollment({ management, hub: own }, { callAs, shareArns: hub.resourceShareArns }).catch((error: unknown) => {
      if (!isFailure(error)) throw error;
      telemetry.error('stack instances and shares not read: enroll looks at every account', { because: error.message });
      return undefined;
    });
  return {
    async begin(accounts) {
      const latest = await sweeps.latest();
      // A new config or version may want something else of any account.
      const found = latest?.madeWith === madeWith ? await read() : undefined;
      const turn = latest === undefined ? 0 : latest.turn + 1;
      return { turn, look: lookFor({ landingZone, hub, accounts: await accounts, found, now: clock.now(), turn }) };
    },
    begun: (began, turn) => sweeps.record({ began, turn, madeWith }),
    async wokenOn(accounts, look) {
      const entries = accountRecords(LEDGER_TABLE, own);
      const woken = await wokenOnPage(landingZone, { organization, entries }, accounts, look);
      return look === 'all' ? woken : withZones(woken, await from.zones(), look.turn);
    },
  };
}
