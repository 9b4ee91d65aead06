import type { Requester } from './decide';

/** A session of the role `worker` of an account. */
export const identityOf = (accountId: string, role = 'worker'): Requester & { type: 'AWS' } => ({
  type: 'AWS',
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/${role}/session`,
  role: { arn: `arn:aws:iam::${accountId}:role/${role}`, roleId: `AROA-${role}` },
});
