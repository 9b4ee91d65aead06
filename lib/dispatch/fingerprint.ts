import { createHash } from 'node:crypto';

/** 32 hexadecimal digits of SHA-256: a spoke's team chooses its tags and must not be able to find a collision. */
export const fingerprintOf = (watched: unknown): string =>
  createHash('sha256').update(JSON.stringify(watched)).digest('hex').slice(0, 32);
