import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { NAMING } from '../../lib/names';

const EVENTS = join(__dirname, '../../events');

export const parts = { managementAccountId: '100000000001', hubAccountId: '100000000002', naming: NAMING };

/** The folders of `events/`, by name. */
export const folders = readdirSync(EVENTS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

const sampleSchema = z.looseObject({ account: z.string(), detail: z.looseObject({}) });
export type SampleEvent = z.infer<typeof sampleSchema>;

export interface Sample {
  readonly family: string;
  /** `moved`, or `tagged.hand-made` */
  readonly name: string;
  readonly event: SampleEvent;
}

export const samples: readonly Sample[] = folders.flatMap((family) =>
  readdirSync(join(EVENTS, family, 'samples'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      family,
      name: file.replace(/\.json$/, ''),
      event: sampleSchema.parse(JSON.parse(readFileSync(join(EVENTS, family, 'samples', file), 'utf8'))),
    })),
);

/** The sample of that name; each of its fields can be changed without changing it for others. */
export const sample = (family: string, name: string): SampleEvent => {
  const found = samples.find((one) => one.family === family && one.name === name);
  if (found === undefined) throw new Error(`no sample ${family}/${name}`);
  return structuredClone(found.event);
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A copy of the event with the field at a dotted path set, or left out where `value` is undefined. */
export const withField = (event: SampleEvent, path: string, value?: unknown): SampleEvent => {
  const copy = structuredClone(event);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let section: unknown = copy;
  for (const step of steps) section = isRecord(section) ? section[step] : undefined;
  if (!isRecord(section) || (value === undefined && !(last in section))) throw new Error(`no field ${path}`);
  if (value === undefined) Reflect.deleteProperty(section, last);
  else section[last] = value;
  return copy;
};
