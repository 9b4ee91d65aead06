import { sweepTargets, wokenBySweep, wokenInHub } from '../../../lib/routing/sweep-targets';
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
  it('wakes accounts that left the organization with a VPC attached', () => {
    const owners = [attachment('200000000001', 0), attachment('200000000009', 1)];
    const gone = attachment('200000000008', 2, { live: false });
    const accounts = ids.map((id) => account(id));
    expect(sweepTargets(landingZone, accounts, [...owners, gone]).departed).toEqual([{ id: '200000000009' }]);
  });

  it('[FC15] tells enroll of each account what it has read of it', async () => {
    const read = { ...account('200000000001'), readAt: '2026-01-01T00:00:00.000Z' };
    const untold = { ...read, id: '200000000002', ouPath: [] };
    const { region } = landingZone.hub;
    await expect(wokenBySweep(landingZone, [read, untold, { id: '200000000009' }])).resolves.toEqual([
      { accountId: read.id, region, worker: 'enroll', account: read },
      { accountId: untold.id, region, worker: 'enroll', accountChanged: true },
      { accountId: '200000000009', region, worker: 'enroll', accountChanged: true },
    ]);
  });

  it('wakes the workers after enroll at once where enroll has nothing to do, with the account as it was read', async () => {
    const read = (id: string) => ({ ...account(id), tags: {}, readAt: '2026-01-01T00:00:00.000Z' });
    const [rests, needs] = [read('200000000001'), read('200000000002')];
    const { region } = landingZone.hub;
    const isNeeded = ({ id }: { readonly id: string }): boolean => id === needs.id;
    await expect(wokenBySweep(landingZone, [rests, needs], isNeeded)).resolves.toEqual([
      { accountId: rests.id, region, worker: 'join', account: rests },
      { accountId: rests.id, region, worker: 'grant-pull', account: rests },
      { accountId: needs.id, region, worker: 'enroll', account: needs },
    ]);
  });

  it('wakes enroll and join for the hub, which is no spoke', async () => {
    const { accountId, region } = landingZone.hub;
    expect(wokenInHub(landingZone)).toMatchObject(['enroll', 'join'].map((worker) => ({ accountId, region, worker })));
    await expect(wokenBySweep(landingZone, [{ id: accountId }])).resolves.toEqual([]);
  });

  it('[FC9] finds the hub account in an OU of a segment, where the policies for spokes bind its deployer', () => {
    const hub = landingZone.hub.accountId;
    const found = (ouPath: readonly string[]) => sweepTargets(landingZone, [account(hub, [...ouPath])], []).hubIn;
    expect([found(DEV), found(NOWHERE)]).toEqual([['dev'], undefined]);
  });

  it.each([
    ['whose OU permits no segment', NOWHERE, 'ACTIVE', ['vpc-1', 'vpc-2', 'vpc-3']],
    ['that are suspended, which leave in any case', DEV, 'SUSPENDED', []],
  ])('of accounts %s names the VPCs that the guard decides about', (_why, ouPath, state, vpcIds) => {
    const [kept = '', ...lost] = ids;
    const accounts = [account(kept), ...lost.map((id) => account(id, ouPath, state))];
    const owners = ids.map((id, index) => attachment(id, index));
    const { departed, leaving, mesh } = sweepTargets(landingZone, accounts, owners);
    expect(departed).toEqual([]);
    expect(leaving.map(({ vpcId }) => vpcId)).toEqual(vpcIds);
    expect(mesh).toEqual(['vpc-0', 'vpc-1', 'vpc-2', 'vpc-3']);
  });

  it('[A10] counts no attachments that were made by hand, and wakes their accounts', () => {
    const [kept = '', left = ''] = ids;
    const accounts = [account(kept), account(left, NOWHERE)];
    const byHand = [kept, left, '200000000009'].map((id, index) => attachment(id, 10 + index, { ours: false }));
    const found = sweepTargets(landingZone, accounts, [attachment(kept, 1), attachment(left, 2), ...byHand]);
    expect(found).toMatchObject({ departed: [{ id: '200000000009' }], mesh: ['vpc-1', 'vpc-2'] });
    expect(found.leaving.map(({ vpcId }) => vpcId)).toEqual(['vpc-2']);
  });

  it("does not count the hub's own VPC", () => {
    const accounts = [account(landingZone.hub.accountId, NOWHERE)];
    const { leaving, mesh } = sweepTargets(landingZone, accounts, [attachment(landingZone.hub.accountId, 1)]);
    expect([leaving, mesh]).toEqual([[], []]);
  });
});
