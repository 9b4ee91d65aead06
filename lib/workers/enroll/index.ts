import { concepts } from '../../concepts';
import { allowedSegments } from '../../landing-zone';
import type { Account, Target } from '../../reconcile/concept';
import { reconcile } from '../../reconcile/engine';
import { recordKeys } from '../../dispatch/record';
import type { Trade } from '../../dispatch/wake-up';
import type { Workplace } from '../../dispatch/context';

/** Brings an account into the hub, or takes it out: one account in one governed region at a time. */
export const enroll = (place: Workplace): Trade => ({
  steps: concepts.enroll,
  watched: async ({ accountId }) => place.organization.place(accountId),
  async reconcile(piece) {
    const account = await place.organization.account(piece.accountId);
    const target = targetOf(place, account);
    const reports = await reconcile(piece.run(account), concepts.enroll, [target]);
    const [report] = reports;
    const before = await recordKeys(
      place,
      piece,
      reports.map((each) => ({ report: each, cidrs: [] })),
    );
    const enrolled = target.intent === 'join' && (report?.status === 'in-sync' || report?.status === 'changed');
    if (enrolled && before.get(account.id)?.state !== 'joined')
      await place.announce({
        type: 'Account Enrolled',
        detail: { accountId: account.id, region: piece.region, organizationalUnits: account.ouPath },
      });
    return reports;
  },
});

function targetOf({ landingZone }: Workplace, account: Account): Target {
  const segments = allowedSegments(landingZone, account.ouPath);
  if (account.state === 'ACTIVE' && segments.length > 0)
    return { key: account.id, intent: 'join', because: `its OU permits ${segments.join(', ')}` };
  return {
    key: account.id,
    intent: 'leave',
    because: `the account is ${account.state}; no OU of its path permits a segment`,
  };
}
