import * as z from 'zod';
import { accountId, resourceId, section, text } from './fields';

/** The section `logs` of a landing zone. */
export const logs = section({
  flow: section({
    /** EC2 has these two intervals only. */
    aggregationSeconds: z.union([z.literal(60), z.literal(600)], { error: 'expected 60 or 600' }).default(600),
    traffic: z.enum(['ALL', 'ACCEPT', 'REJECT']).default('ALL'),
  }).prefault({}),
  /** Whether DNS queries are logged. */
  query: z.boolean().default(true),
  encryption: z.literal('SSE-S3').default('SSE-S3'),
  /** An existing bucket, whose policy allows log delivery (and a trail that we create) to write. */
  bucket: section({
    existing: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket'),
  }).optional(),
  /** An existing query log config of the hub account. */
  queryLogConfig: section({ existing: resourceId('rqlc') }).optional(),
  /**
   * Accounts whose query logs our bucket takes if Resolver's deliveries do not name the organization: AWS documents
   * `aws:SourceOrgID` for flow logs only. The hub account is always among them.
   */
  accounts: z.array(accountId).default([]),
});
