import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { LIMIT, assertLight, bundleFunctions, weigh } from '../../infra/constructs/bundle';
import { spelledOut } from '../../infra/constructs/bundle-plugins';
import { FUNCTIONS } from '../../lib/names';

describe('bundles of functions', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'wheelwright-weighed-'));
  beforeAll(() => bundleFunctions(outdir));
  afterAll(() => rmSync(outdir, { recursive: true }));

  it.each(FUNCTIONS)('%s is light enough, with the SDK in it, as an ES module', (name) => {
    expect(() => assertLight(name, weigh(outdir, name))).not.toThrow();
    const code = readFileSync(join(outdir, name, 'index.mjs'), 'utf8');
    expect(/export\{[^}]*\bas handler\b/.test(code)).toBe(true);
    const imported = [...code.matchAll(/\bfrom"([^"]+)";/g)].map(([, specifier = '']) => specifier);
    expect(imported.filter((specifier) => !isBuiltin(specifier))).toEqual([]);
    expect(imported).not.toEqual([]);
  });

  it('join carries a fraction of EC2: the schemas of its calls, and not of those that nobody makes', () => {
    const code = readFileSync(join(outdir, 'join', 'index.mjs'), 'utf8');
    const carries = (schema: string): boolean => code.includes(`"${schema}"`);
    expect(carries('CreateTransitGatewayVpcAttachmentRequest')).toBe(true);
    expect(carries('RunInstancesRequest')).toBe(false);
  });
});

describe('a bundle that has outgrown the limit', () => {
  it('says which function, how many bytes, and how many there may be', () => {
    const limit = LIMIT.minified;
    expect(() => assertLight('join', { minified: limit + 1, gzip: 1 })).toThrow(
      'The bundle of join is too large: 1500001 bytes minified, where 1500000 are the limit',
    );
    expect(() => assertLight('sweep', { minified: limit, gzip: 400_001 })).toThrow(
      'The bundle of sweep is too large: 400001 bytes gzip, where 400000 are the limit',
    );
  });

  it('may be as large as the limit', () => {
    expect(() => assertLight('join', LIMIT)).not.toThrow();
  });
});

describe("the SDK's schemas with keys spelled out", () => {
  it('are what they were', () => {
    const source = [
      'const _xN = "xmlName";',
      'const _I = "item";',
      'const schema = [1, { [_xN]: _I }, [_I]];',
      'schema;',
    ].join('\n');
    const told = spelledOut(source);
    expect(told).toContain('{ "xmlName": _I }, [_I]]');
    expect(runInNewContext(told)).toEqual(runInNewContext(source));
  });

  it('keep a key whose constant is not to be seen', () => {
    expect(spelledOut('const a = { [_b]: 1 };')).toBe('const a = { [_b]: 1 };');
  });
});
