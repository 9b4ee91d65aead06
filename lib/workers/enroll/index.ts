import type { Account } from '../../aws/read/organization';
import { formerRecords, recordReports } from '../../dispatch/record';
import { noticeFor } from '../../dispatch/transition';
import type { Worker } from '../../dispatch/worker';
import { accountFlags, type WorkerContext } from '../../dispatch/worker-context';
import { allowedSegments, whyExcluded, type LandingZone } from '../../landing-zone';
import { reconcile } from '../../reconcile/engine';
import type { Target } from '../../reconcile/target';
import { worker } from './worker';

/** Enrolls an account in one governed region, or removes it. */
export const enroll = (context: WorkerContext): Worker => ({
  steps: worker.steps,
  watched: ({ accountId }) => context.organization.accountWithoutTags(accountId),
  async reconcile(spoke) {
    const { accountId } = spoke;
    const account = await context.organization.account(accountId);
    const target = targetOf(context.landingZone, account);
    const former = await formerRecords(context, spoke);
    const reports = await reconcile(spoke.run(account), worker.steps, [target]);
    const recorded = reports.map((report) => ({ report }));
    await recordReports(context, spoke, recorded, {
      ...{ former, noticeOf },
      flags: accountFlags(context.landingZone, account),
      factsOf: () => ({ organizationalUnits: account.ouPath }),
    });
    return reports;
  },
});

const noticeOf = noticeFor('account');

function targetOf(landingZone: LandingZone, account: Account): Target {
  const { id: key, ouPath } = account;
  const excluded = whyExcluded(landingZone, account);
  return excluded === undefined
    ? { key, intent: 'join', because: `its OU permits ${allowedSegments(landingZone, ouPath).join(', ')}` }
    : { key, intent: 'leave', because: excluded };
}
