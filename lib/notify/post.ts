import type { Payload } from './payloads';

/** Whether a receiver has got a notice. `unknown`: it was sent, and no answer came. */
export type Posted = { readonly status: 'sent' } | { readonly status: 'refused' | 'unknown'; readonly because: string };

const TIMEOUT_MS = 10_000;

/** Codes of errors that come before a request is sent. */
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/**
 * Posts once. It follows no redirect: the URL of the secret is the only one that is asked. What it returns has no part of the URL,
 * which is a secret, nor of the answer.
 */
export async function post(fetch: typeof globalThis.fetch, url: string, { body, headers }: Payload): Promise<Posted> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal });
    await response.body?.cancel();
    return response.ok ? { status: 'sent' } : { status: 'refused', because: `it answered ${response.status}` };
  } catch (error) {
    const code = codeOf(error);
    const isBefore = BEFORE_SENDING.has(code) || /CERT|^ERR_TLS/.test(code);
    return isBefore
      ? { status: 'refused', because: `it was not reached: ${code}` }
      : { status: 'unknown', because: `no answer came: ${code}` };
  }
}

/** The code of a network error, which `fetch` has as the cause of its own; else the name of the error. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return 'unknown error';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
