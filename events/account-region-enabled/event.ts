import * as z from 'zod';
import { accountId, envelope, type EventFamily } from '../family';

const schema = envelope(z.looseObject({ accountId, regionName: z.string().min(1), status: z.literal('ENABLED') }));

/**
 * A region that was being enabled in an account is enabled. AWS sends it to the account that asked, which is the
 * management account, in us-east-1, without a trail; once on the way and once at the end.
 */
export const event = {
  name: 'account-region-enabled',
  wakes: 'enroll',
  sender: 'management',
  places: ['us-east-1'],
  eventNames: [],
  pattern: {
    source: ['aws.account'],
    'detail-type': ['Region Opt-In Status Change'],
    detail: { status: ['ENABLED'] },
  },
  schema,
  addresses: ({ detail }) => [{ accountId: detail.accountId, region: detail.regionName }],
} satisfies EventFamily<typeof schema>;
