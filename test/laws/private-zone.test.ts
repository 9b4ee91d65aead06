import {
  AssociateVPCWithHostedZoneCommand,
  CreateHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  ListHostedZonesByVPCCommand,
  ListVPCAssociationAuthorizationsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import fc from 'fast-check';
import { privateZone } from '../../lib/concepts/private-zone';
import { diff, type Actual, type Change, type Desired } from '../../lib/concepts/private-zone/plan';
import { step } from '../../lib/reconcile/step';
import type { Bench } from './bench';
import type { JoinTarget } from '../../lib/reconcile/target';
import { joining, leaving, testPlanLaws, testTwinLaws, type Scenario } from './harness';

const ZONES = ['Z1', 'Z2', 'Z3', 'Z4'];
const AUTHORIZE = 'route53:CreateVPCAssociationAuthorization';
const ASSOCIATE = 'route53:AssociateVPCWithHostedZone';
const DEAUTHORIZE = 'route53:DeleteVPCAssociationAuthorization';
const DISASSOCIATE = 'route53:DisassociateVPCFromHostedZone';
const ASSOCIATION = [AUTHORIZE, ASSOCIATE, DEAUTHORIZE];

const zone = (zoneId: string) => ({ zoneId, name: `${zoneId.toLowerCase()}.internal` });
const desired: fc.Arbitrary<Desired> = fc.record({ zones: fc.subarray(ZONES).map((ids) => ids.map(zone)) });
/** Zones of the team, some of a name that a configured zone has. */
const others = fc.shuffledSubarray([
  { zoneId: 'ZA', name: 'z1.internal.' },
  { zoneId: 'ZB', name: 'Z2.INTERNAL.' },
  { zoneId: 'ZC', name: 'team.example.' },
]);
const without = (ids: readonly string[], id: string): readonly string[] => ids.filter((each) => each !== id);

describe('private-zone', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.record({
      desired,
      actual: fc.record<Actual>({
        vpcId: fc.constant('vpc-1'),
        associated: fc.shuffledSubarray(ZONES),
        authorized: fc.shuffledSubarray(ZONES),
        otherZones: others,
      }),
    }),
    inSync: fc.tuple(desired, others).map(([wanted, otherZones]) => ({
      desired: wanted,
      actual: {
        vpcId: 'vpc-1',
        associated: wanted.zones.map(({ zoneId }) => zoneId).reverse(),
        authorized: [],
        otherZones,
      },
    })),
    shuffled: (actual, shuffle) => ({
      ...actual,
      associated: shuffle(actual.associated),
      authorized: shuffle(actual.authorized),
      otherZones: shuffle(actual.otherZones),
    }),
    touched: ({ zoneId }) => [zoneId],
    touchable: () => ZONES,
    applied(actual, { verb, what, zoneId }) {
      const { associated, authorized } = actual;
      if (what === 'authorization') return { ...actual, authorized: without(authorized, zoneId) };
      if (verb === 'delete') return { ...actual, associated: without(associated, zoneId) };
      const { name } = zone(zoneId);
      if (actual.otherZones.some((other) => other.name.toLowerCase() === `${name}.`))
        throw new Error('ConflictingDomainExists');
      // Associating takes an authorization, which is deleted afterwards.
      return { ...actual, associated: [...associated, zoneId], authorized: without(authorized, zoneId) };
    },
    settled: (actual) => actual,
  });

  const concept = step(privateZone);
  const route53 = (bench: Bench, name: string) => new Route53Client(bench.config(name, 'us-east-1'));
  const zones = async (bench: Bench, VPCId: string) => {
    const request = new ListHostedZonesByVPCCommand({ VPCId, VPCRegion: 'ap-southeast-3' });
    return ((await route53(bench, 'dev').send(request)).HostedZoneSummaries ?? []).map(({ Name }) => Name).sort();
  };
  const zoneIdOf = (bench: Bench, name: string) => bench.hub.zoneIds[name] ?? '';
  const authorize = async (bench: Bench, VPCId: string, HostedZoneId: string) => {
    const VPC = { VPCId, VPCRegion: 'ap-southeast-3' as const };
    await route53(bench, 'hub').send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC }));
    return { HostedZoneId, VPC };
  };
  const authorizations = async (bench: Bench, HostedZoneId: string) =>
    (await route53(bench, 'hub').send(new ListVPCAssociationAuthorizationsCommand({ HostedZoneId }))).VPCs;

  const ownZone = (bench: Bench, VPCId: string, Name: string, CallerReference: string) =>
    route53(bench, 'dev').send(
      new CreateHostedZoneCommand({ Name, CallerReference, VPC: { VPCId, VPCRegion: 'ap-southeast-3' } }),
    );

  testTwinLaws(concept, [
    ...[0, 1].map((companions): Scenario => ({
      name: `[B9] a zone of the team that has the name of a configured one is named, and the other zones are associated (${companions} more VPCs)`,
      writes: [
        ...ASSOCIATION,
        ...Array<readonly string[]>(2 * companions)
          .fill(ASSOCIATION)
          .flat(),
      ],
      endsAs: 'refused',
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await ownZone(bench, vpcId, 'piksel.internal', `own ${companions}`);
        const otherTargets: JoinTarget[] = [];
        for (let n = 0; n < companions; n++) otherTargets.push(joining((await bench.vpc()).vpcId));
        const check = async () => {
          expect(await zones(bench, vpcId)).toEqual(['dev.piksel.internal.', 'piksel.internal.']);
          const { outcomes } = await bench.run(concept, joining(vpcId), 'apply');
          expect(outcomes.get('private-zone')).toMatchObject({
            reason: 'zone-in-the-way',
            because: expect.stringMatching(/private zone piksel\.internal\. \(Z\w+\)/) as string,
          });
        };
        return { target: joining(vpcId), otherTargets, check };
      },
    })),
    {
      name: "a VPC that joins is associated with its segment's zones, and no authorization is left over",
      writes: [...ASSOCIATION, ...ASSOCIATION],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        return {
          target: joining(vpcId),
          check: async () => {
            expect(await zones(bench, vpcId)).toEqual(['dev.piksel.internal.', 'piksel.internal.']);
            expect(await authorizations(bench, zoneIdOf(bench, 'piksel.internal'))).toEqual([]);
          },
        };
      },
    },
    {
      name: 'a zone that was associated by hand is not associated again',
      writes: ASSOCIATION,
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        const request = await authorize(bench, vpcId, zoneIdOf(bench, 'piksel.internal'));
        await route53(bench, 'dev').send(new AssociateVPCWithHostedZoneCommand(request));
        return { target: joining(vpcId) };
      },
    },
    {
      name: 'a zone of another segment that was associated by hand is disassociated',
      writes: [DISASSOCIATE, ...ASSOCIATION, ...ASSOCIATION],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        const request = await authorize(bench, vpcId, zoneIdOf(bench, 'prod.piksel.internal'));
        await route53(bench, 'dev').send(new AssociateVPCWithHostedZoneCommand(request));
        return { target: joining(vpcId) };
      },
    },
    {
      name: 'an authorization left over from a reconcile that did not finish is deleted',
      writes: [DEAUTHORIZE],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await authorize(bench, vpcId, zoneIdOf(bench, 'prod.piksel.internal'));
        return { target: leaving(vpcId), resumed: true };
      },
    },
    {
      name: 'of two VPCs that join together, one already has a zone',
      writes: [...ASSOCIATION, ...ASSOCIATION, ...ASSOCIATION],
      prepare: async (bench) => {
        const [first, second] = [await bench.vpc(), await bench.vpc()];
        const request = await authorize(bench, first.vpcId, zoneIdOf(bench, 'piksel.internal'));
        await route53(bench, 'dev').send(new AssociateVPCWithHostedZoneCommand(request));
        return { target: joining(first.vpcId), otherTargets: [joining(second.vpcId)] };
      },
    },
    {
      name: "a VPC that leaves keeps the team's own zone",
      writes: [DISASSOCIATE, DISASSOCIATE],
      prepare: async (bench) => {
        const { vpcId } = await bench.vpc();
        await route53(bench, 'dev').send(
          new CreateHostedZoneCommand({
            Name: 'team.example',
            CallerReference: 'team',
            VPC: { VPCId: vpcId, VPCRegion: 'ap-southeast-3' },
          }),
        );
        await bench.converge(concept, joining(vpcId));
        return {
          target: leaving(vpcId),
          check: async () => expect(await zones(bench, vpcId)).toEqual(['team.example.']),
        };
      },
    },
  ]);
});
