import { spawn } from 'node:child_process';
import * as z from 'zod';

const counts = (all: number, core: number) => z.strictObject({ all: z.int().max(all), core: z.int().max(core) });
const perOperation = z.record(z.string().regex(/^[a-z0-9]+:[A-Z]\w+$/), z.int());
const accountId = z.string().regex(/^\d{12}$/);

/** The shape that machines rely on, and the calls that one VPC may cost at most. */
const document = z.strictObject({
  verified: z.literal(true),
  seed: z.literal(7),
  virtualSeconds: z.number(),
  wallSeconds: z.number(),
  calls: z.strictObject({
    join: counts(62, 36),
    noop: counts(18, 10),
    leave: counts(45, 27),
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
        state: z.enum(['joined', 'waiting', 'refused', 'left', 'failed']),
        because: z.string(),
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
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/demo/main.ts', ...args]);
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
  it('ends verified, with nothing but its document on standard output', async () => {
    const { code, out, err } = await run('--json', '--seed', '7');
    expect(code).toBe(0);
    const demo = document.parse(JSON.parse(out));
    expect(demo.mesh.filter(({ state }) => state === 'joined')).toHaveLength(4);
    expect(demo.timeline.filter(({ kind }) => kind === 'refusal')).toHaveLength(1);
    expect(err).toContain('A replay of the archive heals it');
  }, 120_000);

  it('tells what it takes', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toContain('--json');
  }, 60_000);
});
