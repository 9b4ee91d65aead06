import { DhcpSets } from '../../../lib/aws/read/dhcp-sets';
import type { DhcpOptions } from '../../../lib/aws/read/shapes';
import { observe } from '../../../lib/concepts/dhcp-options/aws';
import { FORMER } from '../../../lib/names';
import { TwinClock } from '../../twin/clock';
import { fixtureLandingZone } from '../../world/landing-zone';

const SPOKE = { accountId: '200000000001', region: 'ap-southeast-3' };
const set = (dhcpOptionsId: string, tags: DhcpOptions['tags'] = {}): DhcpOptions => ({
  ...{ dhcpOptionsId, tags },
  configuration: { 'domain-name-servers': ['10.0.0.10'] },
});
const [OURS, LEFT, TEAMS] = [
  set('dopt-1', { [FORMER]: 'dopt-3' }),
  set('dopt-2', { [FORMER]: 'dopt-3' }),
  set('dopt-3'),
];

let clock: TwinClock;
let sets: DhcpSets;
beforeEach(() => {
  clock = new TwinClock();
  sets = new DhcpSets(clock);
});

/** Observes VPCs, by id with their sets, in a spoke that has all three sets. Returns which it took for unused, and whether it read all. */
async function observed(vpcs: Readonly<Record<string, string>>, vpcIds = Object.keys(vpcs), spoke = SPOKE) {
  let reads = 0;
  const actual = await observe(
    {
      ...{ landingZone: fixtureLandingZone(), account: { ouPath: [] } },
      reads: {
        vpcs: () =>
          Promise.resolve(Object.entries(vpcs).map(([vpcId, dhcpOptionsId]) => ({ vpcId, dhcpOptionsId, tags: {} }))),
        dhcpOptions: () => {
          reads++;
          return Promise.resolve([OURS, LEFT, TEAMS]);
        },
        seenDhcpOptions: sets.ofSpoke(spoke),
      },
    } as never,
    vpcIds,
  );
  return { reads, current: vpcIds.map((id) => actual.get(id)?.current), unused: actual.get(vpcIds[0] ?? '')?.unused };
}

describe('sets of DHCP options, which AWS does not change', () => {
  it('are not read again where every VPC uses one of ours that was seen', async () => {
    sets.ofSpoke(SPOKE).add([OURS, TEAMS]);
    expect(await observed({ 'vpc-1': 'dopt-1', 'vpc-2': 'dopt-1' })).toEqual({
      reads: 0,
      current: [OURS, OURS],
      unused: [],
    });
  });

  it.each<[string, readonly string[], () => ReturnType<typeof observed>]>([
    ['was created since', [], () => observed({ 'vpc-1': 'dopt-1', 'vpc-2': 'dopt-2' })],
    ['is that of its team', ['dopt-2'], () => observed({ 'vpc-1': 'dopt-1', 'vpc-2': 'dopt-3' })],
    ['is gone with it', ['dopt-2'], () => observed({ 'vpc-1': 'dopt-1' }, ['vpc-1', 'vpc-gone'])],
    [
      'was seen in another account',
      ['dopt-2'],
      () => observed({ 'vpc-1': 'dopt-1' }, ['vpc-1'], { ...SPOKE, accountId: '200000000002' }),
    ],
    [
      'was seen ten minutes ago',
      ['dopt-2'],
      async () => {
        await clock.jump(600_000);
        return observed({ 'vpc-1': 'dopt-1' });
      },
    ],
  ])('are all read where the set of a VPC %s, and then those that no VPC uses are found', async (_, left, act) => {
    sets.ofSpoke(SPOKE).add([OURS, TEAMS]);
    const { reads, unused } = await act();
    expect([reads, unused]).toEqual([1, left]);
  });
});
