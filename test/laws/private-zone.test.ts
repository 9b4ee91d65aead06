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
import { joining, leaving, obeysTheLaws, obeysTheLawsOnTheTwin } from './harness';

const ZONES = ['Z1', 'Z2', 'Z3', 'Z4'];
const AUTHORIZE = 'route53:CreateVPCAssociationAuthorization';
const ASSOCIATE = 'route53:AssociateVPCWithHostedZone';
const DEAUTHORIZE = 'route53:DeleteVPCAssociationAuthorization';
const DISASSOCIATE = 'route53:DisassociateVPCFromHostedZone';
const ASSOCIATION = [AUTHORIZE, ASSOCIATE, DEAUTHORIZE];

const desired: fc.Arbitrary<Desired> = fc.record({ zoneIds: fc.subarray(ZONES) });
const without = (ids: readonly string[], id: string): readonly string[] => ids.filter((each) => each !== id);

describe('private-zone', () => {
  obeysTheLaws<Desired, Actual, Change>({
    diff,
    any: fc.record({
      desired,
      actual: fc.record<Actual>({
        vpcId: fc.constant('vpc-1'),
        associated: fc.shuffledSubarray(ZONES),
        authorized: fc.shuffledSubarray(ZONES),
      }),
    }),
    agreeing: desired.map((wanted) => ({
      desired: wanted,
      actual: { vpcId: 'vpc-1', associated: wanted.zoneIds.toReversed(), authorized: [] },
    })),
    shuffled: (actual, shuffle) => ({
      ...actual,
      associated: shuffle(actual.associated),
      authorized: shuffle(actual.authorized),
    }),
    named: ({ zoneId }) => [zoneId],
    ours: () => ZONES,
    made(actual, { verb, what, zoneId }) {
      const { associated, authorized } = actual;
      if (what === 'authorization') return { ...actual, authorized: without(authorized, zoneId) };
      if (verb === 'delete') return { ...actual, associated: without(associated, zoneId) };
      // Made with an authorization that is taken back afterwards.
      return { ...actual, associated: [...associated, zoneId], authorized: without(authorized, zoneId) };
    },
    later: (actual) => actual,
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

  obeysTheLawsOnTheTwin(concept, [
    {
      name: "a VPC resolves its segment's zones, and no authorization lingers",
      writes: [...ASSOCIATION, ...ASSOCIATION],
      begin: async (bench) => {
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
      name: 'a zone that somebody else associated, no diff',
      writes: ASSOCIATION,
      begin: async (bench) => {
        const { vpcId } = await bench.vpc();
        const request = await authorize(bench, vpcId, zoneIdOf(bench, 'piksel.internal'));
        await route53(bench, 'dev').send(new AssociateVPCWithHostedZoneCommand(request));
        return { target: joining(vpcId) };
      },
    },
    {
      name: 'a zone of another segment that somebody associated, still fires',
      writes: [DISASSOCIATE, ...ASSOCIATION, ...ASSOCIATION],
      begin: async (bench) => {
        const { vpcId } = await bench.vpc();
        const request = await authorize(bench, vpcId, zoneIdOf(bench, 'prod.piksel.internal'));
        await route53(bench, 'dev').send(new AssociateVPCWithHostedZoneCommand(request));
        return { target: joining(vpcId) };
      },
    },
    {
      name: 'an authorization that an attempt without an answer left behind is taken back',
      writes: [DEAUTHORIZE],
      begin: async (bench) => {
        const { vpcId } = await bench.vpc();
        await authorize(bench, vpcId, zoneIdOf(bench, 'prod.piksel.internal'));
        return { target: leaving(vpcId), resumed: true };
      },
    },
    {
      name: 'two VPCs at once, of which one has a zone already',
      writes: [...ASSOCIATION, ...ASSOCIATION, ...ASSOCIATION],
      begin: async (bench) => {
        const [first, second] = [await bench.vpc(), await bench.vpc()];
        const request = await authorize(bench, first.vpcId, zoneIdOf(bench, 'piksel.internal'));
        await route53(bench, 'dev').send(new AssociateVPCWithHostedZoneCommand(request));
        return { target: joining(first.vpcId), beside: [joining(second.vpcId)] };
      },
    },
    {
      name: "a VPC that leaves keeps the team's own zone",
      writes: [DISASSOCIATE, DISASSOCIATE],
      begin: async (bench) => {
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
