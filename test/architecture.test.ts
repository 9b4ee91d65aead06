import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { workers } from '../infra/workers';
import type { Calls } from '../lib/aws/sdk/calls';
import { describeCommand } from '../lib/aws/sdk/command';
import { ENROLL_CONCEPTS, FUNCTIONS, GRANT_PULL_CONCEPTS, JOIN_CONCEPTS, WORKERS } from '../lib/names';

const inFolder = (folder: string): readonly string[] => readdirSync(join(__dirname, '..', folder)).sort();
const concepts = inFolder('lib/concepts');
const kinds = (worker: keyof typeof workers): readonly string[] => workers[worker].steps.map(({ kind }) => kind);

test('there are concepts', () => {
  expect(concepts).toContain('attachment');
});

test.each(concepts)('the concept %s has the files that every concept has, and no other', (concept) => {
  expect(inFolder(`lib/concepts/${concept}`)).toEqual(['aws.ts', 'index.ts', 'plan.ts']);
});

test('each concept belongs to one worker, under the name of its folder', () => {
  expect(WORKERS.flatMap(kinds).sort()).toEqual(concepts);
});

test.each([
  ['enroll', ENROLL_CONCEPTS],
  ['join', JOIN_CONCEPTS],
  ['grant-pull', GRANT_PULL_CONCEPTS],
] as const)('the concepts of %s have their names, in the order of the worker', (worker, names) => {
  expect(kinds(worker)).toEqual([...names]);
});

test('each worker has its folder, its declaration and its function', () => {
  expect(inFolder('lib/workers')).toEqual([...WORKERS].sort());
  for (const name of WORKERS) expect(workers[name].name).toBe(name);
  expect(inFolder('handlers')).toEqual(expect.arrayContaining(FUNCTIONS.map((name) => `${name}.ts`)));
});

test.each(WORKERS)('%s declares an SDK client for each service that it calls, and for no other', (name) => {
  const { steps, calls, services } = workers[name];
  const tables: readonly Calls[] = [...calls, ...steps.map((step) => step.calls)];
  const called = tables.flatMap(({ spoke, hub, management = {} }) =>
    Object.values({ ...spoke, ...hub, ...management }),
  );
  const namespaces = called.map((command) => describeCommand(Reflect.construct(command, [{}]) as object).namespace);
  expect([...new Set(namespaces)].sort()).toEqual(services.map(({ namespace }) => namespace).sort());
});
