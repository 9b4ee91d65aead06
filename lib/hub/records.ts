import type { Session } from '../aws/sdk/session';
import { busArn, type LandingZone } from '../landing-zone';
import { ADMISSIONS_TABLE, LEDGER_TABLE, cleanFields } from '../names';
import type { Admissions } from './admissions';
import { AdmissionsTable } from './admissions-table';
import { foreignTable, type Foreign } from './foreign';
import type { Leaves } from './leaves';
import { LeavesTable } from './leaves-table';
import type { Ledger } from './ledger';
import { ledgerTable } from './ledger-table';
import { notices, type Announce } from './notices';
import { sweepsTable, type Sweeps } from './sweeps';

/** What workers record and announce in the hub account. */
export interface HubRecords {
  readonly ledger: Ledger;
  readonly admissions: Admissions;
  readonly leaves: Leaves;
  readonly foreign: Foreign;
  /** Texts of notices may repeat what teams wrote, and are cleaned. */
  readonly announce: Announce;
}

/** `own`: a function's own credentials in the hub account, with a client of DynamoDB. */
export const admissionRecords = (
  own: Session,
): Pick<HubRecords, 'admissions' | 'leaves'> & { readonly sweeps: Sweeps } => ({
  admissions: new AdmissionsTable(ADMISSIONS_TABLE, own),
  leaves: new LeavesTable(ADMISSIONS_TABLE, own),
  sweeps: sweepsTable(ADMISSIONS_TABLE, own),
});

/** `own`: a function's own credentials in the hub account, with clients of DynamoDB and EventBridge. */
export function hubRecords(landingZone: LandingZone, own: Session): HubRecords {
  const announce = notices(busArn(landingZone, 'outbound'), own);
  return {
    ledger: ledgerTable(LEDGER_TABLE, own),
    ...admissionRecords(own),
    foreign: foreignTable(ADMISSIONS_TABLE, own),
    announce: ({ type, detail }) => announce({ type, detail: cleanFields(detail) }),
  };
}
