import * as z from 'zod';
import { accountId, resourceId, section, text } from './fields';

const DAYS = 'expected a number of days, 1 to 36500';
const days = z.int({ error: DAYS }).min(1, { error: DAYS }).max(36_500, { error: DAYS });

/** The section `logs` of a landing zone. */
export const logs = section({
  flow: section({
    /** EC2 has these two intervals only. */
    aggregationSeconds: z.union([z.literal(60), z.literal(600)], { error: 'expected 60 or 600' }).default(600),
    traffic: z.enum(['ALL', 'ACCEPT', 'REJECT']).default('ALL'),
  }).prefault({}),
  /** Whether DNS queries are logged. */
  query: z.boolean().default(true),
  /**
   * What the bucket, and the trail that we create, encrypt with. A key is a customer managed one of the bucket's region: AWS's
   * log delivery cannot use the key `aws/s3`. The synth writes the statements that its policy needs.
   */
  encryption: z
    .union(
      [
        z.literal('SSE-S3'),
        section({
          kms: text(
            /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[a-zA-Z0-9-]+$/,
            'the ARN of a KMS key, not of an alias, such as arn:aws:kms:eu-west-1:100000000003:key/01234567-89ab-cdef-0123-456789abcdef',
          ),
        }),
      ],
      { error: 'expected SSE-S3 or { kms: … }' },
    )
    .default('SSE-S3'),
  /**
   * The account of the bucket, best the organization's log archive, in which the stack `log-archive` makes it. Or an existing
   * bucket of any account, whose policy allows what the synth writes. Left out: a bucket of the hub account.
   */
  bucket: z
    .union(
      [
        section({ accountId }),
        section({ existing: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket') }),
      ],
      { error: 'expected { accountId: … } or { existing: … }' },
    )
    .optional(),
  /** How long a bucket of ours keeps an object, and when it moves the object to a cheaper storage class. */
  retention: section({ days: days.default(365), coldAfterDays: days.default(90) }).prefault({}),
  /**
   * The default retention of a bucket of ours: who may delete an object before it ends. AWS does not document whether its log
   * delivery writes to a bucket that has one; a flow log that fails to is reported as `flow-log-fails`.
   */
  objectLock: z
    .union([z.literal('off'), section({ mode: z.enum(['governance', 'compliance']), days })], {
      error: 'expected off or { mode: governance, days: … }',
    })
    .default('off'),
  /** An existing query log config of the hub account. */
  queryLogConfig: section({ existing: resourceId('rqlc') }).optional(),
  /**
   * Accounts whose query logs our bucket takes if Resolver's deliveries do not name the organization: AWS documents
   * `aws:SourceOrgID` for flow logs only. The hub account is always among them.
   */
  accounts: z.array(accountId).default([]),
});
