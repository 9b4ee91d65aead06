import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Routable } from './routes';

/** The signature of a request and its scope. */
export interface Signature {
  readonly accessKeyId: string;
  /** `20260101/eu-west-1/ec2/aws4_request` */
  readonly scope: string;
  readonly region: string;
  /** The signing name of the service. */
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260101T000000Z` */
  readonly date: string;
  readonly sessionToken?: string;
  /** A presigned URL's lifetime in seconds. */
  readonly expires?: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Otherwise the header names a way not to sign the body as a whole: `UNSIGNED-PAYLOAD`, `STREAMING-…`. */
const HASH = /^[0-9a-f]{64}$/;
const EMPTY_HASH = hash('sha256', '', 'hex');

/** Reads the signature out of the Authorization header or, for a presigned URL, out of the query. */
export function readSignature({ headers, query }: Pick<Routable, 'headers' | 'query'>): Signature | undefined {
  const authorization = headers.authorization;
  const presigned = query.get('X-Amz-Algorithm') === ALGORITHM;
  if (!authorization?.startsWith(ALGORITHM) && !presigned) return undefined;
  const parts = new Map(
    (authorization ?? '')
      .slice(ALGORITHM.length)
      .split(',')
      .map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1).trim()] as const),
  );
  const of = (name: string, parameter: string): string => (presigned ? query.get(parameter) : parts.get(name)) ?? '';
  const [accessKeyId = '', day = '', region = '', service = '', terminator = ''] = of(
    'Credential',
    'X-Amz-Credential',
  ).split('/');
  const sessionToken = presigned ? query.get('X-Amz-Security-Token') : headers['x-amz-security-token'];
  return {
    accessKeyId,
    scope: [day, region, service, terminator].join('/'),
    region,
    service,
    signedHeaders: of('SignedHeaders', 'X-Amz-SignedHeaders').split(';'),
    signature: of('Signature', 'X-Amz-Signature'),
    date: (presigned ? query.get('X-Amz-Date') : headers['x-amz-date']) ?? '',
    ...(sessionToken ? { sessionToken } : {}),
    ...(presigned ? { expires: Number(query.get('X-Amz-Expires')) } : {}),
  };
}

/** Whether the secret key made this signature over this request (AWS docs: Signature Version 4). */
export function isSignedWith(
  secretAccessKey: string,
  signature: Signature,
  request: Routable & { readonly body: Uint8Array; readonly rawQuery: string },
): boolean {
  const declared = request.headers['x-amz-content-sha256'];
  if (declared !== undefined && HASH.test(declared) && declared !== sha256(request.body)) return false;
  const toSign = [ALGORITHM, signature.date, signature.scope, sha256(canonicalRequest(signature, request))].join('\n');
  const expected = createHmac('sha256', signingKey(secretAccessKey, signature)).update(toSign).digest('hex');
  return (
    expected.length === signature.signature.length &&
    timingSafeEqual(Buffer.from(expected), Buffer.from(signature.signature))
  );
}

function canonicalRequest(
  { service, signedHeaders, expires }: Signature,
  { method, path, rawQuery, headers, body }: Routable & { readonly body: Uint8Array; readonly rawQuery: string },
): string {
  const canonicalHeaders = signedHeaders.map(
    (name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`,
  );
  const hashed =
    headers['x-amz-content-sha256'] ?? (service === 's3' && expires !== undefined ? 'UNSIGNED-PAYLOAD' : undefined);
  return [
    method,
    // S3 signs the path as it is sent, every other service encodes what is sent once more.
    service === 's3' ? path : path.split('/').map(encode).join('/'),
    canonicalQuery(rawQuery),
    canonicalHeaders.join(''),
    signedHeaders.join(';'),
    hashed ?? (body.length === 0 ? EMPTY_HASH : sha256(body)),
  ].join('\n');
}

function canonicalQuery(rawQuery: string): string {
  return rawQuery
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [encode(decodeURIComponent(name)), encode(decodeURIComponent(value))] as const;
    })
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([a, x], [b, y]) => (a === b ? order(x, y) : order(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
const sha256 = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

/** As key objects: from bytes, Node makes one for every signature, which takes longer than the signature. */
const keys = new Map<string, KeyObject>();
function signingKey(secretAccessKey: string, { scope }: Signature): KeyObject {
  const name = `${secretAccessKey}/${scope}`;
  let known = keys.get(name);
  if (!known) {
    let key = Buffer.from(`AWS4${secretAccessKey}`);
    for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest();
    known = createSecretKey(key);
    keys.set(name, known);
  }
  return known;
}
