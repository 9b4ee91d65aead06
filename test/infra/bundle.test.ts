import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import * as z from 'zod';
import { withBundles } from '../../infra/build';
import { LIMIT, assertLight, weigh } from '../../infra/constructs/bundle';
import { spelledOut } from '../../infra/constructs/bundle-plugins';
import { workers } from '../../infra/workers';
import { ClockRetryStrategy } from '../../lib/aws/sdk/retry-strategy';
import type { ServiceClient } from '../../lib/aws/sdk/session';
import { FUNCTIONS, WORKERS, type WorkerName } from '../../lib/names';

/** The SDK's own name of a service, such as `Route 53`. */
const serviceIdOf = (service: ServiceClient): string => {
  const retryStrategy = new ClockRetryStrategy({ now: () => new Date(0), sleep: () => Promise.resolve() }, Math.random);
  const client = service.create({ region: 'us-east-1', retryStrategy });
  return z.looseObject({ config: z.looseObject({ serviceId: z.string() }) }).parse(client).config.serviceId;
};

describe('bundles of functions', () => {
  let outdir = '';
  beforeAll(async () => {
    outdir = await withBundles((folder) => folder);
  });

  it.each(FUNCTIONS)('%s is small enough, includes the SDK, and is an ES module', (name) => {
    expect(() => assertLight(name, weigh(outdir, name))).not.toThrow();
    const code = readFileSync(join(outdir, name, 'index.mjs'), 'utf8');
    expect(/export\{[^}]*\bas handler\b/.test(code)).toBe(true);
    const imported = [...code.matchAll(/\bfrom"([^"]+)";/g)].map(([, specifier = '']) => specifier);
    expect(imported.filter((specifier) => !isBuiltin(specifier))).toEqual([]);
    expect(imported).not.toEqual([]);
  });

  it.each(WORKERS)('%s includes the clients of its own calls and no other of the workers', (name) => {
    const code = readFileSync(join(outdir, name, 'index.mjs'), 'utf8');
    const included = [...code.matchAll(/serviceId:(?:\w+\?\.serviceId\?\?)?"([^"]+)"/g)].map(([, id]) => id);
    const ids = (worker: WorkerName) => workers[worker].services.map(serviceIdOf);
    const all = new Set(WORKERS.flatMap(ids));
    expect([...new Set(included)].filter((id) => id !== undefined && all.has(id)).sort()).toEqual(ids(name).sort());
  });

  it('join includes the EC2 schemas of its calls and no others', () => {
    const code = readFileSync(join(outdir, 'join', 'index.mjs'), 'utf8');
    const includes = (schema: string): boolean => code.includes(`"${schema}"`);
    expect(includes('CreateTransitGatewayVpcAttachmentRequest')).toBe(true);
    expect(includes('RunInstancesRequest')).toBe(false);
  });
});

describe('the limit of a bundle', () => {
  it('is reported with the function, the bytes found and the bytes allowed', () => {
    const limit = LIMIT.minified;
    expect(() => assertLight('join', { minified: limit + 1, gzip: 1 })).toThrow(
      'The bundle of join is too large: 900001 bytes minified, at most 900000 are allowed',
    );
    expect(() => assertLight('sweep', { minified: limit, gzip: 260_001 })).toThrow(
      'The bundle of sweep is too large: 260001 bytes gzip, at most 260000 are allowed',
    );
  });

  it('may be reached', () => {
    expect(() => assertLight('join', LIMIT)).not.toThrow();
  });
});

describe("the SDK's schemas with their computed keys replaced", () => {
  it('have the same value as before', () => {
    const source = [
      'const _xN = "xmlName";',
      'const _I = "item";',
      'const schema = [1, { [_xN]: _I }, [_I]];',
      'schema;',
    ].join('\n');
    const replaced = spelledOut(source);
    expect(replaced).toContain('{ "xmlName": _I }, [_I]]');
    expect(runInNewContext(replaced)).toEqual(runInNewContext(source));
  });

  it('keep a key whose constant is not in the file', () => {
    expect(spelledOut('const a = { [_b]: 1 };')).toBe('const a = { [_b]: 1 };');
  });
});
