import type { Session } from '../aws/sdk/session';
import type { AdmittedRange } from '../hub/admissions';
import type { ForeignList } from '../hub/foreign';
import { NO_FREEZES } from '../hub/freezes';
import { hubRecords, type HubRecords } from '../hub/records';
import { overlaps, type LandingZone } from '../landing-zone';

/** What a plan knows of ranges, and what it adds while it goes from account to account. */
export interface PlanRecords extends HubRecords {
  /** Ranges with which VPCs of this plan would be admitted. */
  admit(ranges: readonly AdmittedRange[]): void;
}

const nothing = (): Promise<void> => Promise.resolve();
const none = (): Promise<readonly never[]> => Promise.resolve([]);

/** Where nothing is deployed, there are no tables: a plan has its own, in memory. */
export function memoryRecords(): PlanRecords {
  const { admit, overlapping } = planRanges();
  const foreign = new Map<string, ForeignList>();
  return {
    admit,
    ledger: {
      ...ledgerWrites,
      spoke: () => Promise.resolve({ freezes: NO_FREEZES }),
      targets: none,
      waiting: none,
    },
    admissions: { ...admissionWrites, overlapping, ofSpoke: none, ofVpcs: none, waitingFor: none },
    leaves: {
      ask: ({ vpcs }) => Promise.resolve({ allowed: new Set(vpcs.map(({ vpcId }) => vpcId)) }),
      held: () => Promise.resolve({ vpcs: [], plan: '' }),
      confirm: nothing,
    },
    foreign: {
      last: (region) => Promise.resolve(foreign.get(region)),
      record: (region, list) => Promise.resolve(void foreign.set(region, list)),
    },
    announce: nothing,
  };
}

/** The records of a hub that is deployed. They are read, and never written. */
export function readRecords(landingZone: LandingZone, hub: Session): PlanRecords {
  const { ledger, admissions, leaves, foreign } = hubRecords(landingZone, hub);
  const { admit, overlapping } = planRanges();
  return {
    admit,
    ledger: {
      ...ledgerWrites,
      spoke: (worker, address) => ledger.spoke(worker, address),
      targets: (address) => ledger.targets(address),
      waiting: () => ledger.waiting(),
    },
    admissions: {
      ...admissionWrites,
      ofSpoke: (spoke) => admissions.ofSpoke(spoke),
      ofVpcs: (vpcs) => admissions.ofVpcs(vpcs),
      overlapping: async (cidrs) => [...(await admissions.overlapping(cidrs)), ...(await overlapping(cidrs))],
      waitingFor: (cidrs) => admissions.waitingFor(cidrs),
    },
    leaves: {
      ask: (question, options) => leaves.ask(question, { ...options, dry: true }),
      held: () => leaves.held(),
      confirm: nothing,
    },
    foreign: { last: (region) => foreign.last(region), record: nothing },
    announce: nothing,
  };
}

const ledgerWrites = { putSpoke: nothing, clearWait: nothing, putAccountChange: nothing, putTarget: nothing };
const admissionWrites = {
  ...{ hold: none, leave: nothing, release: nothing, waitFor: nothing, forgetFreed: nothing },
};

function planRanges() {
  const admitted: AdmittedRange[] = [];
  return {
    admit: (ranges: readonly AdmittedRange[]) => void admitted.push(...ranges),
    overlapping: (cidrs: readonly string[]): Promise<readonly AdmittedRange[]> =>
      Promise.resolve(admitted.filter((range) => cidrs.some((cidr) => overlaps(cidr, range.cidr)))),
  };
}
