import * as z from 'zod';
import { accountId, envelope, type EventFamily } from '../family';

const schema = envelope(z.looseObject({ accountId, regionName: z.string().min(1), status: z.literal('ENABLED') }));

/**
 * A region was enabled in an account. AWS sends the event to the account that asked for it, which is the management account,
 * in us-east-1, without a trail: once while the region is being enabled, once when it is.
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
    detail: () => ({ status: ['ENABLED'] }),
  },
  schema,
  addresses: ({ detail }) => [{ accountId: detail.accountId, region: detail.regionName }],
} satisfies EventFamily<typeof schema>;
