import fc from 'fast-check';
import { parseLandingZone, pullSubjects, repositoryArns } from '../../../lib/landing-zone';
import { fixtureLandingZone } from '../../world/landing-zone';
import { pullRoleName } from '../../../lib/names';

const REGIONS = ['ap-southeast-3', 'us-east-1', 'us-gov-west-1'];
/** Cluster names that EKS allows. */
const names = fc.stringMatching(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/);
const place = fc.record({ region: fc.constantFrom(...REGIONS), name: names });

describe('the name of a pull role', () => {
  test.each([
    ['contains a cluster name that fits', 'prod-1', 'ap-southeast-3.prod-1'],
    ['has a hash where the cluster name has capitals', 'Prod-1', 'ap-southeast-3.prod-1.<digest>'],
    [
      'is cut and has a hash where the cluster name is too long',
      'a'.repeat(100),
      `ap-southeast-3.${'a'.repeat(32)}.<digest>`,
    ],
  ])('%s', (_why, cluster, expected) => {
    expect(pullRoleName('ap-southeast-3', cluster).replace(/[0-9a-f]{16}$/, '<digest>')).toBe(expected);
  });

  test('is valid in IAM', () => {
    fc.assert(
      fc.property(place, ({ region, name }) => expect(pullRoleName(region, name)).toMatch(/^[\w+=,.@-]{1,64}$/)),
    );
  });

  test('is unique among all clusters and regions, without regard to case', () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        fc.pre(one.region !== other.region || one.name !== other.name);
        const [a, b] = [one, other].map(({ region, name }) => pullRoleName(region, name).toLowerCase());
        expect(a).not.toBe(b);
      }),
    );
    const alike = ['prod', 'Prod', 'PROD', 'p'.repeat(99), 'p'.repeat(100), `${'p'.repeat(99)}q`];
    expect(new Set(alike.map((name) => pullRoleName('us-east-1', name).toLowerCase())).size).toBe(alike.length);
  });
});

describe('the pods that may pull', () => {
  test('are by default those of every service account named wheelwright-pull, from all repositories of the hub', () => {
    const landingZone = fixtureLandingZone();
    expect(pullSubjects(landingZone)).toEqual(['system:serviceaccount:*:wheelwright-pull']);
    expect(repositoryArns(landingZone)).toEqual([
      'arn:aws:ecr:ap-southeast-3:100000000002:repository/piksel/jupyter',
      'arn:aws:ecr:ap-southeast-3:100000000002:repository/piksel/odc',
    ]);
  });

  const withAccounts = (serviceAccounts: unknown) => {
    const { registry, ...rest } = fixtureLandingZone();
    const text = JSON.stringify({ ...rest, registry: { ...registry, pull: { serviceAccounts } } });
    return () => parseLandingZone(text, 'landing-zone.yaml');
  };

  test.each([[['payments:image-puller']], [['ci-*:*']], [['*:puller', 'jobs:*']]])(
    'may be those of %j',
    (serviceAccounts) => {
      expect(pullSubjects(withAccounts(serviceAccounts)())).toEqual(
        serviceAccounts.map((one) => `system:serviceaccount:${one}`),
      );
    },
  );

  test.each([[['*:*']], [['**:*']], [['payments']], [[]], [['Payments:puller']], [Array(11).fill('a:b')]])(
    'may not be those of %j',
    (serviceAccounts) => {
      expect(withAccounts(serviceAccounts)).toThrow('registry.pull.serviceAccounts');
    },
  );
});
