import { readFileSync } from 'node:fs';
import { functionStatements, statementsOf, spokeRoleStatements } from '../../infra/constructs/permissions';
import { sampleIds } from '../../infra/constructs/hub-permissions';
import { workers } from '../../infra/workers';
import { actionsOf } from '../../lib/aws/sdk/calls';
import type { LandingZone } from '../../lib/landing-zone';
import { JOIN_CONCEPTS } from '../../lib/names';
import { fixtureLandingZone } from '../world/landing-zone';

const fixture = fixtureLandingZone();
const everything: LandingZone = { ...fixture, mesh: { ...fixture.mesh, localCidrs: ['100.64.0.0/16'] } };

/** What join may do with a config, in spokes and in the hub, as `action resource`. */
const grantsOf = (landingZone: LandingZone): readonly string[] =>
  [
    ...spokeRoleStatements(landingZone, 'join').map((each) => ['spoke', each] as const),
    ...statementsOf(workers.join, landingZone, sampleIds(landingZone)).map((each) => ['hub', each] as const),
  ]
    .flatMap(([side, { Action, Resource = [] }]) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${side} ${action} ${resource}`)),
    )
    .sort();

const all = grantsOf(everything);
/** The actions that the config takes away altogether, of both sides. */
const lostActions = (landingZone: LandingZone): readonly string[] => {
  const left = grantsOf(landingZone);
  expect(left.filter((grant) => !all.includes(grant))).toEqual([]);
  const actionOf = (grant: string): string => grant.split(' ').slice(0, 2).join(' ');
  const kept = new Set(left.map(actionOf));
  return [...new Set(all.map(actionOf))].filter((action) => !kept.has(action));
};
/** The grants that go although the action stays on other resources. */
const lostResources = (landingZone: LandingZone): readonly string[] => {
  const left = grantsOf(landingZone);
  const gone = lostActions(landingZone);
  return all.filter((grant) => !left.includes(grant) && !gone.some((action) => grant.startsWith(`${action} `)));
};

const join = (change: Partial<LandingZone['join']>): LandingZone => ({
  ...everything,
  join: { ...everything.join, ...change },
});
const withoutInbound = {
  ...everything,
  segments: Object.fromEntries(
    Object.entries(everything.segments).map(([name, segment]) => [name, { ...segment, dns: 'zones' as const }]),
  ),
};

describe('join may make no call of what the config turns off', () => {
  test.each(JOIN_CONCEPTS)('without the concept %s', (off) => {
    const landingZone = join({ concepts: JOIN_CONCEPTS.filter((name) => name !== off) });
    const tables = workers.join.steps.filter(({ kind }) => kind !== off).map(({ calls }) => calls);
    const own = workers.join.steps.find(({ kind }) => kind === off)?.calls;
    if (own === undefined) throw new Error(`The worker has no concept ${off}.`);
    for (const side of ['spoke', 'hub'] as const) {
      const others = [...workers.join.calls, ...tables].flatMap((calls) => actionsOf(calls, side));
      // Of flow logs, the hub's own account needs what a spoke does.
      const expected = actionsOf(own, side).filter((action) => !others.includes(action));
      expect(lostActions(landingZone)).toEqual(expect.arrayContaining(expected.map((action) => `${side} ${action}`)));
    }
    expect(lostActions(landingZone)).not.toEqual([]);
  });

  test('with one concept alone', () => {
    const writes = (name: (typeof JOIN_CONCEPTS)[number]) =>
      grantsOf(join({ concepts: [name] }))
        .filter((grant) => /^spoke (ec2|route53|route53resolver|logs|iam):/.test(grant))
        .map((grant) => grant.split(' ')[1] ?? '')
        .filter((action) => !/:(Describe|Get|List|Search)/.test(action));
    expect([...new Set(writes('vpc-route'))]).toEqual([
      ...['ec2:CreateRoute', 'ec2:CreateTags', 'ec2:DeleteRoute', 'ec2:DeleteTags'],
    ]);
    expect([...new Set(writes('private-zone'))]).toEqual([
      ...['ec2:CreateTags', 'ec2:DeleteTags', 'route53:AssociateVPCWithHostedZone'],
    ]);
  });

  test('without query logs: but for ending those of an earlier config', () => {
    const landingZone = { ...everything, logs: { ...everything.logs, query: false } };
    expect(lostActions(landingZone)).toEqual(['spoke route53resolver:AssociateResolverQueryLogConfig']);
    expect(lostResources(landingZone)).toEqual([
      'spoke iam:CreateServiceLinkedRole arn:aws:iam::${AWS::AccountId}:role/aws-service-role/route53resolver.amazonaws.com/*',
    ]);
  });

  test('with endpoints for S3 that are off, required of teams, or created whatever the VPC has', () => {
    const reads = ['spoke ec2:DescribeNetworkInterfaces'];
    const writes = ['spoke ec2:CreateVpcEndpoint', 'spoke ec2:ModifyVpcEndpoint'];
    expect(lostActions(join({ s3Endpoint: 'create' }))).toEqual(reads);
    for (const s3Endpoint of ['off', 'require'] as const) {
      expect([...lostActions(join({ s3Endpoint }))].sort()).toEqual([writes[0], ...reads, writes[1]]);
      expect(lostResources(join({ s3Endpoint }))).toEqual([
        'spoke ec2:CreateTags arn:aws:ec2:*:${AWS::AccountId}:vpc-endpoint/*',
      ]);
    }
  });

  test('without a segment that uses the hub’s resolver: but for giving VPCs back their own DHCP options', () => {
    expect(lostActions(withoutInbound)).toEqual([
      ...['spoke eks:DescribeCluster', 'spoke eks:ListClusters'],
      'spoke route53resolver:ListResolverRuleAssociations',
    ]);
  });

  test('without local CIDRs', () => {
    const landingZone = { ...everything, mesh: { ...everything.mesh, localCidrs: [] } };
    expect(lostActions(landingZone)).toEqual([
      ...['hub ec2:CreateTransitGatewayRoute', 'hub ec2:DeleteTransitGatewayRoute'],
    ]);
  });

  test('without private zones', () => {
    const landingZone = { ...everything, zones: { ...everything.zones, private: [] } };
    expect(lostActions(landingZone).filter((action) => action.includes('route53:'))).toEqual([
      'hub route53:CreateVPCAssociationAuthorization',
      'hub route53:DeleteVPCAssociationAuthorization',
      'hub route53:DisassociateVPCFromHostedZone',
      'hub route53:GetHostedZone',
      'hub route53:ListVPCAssociationAuthorizations',
      'spoke route53:AssociateVPCWithHostedZone',
    ]);
  });

  test('without a private zone that has segments: but for taking VPCs out of those of an earlier config', () => {
    const without = everything.zones.private.map((zone) => ({ ...zone, segments: [] }));
    expect(lostActions({ ...everything, zones: { ...everything.zones, private: without } })).toEqual([
      'hub route53:CreateVPCAssociationAuthorization',
      'spoke route53:AssociateVPCWithHostedZone',
    ]);
  });
});

describe('the table of a concept has the shared reads that it makes', () => {
  const ACTIONS = {
    routeTables: 'ec2:DescribeRouteTables',
    endpoints: 'ec2:DescribeVpcEndpoints',
    dhcpOptions: 'ec2:DescribeDhcpOptions',
    zonesOf: 'route53:ListHostedZonesByVPC',
  } as const;

  test.each(JOIN_CONCEPTS)('%s', (name) => {
    const source = readFileSync(`lib/concepts/${name}/aws.ts`, 'utf8');
    const made = Object.entries(ACTIONS).filter(([read]) => source.includes(`reads.${read}(`));
    const calls = workers.join.steps.find(({ kind }) => kind === name)?.calls;
    expect(calls && actionsOf(calls, 'spoke')).toEqual(expect.arrayContaining(made.map(([, action]) => action)));
  });
});

describe('the sweep may read the zones that it reads in bulk', () => {
  const [zone] = everything.zones.private;
  if (zone === undefined) throw new Error('The fixture has no private zone.');
  const withZones = (...zones: LandingZone['zones']['private']): LandingZone => ({
    ...everything,
    zones: { ...everything.zones, private: zones },
  });

  test.each<[string, number, LandingZone]>([
    ['those of the hub', 1, withZones(zone)],
    ['none where another account owns one', 0, withZones(zone, { ...zone, existing: 'Z1', accountId: '200000000001' })],
    ['none where join has no zones', 0, join({ concepts: JOIN_CONCEPTS.filter((name) => name !== 'private-zone') })],
  ])('%s', (_, count, landingZone) => {
    const statements = functionStatements(landingZone, 'sweep', sampleIds(landingZone)).filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith('route53:')),
    );
    expect(statements.map(({ Action, Resource }) => [Action, [Resource].flat().length])).toEqual(
      count === 0 ? [] : [[['route53:GetHostedZone'], count]],
    );
  });
});
