import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { post } from '../../../lib/notify/post';

let server: Server;
let answer: number | 'nothing';
let received: { readonly path: string | undefined; readonly body: string }[];
beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ path: request.url, body });
      if (answer === 'nothing') response.destroy();
      else response.writeHead(answer, { location: '/elsewhere' }).end('a secret of the receiver');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => void server.close());

/** The receiver is on the loopback, under the name of a host of the internet. */
const toLoopback: typeof fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${url.pathname}`, init);
};
const posted = (through = toLoopback) =>
  post(through, 'https://hooks.example/services/T0/secret-path', { body: '{}', headers: {} });

it.each([200, 202, 204])('a receiver that answers %i has got the notice', async (status) => {
  answer = status;
  await expect(posted()).resolves.toEqual({ status: 'sent' });
  expect(received).toEqual([{ path: '/services/T0/secret-path', body: '{}' }]);
});

it.each([302, 307, 400, 404, 429, 500, 503])(
  'a receiver that answers %i has not, and no redirect is followed',
  async (status) => {
    answer = status;
    await expect(posted()).resolves.toEqual({ status: 'refused', because: `it answered ${status}` });
    expect(received).toHaveLength(1);
  },
);

it('a receiver that closes the connection may have got it', async () => {
  answer = 'nothing';
  await expect(posted()).resolves.toMatchObject({ status: 'unknown' });
  expect(received).toHaveLength(1);
});

it('a receiver that does not answer may have got it', async () => {
  const slow: typeof fetch = () => Promise.reject(new DOMException('The operation timed out', 'TimeoutError'));
  await expect(posted(slow)).resolves.toEqual({ status: 'unknown', because: 'no answer came: TimeoutError' });
});

it('a receiver that is not reached has not, and nothing says its URL', async () => {
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const gone: typeof fetch = (_, init) => fetch(`http://127.0.0.1:${port}/secret-path`, init);
  const result = await posted(gone);
  expect(result).toEqual({ status: 'refused', because: 'it was not reached: ECONNREFUSED' });
});
