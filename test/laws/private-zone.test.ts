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
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';

const ZONES = ['Z1', 'Z2', 'Z3', 'Z4'];
const AUTHORIZE = 'route53:CreateVPCAssociationAuthorization';
const ASSOCIATE = 'route53:AssociateVPCWithHostedZone';
const DEAUTHORIZE = 'route53:DeleteVPCAssociationAuthorization';
const DISASSOCIATE = 'route53:DisassociateVPCFromHostedZone';
const ASSOCIATION = [AUTHORIZE, ASSOCIATE, DEAUTHORIZE];

const desired: fc.Arbitrary<Desired> = fc.record({ zoneIds: fc.subarray(ZONES) });
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
      }),
    }),
    inSync: desired.map((wanted) => ({
      desired: wanted,
      actual: { vpcId: 'vpc-1', associated: wanted.zoneIds.toReversed(), authorized: [] },
    })),
    shuffled: (actual, shuffle) => ({
      ...actual,
      associated: shuffle(actual.associated),
      authorized: shuffle(actual.authorized),
    }),
    touched: ({ zoneId }) => [zoneId],
    touchable: () => ZONES,
    applied(actual, { verb, what, zoneId }) {
      const { associated, authorized } = actual;
      if (what === 'authorization') return { ...actual, authorized: without(authorized, zoneId) };
      if (verb === 'delete') return { ...actual, associated: without(associated, zoneId) };
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

  testTwinLaws(concept, [
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
