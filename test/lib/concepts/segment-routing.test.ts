import type { HubResources, LandingZone } from '../../../lib/landing-zone';
import type { PlanInputs } from '../../../lib/reconcile/concept';
import { desire, find } from '../../../lib/concepts/segment-routing/plan';
import { fixtureLandingZone } from '../../world/landing-zone';

const hub: HubResources = {
  transitGatewayId: 'tgw-1',
  routeTableIds: { shared: 'tgw-rtb-s', dev: 'tgw-rtb-d', staging: 'tgw-rtb-t', prod: 'tgw-rtb-p' },
  prefixListId: 'pl-1',
  zoneIds: {},
  resolverIps: [],
  queryLogConfigId: 'rqlc-1',
  resourceShareArns: [],
};
const known = (queryLog: PlanInputs['queryLog'], logs: Partial<LandingZone['logs']> = {}): PlanInputs => {
  const landingZone = fixtureLandingZone();
  return {
    accountId: '200000000001',
    region: 'ap-southeast-3',
    now: new Date(0),
    ouPath: [],
    landingZone: { ...landingZone, logs: { ...landingZone.logs, ...logs } },
    hub,
    ...(queryLog === undefined ? {} : { queryLog }),
  };
};
const membership = { segment: 'dev', quarantined: false, cidrs: [], localCidrs: [], subnetIds: [] };
const target = { key: 'vpc-1', intent: 'join', because: 'admitted', membership } as const;

describe('the path of a VPC', () => {
  it('leads to its own segment and to those that may reach it, once its DNS queries are logged', () => {
    expect(desire(target, known('active'))).toEqual({
      association: 'tgw-rtb-d',
      propagations: ['tgw-rtb-d', 'tgw-rtb-s'],
      localCidrs: [],
    });
  });

  it('waits while query logging starts', () => {
    expect(desire(target, known('starting'))).toMatchObject({ status: 'waiting' });
  });

  it('does not wait for query logs if the config turns them off', () => {
    expect(desire(target, known('starting', { query: false }))).toMatchObject({ association: 'tgw-rtb-d' });
  });

  it('has no propagations in quarantine', () => {
    expect(desire({ ...target, membership: { ...membership, quarantined: true } }, known('active'))).toEqual({
      propagations: [],
      localCidrs: [],
      quarantine: 'admitted',
    });
  });
});

test("[B6] says which addresses the hub's routing leads elsewhere, and the tables to operators alone", () => {
  const actual = {
    vpcId: 'vpc-1',
    propagations: [],
    shadows: [{ cidr: '10.1.0.0/24', routeTableId: 'tgw-rtb-d' }],
  };
  const wanted = { propagations: [], localCidrs: [], association: 'tgw-rtb-d' };
  expect(find({ desired: wanted, actual })).toEqual([
    {
      reason: 'shadowed',
      because:
        "the hub's routing leads 10.1.0.0/24 of vpc-1 elsewhere; the network's operators have to remove these routes",
      detail: 'static routes take addresses of vpc-1: 10.1.0.0/24 in tgw-rtb-d; remove them',
    },
  ]);
  expect(find({ desired: { propagations: [], localCidrs: [] }, actual })).toEqual([]);
  expect(find({ desired: wanted, actual: { ...actual, shadows: [] } })).toEqual([]);
});
