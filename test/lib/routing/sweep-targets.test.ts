import { sweepTargets } from '../../../lib/routing/sweep-targets';
import { fixtureLandingZone } from '../../world/landing-zone';

const landingZone = fixtureLandingZone();
const DEV = ['r-pksl', 'ou-pksl-workload', 'ou-pksl-00000dev'];
const NOWHERE = ['r-pksl', 'ou-pksl-000other'];

const account = (id: string, ouPath = DEV, state = 'ACTIVE') => ({ id, name: id, state, ouPath });
const attachment = (accountId: string, index: number, { live = true, ours = true } = {}) => ({
  attachmentId: `tgw-attach-${index}`,
  vpcId: `vpc-${index}`,
  accountId,
  live,
  ours,
});
const ids = ['200000000001', '200000000002', '200000000003', '200000000004'];

describe('a sweep of all accounts', () => {
  it('wakes every account, and accounts that left the organization with a VPC attached', () => {
    const owners = [attachment('200000000009', 1), attachment('200000000008', 2, { live: false })];
    expect(
      sweepTargets(
        landingZone,
        ids.map((id) => account(id)),
        owners,
      ),
    ).toEqual({
      accountIds: [...ids, '200000000009'],
    });
  });

  it('[FC9] finds the hub account in an OU of a segment, where the policies for spokes bind its deployer', () => {
    const hub = landingZone.hub.accountId;
    const found = (ouPath: readonly string[]) => sweepTargets(landingZone, [account(hub, [...ouPath])], []).hubIn;
    expect([found(DEV), found(NOWHERE)]).toEqual([['dev'], undefined]);
  });

  it('wakes a single account without a segment, however small the mesh is', () => {
    const accounts = [account('200000000001', NOWHERE), account('200000000002')];
    const { accountIds, held } = sweepTargets(landingZone, accounts, [
      attachment('200000000001', 1),
      attachment('200000000002', 2),
    ]);
    expect([accountIds, held]).toEqual([['200000000001', '200000000002'], undefined]);
  });

  it.each([
    ['whose OU no longer permits a segment', NOWHERE, 'ACTIVE'],
    ['that are suspended', DEV, 'SUSPENDED'],
  ])('holds back accounts %s when too many VPCs would leave with them', (_why, ouPath, state) => {
    const [kept = '', ...lost] = ids;
    const accounts = [account(kept), ...lost.map((id) => account(id, ouPath, state))];
    const owners = ids.map((id, index) => attachment(id, index));
    const { accountIds, held } = sweepTargets(landingZone, accounts, owners);
    expect(accountIds).toEqual([kept]);
    expect(held?.accountIds).toEqual(lost);
    expect(held?.because).toContain('3 of the 4 VPCs in the mesh would leave at once');
  });

  it.each([
    ['one account that stays', ['200000000001', '200000000001', '200000000001']],
    ['accounts that leave', ['200000000002', '200000000003', '200000000004', '200000000009']],
  ])('[A10] counts no attachments that were made by hand in %s, and wakes their accounts', (_where, pending) => {
    const [kept = '', left = '', ...gone] = ids;
    const accounts = [account(kept), account(left, NOWHERE), ...gone.map((id) => account(id, NOWHERE))];
    const byHand = pending.map((id, index) => attachment(id, 10 + index, { ours: false }));
    const { accountIds, held } = sweepTargets(landingZone, accounts, [
      attachment(kept, 1),
      attachment(left, 2),
      ...byHand,
    ]);
    expect(held).toBeUndefined();
    expect(accountIds).toEqual(expect.arrayContaining([...ids, ...pending]));
  });

  it.each([4, 40])(
    '[A10] is held back all the same where %d attachments made by hand make the mesh look larger',
    (many) => {
      const [kept = '', ...lost] = ids;
      const accounts = [account(kept), ...lost.map((id) => account(id, NOWHERE))];
      const byHand = Array.from({ length: many }, (_, index) => attachment(kept, 10 + index, { ours: false }));
      const { held } = sweepTargets(landingZone, accounts, [
        ...ids.map((id, index) => attachment(id, index)),
        ...byHand,
      ]);
      expect(held?.because).toContain('3 of the 4 VPCs in the mesh would leave at once');
    },
  );

  it("does not count the hub's own VPC", () => {
    const accounts = [
      account('200000000001', NOWHERE),
      account('200000000002', NOWHERE),
      account(landingZone.hub.accountId, NOWHERE),
    ];
    const owners = ['200000000001', landingZone.hub.accountId].map((id, index) => attachment(id, index));
    expect(sweepTargets(landingZone, accounts, owners).held).toBeUndefined();
  });
});
