import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { FLAGS, REASONS, STATES } from '../../lib/names';
import { excerptOf, withExcerpt } from './readme';

const counts = (all: number, core: number, probes: number) =>
  z.strictObject({ all: z.int().max(all), core: z.int().max(core), probes: z.int().max(probes) });
const perOperation = z.record(z.string().regex(/^[a-z0-9]+:[A-Z]\w+$/), z.int());
const accountId = z.string().regex(/^\d{12}$/);

/** The shape that machines rely on, and the calls that one VPC may cost at most. */
const document = z.strictObject({
  verified: z.literal(true),
  seed: z.literal(1),
  virtualSeconds: z.number(),
  wallSeconds: z.number(),
  calls: z.strictObject({
    join: counts(43, 27, 18),
    noop: counts(10, 6, 0),
    leave: counts(38, 25, 8),
    perOperation: z.strictObject({ join: perOperation, noop: perOperation, leave: perOperation }),
    beside: z.record(z.string(), z.int()),
  }),
  mesh: z
    .array(
      z.strictObject({
        accountId,
        region: z.string(),
        vpcId: z.string().startsWith('vpc-'),
        cidrs: z.array(z.cidrv4()),
        segment: z.string().nullable(),
        state: z.enum(STATES),
        flags: z.array(z.enum(FLAGS)),
        reason: z.enum(Object.keys(REASONS)).exactOptional(),
        text: z.string(),
        detail: z.string().exactOptional(),
        cure: z.string().exactOptional(),
        since: z.iso.datetime(),
        unreadableSince: z.iso.datetime().exactOptional(),
        tagIs: z.literal('last known').exactOptional(),
        concepts: z.record(z.string(), z.string()),
      }),
    )
    .length(6),
  reachability: z
    .array(z.strictObject({ from: z.string(), to: z.string(), allowed: z.boolean(), reachable: z.boolean() }))
    .length(30),
  timeline: z.array(
    z.strictObject({
      at: z.iso.datetime(),
      accountId,
      region: z.string(),
      vpcId: z.string().optional(),
      kind: z.enum(['event', 'change', 'wait', 'refusal']),
      what: z.string(),
      because: z.string().min(1),
    }),
  ),
  faults: z.tuple([]),
});

const run = (...args: string[]): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1' };
    const child = spawn(process.execPath, ['test/start.mjs', 'test/demo/main.ts', ...args], { env });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });

describe('npm run demo', () => {
  let demo: Awaited<ReturnType<typeof run>>;
  let story: readonly string[];
  beforeAll(async () => {
    demo = await run('--json');
    story = demo.err.split('\n').filter((line) => !line.startsWith('…'));
  });

  it('ends verified, with nothing but its document on standard output', () => {
    expect(demo.code).toBe(0);
    const { mesh, timeline } = document.parse(JSON.parse(demo.out));
    expect(mesh.filter(({ state }) => state === 'joined')).toHaveLength(4);
    // A segment that the OU does not permit, and a range that another VPC has.
    expect(timeline.filter(({ kind }) => kind === 'refusal')).toHaveLength(2);
  });

  it('prints a story of at most a hundred lines, each of at most a hundred columns', () => {
    expect(story.length).toBeLessThanOrEqual(101);
    expect(story.filter((line) => line.length > 100)).toEqual([]);
  });

  it('prints what README shows of it', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(withExcerpt(readme, excerptOf(demo.err))).toBe(readme);
  });
});

it('prints its options', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(0);
  expect(out).toContain('--config');
});

it('verifies itself with another landing zone', async () => {
  const { code, out, err } = await run('--json', '--config', 'test/fixtures/other.yaml');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ verified: true, faults: [] });
  expect(err).toContain('Hub in eu-central-1; segments core, test, live, tools.');
});

it('verifies itself with settings that its story does not fit, and says what it has in their place', async () => {
  const { code, out, err } = await run('--json', '--config', 'test/fixtures/unusual.yaml');
  expect(JSON.parse(out)).toMatchObject({ verified: true, faults: [] });
  expect(code).toBe(0);
  expect(err).toContain('hub.testInstances is off here: the emulated organization has no EC2 instances.');
  expect(err.replaceAll(/\s+/g, ' ')).toContain(
    'In the demo guards.planOnly is off, guards.frozen is off, guards.maxLeaves lets one VPC leave, leave.drainMinutes is 60 and hub.vpcAssociated is true.',
  );
  expect(err).toContain('organization.scp is off');
  expect(err).toContain('example:net:join=true');
});

it.each([
  [
    'errors',
    'test/fixtures/broken/06-empty-file.yaml',
    /^test\/fixtures\/broken\/06-empty-file\.yaml:.* found an empty file/,
  ],
  ['no such file', 'missing.yaml', /^missing\.yaml: expected a file, found none/],
])('prints what is wrong with a landing zone and no stack: %s', async (_, file, message) => {
  const { code, out, err } = await run('--config', file);
  expect({ code, out, lines: err.trim().split('\n').length }).toEqual({ code: 1, out: '', lines: 1 });
  expect(err).toMatch(message);
});
