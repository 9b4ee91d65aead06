import type { Account } from '../../aws/read/organization';
import { formerRecords, recordReports } from '../../dispatch/record';
import { noticeFor } from '../../dispatch/transition';
import type { Worker } from '../../dispatch/worker';
import { accountFacts, isHub, type WorkerContext } from '../../dispatch/worker-context';
import { allowedSegments, asSpoke, whyExcluded, type LandingZone } from '../../landing-zone';
import { reconcile, type Report } from '../../reconcile/engine';
import { refused } from '../../reconcile/outcome';
import type { Target } from '../../reconcile/target';
import { worker } from './worker';

/** Enrolls an account in one governed region, or removes it. */
export const enroll = (context: WorkerContext): Worker => ({
  steps: worker.steps,
  watched: ({ accountId }) => context.organization.accountWithoutTags(accountId),
  async reconcile(spoke) {
    const { accountId } = spoke;
    const account = await context.organization.account(accountId);
    const { landingZone } = context;
    const former = await formerRecords(context, spoke);
    const reports = isHub(landingZone, spoke)
      ? ofHub(targetOf(landingZone, asSpoke(landingZone, account)), former.has(accountId))
      : await reconcile(spoke.run(account), worker.steps, [targetOf(landingZone, account)]);
    const recorded = reports.map((report) => ({ report }));
    await recordReports(context, spoke, recorded, {
      ...{ former, noticeOf },
      ...accountFacts(landingZone, account, spoke),
      factsOf: () => ({ organizationalUnits: account.ouPath }),
    });
    return reports;
  },
});

/** The hub account is no spoke. In an OU of a segment it is refused, until it is elsewhere. */
function ofHub(target: Target, isRecorded: boolean): readonly Report[] {
  if (target.intent === 'leave') return isRecorded ? [{ target, status: 'in-sync', outcomes: new Map() }] : [];
  const because = `the hub account ${target.key} lies in an OU of a segment (${target.because}), so that it counts as a spoke there`;
  const outcome = { ...refused('hub-in-segment', because), changes: [], applied: [] };
  return [{ target, status: 'refused', stoppedAt: 'admission', outcomes: new Map([['admission', outcome]]) }];
}

const noticeOf = noticeFor('account');

function targetOf(landingZone: LandingZone, account: Account): Target {
  const { id: key } = account;
  const excluded = whyExcluded(landingZone, account);
  return excluded === undefined
    ? { key, intent: 'join', because: `it may use ${allowedSegments(landingZone, account).join(', ')}` }
    : { key, intent: 'leave', because: excluded };
}
