import type { Account } from '../../aws/read/organization';
import { becauseOf, recordReports } from '../../dispatch/record';
import type { Worker } from '../../dispatch/worker';
import type { WorkerContext } from '../../dispatch/worker-context';
import type { TargetRecord } from '../../hub/ledger';
import { allowedSegments, whyExcluded, type LandingZone } from '../../landing-zone';
import type { SpokeAddress } from '../../names';
import { reconcile, type Report } from '../../reconcile/engine';
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
    const reports = await reconcile(spoke.run(account), worker.steps, [target]);
    const before = await recordReports(
      context,
      spoke,
      reports.map((report) => ({ report })),
    );
    await announce(context, spoke, account, reports[0], before.get(accountId));
    return reports;
  },
});

/** Announces what is new since the last record: the account is enrolled, or it is refused, for the security team. */
async function announce(
  context: WorkerContext,
  { accountId, region }: SpokeAddress,
  { ouPath: organizationalUnits }: Account,
  report: Report | undefined,
  before: TargetRecord | undefined,
): Promise<void> {
  if (report?.target.intent !== 'join') return;
  const detail = { accountId, region, organizationalUnits };
  const because = becauseOf(report);
  if ((report.status === 'in-sync' || report.status === 'changed') && before?.state !== 'joined')
    await context.announce({ type: 'Account Enrolled', detail });
  if (report.status === 'refused' && !(before?.state === 'refused' && before.because === because))
    await context.announce({ type: 'Account Refused', detail: { ...detail, because } });
}

function targetOf(landingZone: LandingZone, account: Account): Target {
  const { id: key, ouPath } = account;
  const excluded = whyExcluded(landingZone, account);
  return excluded === undefined
    ? { key, intent: 'join', because: `its OU permits ${allowedSegments(landingZone, ouPath).join(', ')}` }
    : { key, intent: 'leave', because: excluded };
}
