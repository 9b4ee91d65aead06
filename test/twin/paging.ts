import type { AwsError } from './wire/errors';

export interface PageRequest {
  /** Items per page: the service's default, or the number that the caller requested. */
  readonly limit: number;
  readonly token: string | undefined;
  /** The service's error for a token that it never issued. */
  readonly invalidToken: () => AwsError;
}

/** One page of a list, and the opaque token of the next one. */
export function page<T>(items: readonly T[], { limit, token, invalidToken }: PageRequest) {
  const start = token === undefined ? 0 : offsetOf(token);
  if (start === undefined || start > items.length) throw invalidToken();
  const end = start + limit;
  return { items: items.slice(start, end), next: end < items.length ? tokenFor(end) : undefined };
}

const tokenFor = (offset: number): string => Buffer.from(`page:${offset}`).toString('base64url');

function offsetOf(token: string): number | undefined {
  const match = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  return match ? Number(match[1]) : undefined;
}
