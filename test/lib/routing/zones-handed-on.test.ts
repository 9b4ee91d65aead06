import { zonesHandedOn, zonesToRead, withZones, type MeshRead } from '../../../lib/routing/zones-handed-on';
import { parseHubs, sampleHubVariable, type LandingZone } from '../../../lib/landing-zone';
import type { Woken } from '../../../lib/routing/sweep-targets';
import { fixtureLandingZone } from '../../world/landing-zone';

const [ID, OTHER] = ['200000000001', '200000000002'];
const at = '2026-01-01T00:00:00.000Z';
const attachment = (vpcId: string, accountId = ID, live = true) => ({
  ...{ attachmentId: `tgw-attach-${vpcId}`, vpcId, accountId, live, ours: true },
});
const meshOf = (...attachments: MeshRead['attachments']): MeshRead => ({
  at,
  attachments,
  zoneIds: ['Z1', 'Z2'],
  zonesOf: new Map([
    ['vpc-1', ['Z1', 'Z2']],
    ['vpc-2', ['Z2']],
    ['vpc-9', ['Z1']],
  ]),
});
const mesh = meshOf(attachment('vpc-3'), attachment('vpc-1'), attachment('vpc-2'), attachment('vpc-9', OTHER));

describe('what is handed on to join about an account', () => {
  it('has the zones of its VPCs but for one, and each is that one in its turn', () => {
    const all = { 'vpc-1': ['Z1', 'Z2'], 'vpc-2': ['Z2'], 'vpc-3': [] };
    const without = (left: keyof typeof all) => Object.fromEntries(Object.entries(all).filter(([id]) => id !== left));
    const turns = [0, 1, 2, 3].map((turn) => zonesHandedOn(mesh, ID, turn));
    expect(turns).toEqual(
      (['vpc-1', 'vpc-2', 'vpc-3', 'vpc-1'] as const).map((left) => ({
        at,
        zoneIds: ['Z1', 'Z2'],
        vpcs: without(left),
      })),
    );
  });

  it('is nothing where it has one VPC, or none, or one and a deleted attachment', () => {
    expect(zonesHandedOn(mesh, OTHER, 0)).toBeUndefined();
    expect(zonesHandedOn(mesh, '200000000003', 0)).toBeUndefined();
    expect(zonesHandedOn(meshOf(attachment('vpc-1'), attachment('vpc-2', ID, false)), ID, 0)).toBeUndefined();
  });

  it('is nothing where the message would take more than half of its share of a batch', () => {
    const many = (count: number) =>
      meshOf(...Array.from({ length: count }, (_, n) => attachment(`vpc-${'0'.repeat(13)}${1000 + n}`)));
    expect(Object.keys(zonesHandedOn(many(300), ID, 0)?.vpcs ?? {})).toHaveLength(299);
    expect(zonesHandedOn(many(900), ID, 0)).toBeUndefined();
  });

  it('goes to join, and to enroll, which passes it on, but not where the account was not read', () => {
    const to = (worker: Woken['worker'], more: Partial<Woken> = {}): Woken => ({
      accountId: ID,
      region: 'r',
      worker,
      ...more,
    });
    const woken = [to('join'), to('enroll'), to('grant-pull'), to('enroll', { accountChanged: true })];
    expect(withZones(woken, mesh, 0).map(({ zones }) => zones !== undefined)).toEqual([true, true, false, false]);
    expect(withZones(woken, undefined, 0)).toEqual(woken);
  });
});

describe('a sweep reads', () => {
  const fixture = fixtureLandingZone();
  const read = (change: (landingZone: LandingZone) => LandingZone) => {
    const landingZone = change(fixture);
    return zonesToRead(landingZone, parseHubs(JSON.stringify(sampleHubVariable(fixture)))).length;
  };
  const [zone] = fixture.zones.private;

  it.each<[string, number, (landingZone: LandingZone) => LandingZone]>([
    ['the zones of the hub', fixture.zones.private.length, (each) => each],
    [
      'none where another account owns one',
      0,
      (each) => ({
        ...each,
        zones: {
          ...each.zones,
          private: each.zones.private.map((own) => (own === zone ? { ...own, existing: 'Z1', accountId: ID } : own)),
        },
      }),
    ],
    [
      'none where join has no zones',
      0,
      (each) => ({ ...each, join: { ...each.join, concepts: ['attachment', 'segment-routing', 'vpc-route'] } }),
    ],
  ])('%s', (_, count, change) => {
    expect(read(change)).toBe(count);
  });
});
