import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireSameCalls, runInProcess, type ProcessResult } from './bundle-process';

const NOW = new Date('2026-01-01T12:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'wheelwright-bundle-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a process with this code as the function's bundle answers. */
const run = (code: string, events: readonly unknown[] = [{}], port = 9): Promise<ProcessResult> => {
  const bundle = join(folder, `${code.length}.mjs`);
  writeFileSync(bundle, code);
  return runInProcess({
    ...{ bundle, events, port, now: NOW, functionName: 'a', functionArn: 'arn:a', timeoutSeconds: 60 },
    environment: { WHEELWRIGHT_HUB: 'its own' },
  });
};

it('a function that holds 200 MB more is reported with 200 MB more', async () => {
  const holding = (bytes: number): string =>
    `let held; export const handler = async () => { held = Buffer.alloc(${bytes}).fill(1); return held.length; };`;
  const [small, large] = [await run(holding(1)), await run(holding(200_000_000))];
  expect(large.answers).toEqual([200_000_000]);
  expect(large.residentBytes - small.residentBytes).toBeGreaterThan(190_000_000);
  expect(large.residentBytes - small.residentBytes).toBeLessThan(240_000_000);
});

it('the memory of the process that measures does not count', async () => {
  const held = Buffer.alloc(500_000_000).fill(1);
  const { residentBytes } = await run('export const handler = async () => 0;');
  expect(residentBytes).toBeLessThan(held.length / 2);
});

it('a function gets its events, its own variables, the context of Lambda, and the time of the world', async () => {
  const { answers } = await run(
    `export const handler = async (event, context) => ({
      event, id: context.awsRequestId, left: context.getRemainingTimeInMillis() > 50_000,
      variables: Object.keys(process.env).filter((name) => /^(WHEELWRIGHT|AWS)_/.test(name)),
      times: [new Date().toISOString(), new Date(Date.now()).toISOString(), new Date(0).toISOString()].map((time) => time.slice(0, 13)),
    });`,
    [{ n: 1 }, { n: 2 }],
  );
  const same = {
    left: true,
    variables: ['WHEELWRIGHT_HUB'],
    times: ['2026-01-01T12', '2026-01-01T12', '1970-01-01T00'],
  };
  expect(answers).toEqual([
    { event: { n: 1 }, id: 'bench-0', ...same },
    { event: { n: 2 }, id: 'bench-1', ...same },
  ]);
});

it('a request to a host of AWS reaches the port, and says which host it is for', async () => {
  const server = createServer(({ headers }, response) => response.end(headers.host));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { answers } = await run(
    `import https from 'node:https';
    export const handler = () => new Promise((resolve, reject) => {
      const headers = { host: 'ec2.eu-west-1.amazonaws.com' };
      https.request({ host: headers.host, method: 'GET', path: '/', headers, agent: new https.Agent() }, (answer) => {
        let body = '';
        answer.on('data', (chunk) => (body += chunk)).on('end', () => resolve(body));
      }).on('error', reject).end();
    });`,
    [{}],
    port,
  );
  expect(answers).toEqual(['ec2.eu-west-1.amazonaws.com']);
  await new Promise((resolve) => server.close(resolve));
});

it('a function that fails is an error with its message', async () => {
  const failing = run("export const handler = async () => { throw new TypeError('no hub'); };");
  await expect(failing).rejects.toThrow(/The process of a ended by 1 without a result\.[^]*no hub/);
});

describe('requireSameCalls', () => {
  const calls = ['ec2:DescribeVpcs in 1', 'ec2:DescribeVpcs in 1', 'sts:AssumeRole in 2'];
  it('accepts the same calls', () => {
    expect(() => requireSameCalls(calls, calls)).not.toThrow();
  });
  it('refuses a process that made no calls', () => {
    expect(() => requireSameCalls(calls, [])).toThrow(
      'The process made 0 calls, expected 3, at least one: ec2:DescribeVpcs in 1: 0, expected 2; sts:AssumeRole in 2: 0, expected 1.',
    );
  });
  it('refuses as many other calls', () => {
    const others = [...calls.slice(1), 'ec2:DescribeSubnets in 1'];
    expect(() => requireSameCalls(calls, others)).toThrow(
      'ec2:DescribeVpcs in 1: 1, expected 2; ec2:DescribeSubnets in 1: 1, expected 0.',
    );
  });
  it('refuses to compare with no calls', () => {
    expect(() => requireSameCalls([], [])).toThrow('The process made 0 calls, expected 0, at least one');
  });
});
