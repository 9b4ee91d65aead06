import type { Admissions, VpcAdmission } from '../../hub/admissions';
import { addressText } from '../../names';

/**
 * The same admissions, for one reconcile: those of a spoke are read again only after a write. No other worker writes them: the
 * messages of a spoke are one group of a FIFO queue. Each write requires the version that it has read.
 */
export function onceUntilWritten(admissions: Admissions): Admissions {
  const known = new Map<string, Promise<readonly VpcAdmission[]>>();
  const writing = async <T>(write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } finally {
      known.clear();
    }
  };
  return {
    ofSpoke: (spoke) => {
      const key = addressText(spoke);
      const kept = known.get(key);
      if (kept) return kept;
      const reading = admissions.ofSpoke(spoke);
      known.set(key, reading);
      reading.catch(() => known.delete(key));
      return reading;
    },
    ofVpcs: (vpcs) => admissions.ofVpcs(vpcs),
    overlapping: (cidrs) => admissions.overlapping(cidrs),
    waitingFor: (cidrs) => admissions.waitingFor(cidrs),
    waitFor: (vpc, cidrs) => admissions.waitFor(vpc, cidrs),
    hold: (...parameters) => writing(() => admissions.hold(...parameters)),
    leave: (...parameters) => writing(() => admissions.leave(...parameters)),
    release: (...parameters) => writing(() => admissions.release(...parameters)),
    forgetFreed: (...parameters) => writing(() => admissions.forgetFreed(...parameters)),
  };
}
