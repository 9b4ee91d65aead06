import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { withCode } from '../../infra/constructs/code';
import { inPackage } from '../../infra/package';
import { notices } from '../../infra/third-party';
import { FUNCTIONS } from '../../lib/names';
import { fixtureLandingZone } from '../world/landing-zone';

const landingZone = fixtureLandingZone();

describe('the code of functions', () => {
  let bundles: string;
  beforeEach(() => {
    bundles = mkdtempSync(join(tmpdir(), 'wheelwright-bundles-'));
    for (const name of FUNCTIONS) {
      mkdirSync(join(bundles, name));
      writeFileSync(join(bundles, name, 'index.mjs'), name);
    }
  });
  afterEach(() => rmSync(bundles, { recursive: true }));

  it('is a bundle with the landing zone beside it, in a folder that is deleted', () => {
    const stack = new Stack(new App());
    const path = withCode(bundles, landingZone, (codeOf) => {
      const code = codeOf('join');
      expect(code.bind(stack).s3Location).toBeDefined();
      const folder = String(Reflect.get(code, 'path'));
      expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).toBe('join');
      expect(JSON.parse(readFileSync(join(folder, 'landing-zone.json'), 'utf8'))).toEqual(landingZone);
      return folder;
    });
    expect(existsSync(path)).toBe(false);
  });

  it('says which bundle is missing, and what makes it', () => {
    rmSync(join(bundles, 'sweep'), { recursive: true });
    expect(() => withCode(bundles, landingZone, () => undefined)).toThrow(
      /^Expected the bundle of sweep in .*, found none: "npm pack" makes it\.$/,
    );
  });
});

it('finds the files of the package from every folder', () => {
  const repository = process.cwd();
  process.chdir(tmpdir());
  try {
    expect(existsSync(inPackage('landing-zone.schema.json'))).toBe(true);
  } finally {
    process.chdir(repository);
  }
});

it('names each package in bundles once, with its license', () => {
  const input = { bytes: 1, imports: [] };
  const inputs = Object.fromEntries(
    ['lib/a.ts', 'node_modules/zod/index.js', 'node_modules/zod/v4/core.js', 'node_modules/@middy/core/index.js'].map(
      (file) => [file, input],
    ),
  );
  const text = notices({ inputs, outputs: {} });
  expect(text.match(/^\S+ \d+\.\d+\.\d+ \(.*\)$/gm)).toEqual([
    expect.stringMatching(/^@middy\/core .* \(MIT\)$/),
    expect.stringMatching(/^zod .* \(MIT\)$/),
  ]);
  expect(text).toContain('Permission is hereby granted');
});
