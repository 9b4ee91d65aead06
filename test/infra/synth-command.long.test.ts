import { execFile } from 'node:child_process';
import { delimiter, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { checkedStacksOf, landingZone } from './deployed';

const run = promisify(execFile);

/** What `npm run synth -- <args>` runs, with the commands of node_modules on the PATH as `run.mjs` has them. */
const synth = async (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const PATH = [resolve('node_modules/.bin'), process.env['PATH']].join(delimiter);
  try {
    const result = await run(process.execPath, ['--import', 'tsx', 'infra/synth.ts', ...args], {
      env: { ...process.env, PATH },
    });
    return { code: 0, ...result };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
};

test('"npm run synth -- --config <file>" checks that file, and prints its errors without a stack', async () => {
  const { code, stdout, stderr } = await synth('--config', 'missing.yaml');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^missing\.yaml: expected a file, found none;/);
  expect(stderr).not.toMatch(/^ +at /m);
});

test('a synth fails with a property that CloudFormation does not have', () => {
  const { app, hub } = checkedStacksOf(landingZone, {});
  new CfnBucket(hub, 'Odd').addPropertyOverride('Odd', true);
  expect(() => app.synth()).toThrow(/Additional properties are not allowed \('Odd' was unexpected\)/);
});
