import type { Account } from '../../aws/read/organization';
import { recordReports } from '../../dispatch/record';
import type { Worker } from '../../dispatch/worker';
import type { WorkerContext } from '../../dispatch/worker-context';
import { allowedSegments, whyExcluded, type LandingZone } from '../../landing-zone';
import { reconcile } from '../../reconcile/engine';
import type { Target } from '../../reconcile/target';
import { worker } from './worker';

/** Enrolls an account in one governed region, or removes it. */
export const enroll = (context: WorkerContext): Worker => ({
  steps: worker.steps,
  watched: ({ accountId }) => context.organization.accountWithoutTags(accountId),
  async reconcile(spoke) {
    const { accountId, region } = spoke;
    const account = await context.organization.account(accountId);
    const target = targetOf(context.landingZone, account);
    const reports = await reconcile(spoke.run(account), worker.steps, [target]);
    const before = await recordReports(
      context,
      spoke,
      reports.map((report) => ({ report })),
    );
    const status = reports[0]?.status;
    const enrolled = target.intent === 'join' && (status === 'in-sync' || status === 'changed');
    if (enrolled && before.get(accountId)?.state !== 'joined')
      await context.announce({
        type: 'Account Enrolled',
        detail: { accountId, region, organizationalUnits: account.ouPath },
      });
    return reports;
  },
});

function targetOf(landingZone: LandingZone, account: Account): Target {
  const { id: key, ouPath } = account;
  const excluded = whyExcluded(landingZone, account);
  return excluded === undefined
    ? { key, intent: 'join', because: `its OU permits ${allowedSegments(landingZone, ouPath).join(', ')}` }
    : { key, intent: 'leave', because: excluded };
}
