import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_POLICY_SIZE, guardrails, oversized, sizeOf } from '../../infra/constructs/guardrails';
import { readLandingZone } from '../../infra/landing-zone-file';
import type { LandingZone } from '../../lib/landing-zone';
import { landingZone } from './deployed';

const poolIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `ipam-pool-0${index.toString(16).padStart(16, '0')}`);
const withPools = (count: number): LandingZone => ({
  ...landingZone,
  join: { ...landingZone.join, ipamPools: poolIds(count) },
});
const names = (count: number): string[] => guardrails(withPools(count)).map(({ name }) => name);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-size-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('[A21] the policies of the fixture fit into one policy of spokes, with room for pools', () => {
  expect(names(0)).toEqual(['wheelwright-members', 'wheelwright-spokes']);
  for (const policy of guardrails(landingZone)) expect(sizeOf(policy)).toBeLessThan(MAX_POLICY_SIZE - 4_000);
});

test('[A21] pools that no longer fit beside the other statements get a policy of their own', () => {
  for (const count of [200, 280]) {
    expect(names(count)).toEqual(['wheelwright-members', 'wheelwright-spokes', 'wheelwright-cidrs']);
    for (const policy of guardrails(withPools(count))) expect(sizeOf(policy)).toBeLessThanOrEqual(MAX_POLICY_SIZE);
    expect(oversized(withPools(count))).toBeUndefined();
  }
});

test('policies for spokes at the root do not bind the hub account, whose deployer writes roles of ours', () => {
  const zone = withPools(1);
  const conditions = (of: LandingZone) =>
    guardrails(of)
      .filter(({ target }) => target === 'spokes')
      .flatMap(({ statements }) => statements.map(({ Condition }) => JSON.stringify(Condition ?? {})));
  expect(conditions(zone).filter((text) => text.includes('aws:PrincipalAccount'))).toEqual([]);
  zone.segments = { ...zone.segments, all: { ...segmentOf(zone), organizationalUnits: [zone.organization.rootId] } };
  for (const text of conditions(zone)) expect(text).toContain(`"aws:PrincipalAccount":"${zone.hub.accountId}"`);
  expect(conditions(zone).some((text) => text.includes('"ec2:Ipv4IpamPoolId":["ipam-pool-'))).toBe(true);
});

const segmentOf = ({ segments: { dev } }: LandingZone) => {
  if (!dev) throw new Error('The fixture has no segment dev.');
  return dev;
};

test('[A21] no statement is lost or changed by the division', () => {
  const statements = (zone: LandingZone) => guardrails(zone).flatMap((one) => one.statements);
  const sids = (zone: LandingZone) => statements(zone).map(({ Sid }) => Sid);
  expect(sids(withPools(200))).toEqual(sids(withPools(1)));
  expect(statements(withPools(200)).slice(0, -1)).toEqual(statements(withPools(1)).slice(0, -1));
});

test.each([400, 1000])('[A21] %i pools fit into no policy: an error that names the setting', (count) => {
  expect(oversized(withPools(count))).toEqual({
    path: 'join.ipamPools',
    message: expect.stringMatching(
      new RegExp(
        `^expected a list that fits into the service control policy wheelwright-cidrs, which has at most 10240 characters; found ${count} pools, which make \\d{5}$`,
      ),
    ) as string,
  });
  const off = { ...withPools(count), organization: { ...landingZone.organization, scp: 'off' as const } };
  expect(oversized(off)).toBeUndefined();
});

test('[A21] the synth reports it before anything is synthesized', () => {
  const file = join(folder, 'landing-zone.yaml');
  copyFileSync('test/fixtures/complete.yaml', file);
  const text = readFileSync(file, 'utf8').replace(/ipamPools: .*/, `ipamPools: [${poolIds(400).join(', ')}]`);
  writeFileSync(file, text);
  expect(text).toContain(poolIds(400)[399]);
  expect(() => readLandingZone(file)).toThrow(`${file} join.ipamPools: expected a list that fits`);
});
