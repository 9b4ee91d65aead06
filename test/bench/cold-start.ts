import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { bundleFunctions, weigh, type Weight } from '../../infra/constructs/bundle';
import { inPackage } from '../../infra/package';
import { benchDocument, type BenchDocument } from './document';
import { FUNCTIONS, type FunctionName } from '../../lib/names';

/** What Lambda's own runtime brings along, should a bundle leave it out. */
const SDK = ['@aws-sdk/*', '@smithy/*'];
export const CHILD = inPackage('test/bench/import-time.mjs');
const run = promisify(execFile);

const measured = z.object({ importMs: z.number(), readyMs: z.number() });
type Measured = z.infer<typeof measured>;

type Variant = 'bundled' | 'sdk external';
interface Subject {
  readonly label: 'empty' | Variant;
  readonly name?: FunctionName;
  readonly url: string;
  readonly weight: Weight;
  readonly times: Measured[];
}

export interface Times {
  readonly min: number;
  readonly median: number;
}

/** One handler: its bytes, the milliseconds of `import()`, and those from the start of the process until it is ready. */
export interface ColdStart {
  readonly function: FunctionName | 'empty';
  readonly variant: Variant | 'empty';
  readonly bytes: Weight;
  readonly importMs: Times;
  readonly readyMs: Times;
  /** Median of `readyMs`, as a multiple of the empty handler's. */
  readonly timesEmpty: number;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

export function timesOf(values: readonly number[]): Times {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]];
  return { min: rounded(sorted[0] ?? NaN), median: rounded((low + high) / 2) };
}

async function subjects(folder: string): Promise<Subject[]> {
  mkdirSync(join(folder, 'empty', 'route'), { recursive: true });
  const code = 'export const handler=async()=>({});';
  writeFileSync(join(folder, 'empty', 'route', 'index.mjs'), code);
  // What is left external is looked up from where the bundle lies.
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  await bundleFunctions(join(folder, 'bundled'));
  await bundleFunctions(join(folder, 'sdk external'), SDK);
  const subject = (label: Subject['label'], name: FunctionName) => ({
    label,
    url: pathToFileURL(join(folder, label, name, 'index.mjs')).href,
    weight: weigh(join(folder, label), name),
    times: [],
  });
  return [
    subject('empty', 'route'),
    ...FUNCTIONS.flatMap((name) =>
      (['bundled', 'sdk external'] as const).map((label) => ({ ...subject(label, name), name })),
    ),
  ];
}

/**
 * Weighs every function and imports it in fresh processes, with the SDK bundled and with the SDK left external, against
 * a handler that does nothing. Rounds are interleaved, so that a busy minute of the machine slows all alike; one round
 * before them warms the disk's cache and is thrown away. Without a round nothing is imported, and times are NaN.
 */
export async function coldStarts(runs: number, progress: (text: string) => void): Promise<ColdStart[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wheelwright-cold-start-'));
  try {
    progress('bundling');
    const all = await subjects(folder);
    for (let round = 0; runs > 0 && round <= runs; round += 1) {
      progress(round === 0 ? 'warming up' : `round ${round} of ${runs}`);
      for (const { url, times } of all) {
        const { stdout } = await run(process.execPath, [CHILD, url], { env: { NODE_ENV: 'production' } });
        if (round > 0) times.push(measured.parse(JSON.parse(stdout)));
      }
    }
    return told(all);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function told(all: readonly Subject[]): ColdStart[] {
  const rows = all.map(({ label, name, weight, times }) => ({
    function: name ?? ('empty' as const),
    variant: label,
    bytes: weight,
    importMs: timesOf(times.map(({ importMs }) => importMs)),
    readyMs: timesOf(times.map(({ readyMs }) => readyMs)),
  }));
  const empty = rows.find(({ variant }) => variant === 'empty')?.readyMs.median ?? NaN;
  return rows.map((row) => ({ ...row, timesEmpty: rounded(row.readyMs.median / empty) }));
}

const SLOWEST = 'slowest import, times an empty handler';
/** A worker's bundle, in bytes and under gzip, and how many times an empty handler's time its import may take. */
const MOST = { minified: 900_000, gzip: 260_000, timesEmpty: 5 };

/** The largest bundle as it is deployed, and the slowest where rounds were measured. */
export function coldStartDocument(rows: readonly ColdStart[], runs: number): BenchDocument {
  const deployed = rows.filter(({ variant }) => variant === 'bundled');
  const most = (of: (row: ColdStart) => number): number => Math.max(...deployed.map(of));
  const sizes = {
    'largest bundle, bytes': most(({ bytes }) => bytes.minified),
    'largest bundle under gzip, bytes': most(({ bytes }) => bytes.gzip),
    ...Object.fromEntries(deployed.map((row) => [`${row.function}, bytes`, row.bytes.minified])),
  };
  const sizeGoals = {
    'largest bundle, bytes': MOST.minified,
    'largest bundle under gzip, bytes': MOST.gzip,
  };
  if (runs === 0) return benchDocument('cold-start', { figures: sizes, bounds: {}, goals: sizeGoals });
  const figures = {
    ...sizes,
    [SLOWEST]: most(({ timesEmpty }) => timesEmpty),
    ...Object.fromEntries(deployed.map((row) => [`${row.function}, times an empty handler`, row.timesEmpty])),
  };
  const goals = { ...sizeGoals, [SLOWEST]: MOST.timesEmpty };
  return benchDocument('cold-start', { figures, bounds: {}, goals });
}
