import * as z from 'zod';
import { API_CALL, accountId, envelope, othersCalls, record, type EventFamily } from '../family';

const eventNames = ['TagResource', 'UntagResource'];

const schema = envelope(z.looseObject({ ...record, requestParameters: z.looseObject({ resourceId: z.string() }) }));

/**
 * An account's tags changed. The same calls tag OUs, roots and policies, and a pattern cannot match twelve digits: it
 * excludes the known prefixes, and a `resourceId` that is not an account id has no addresses.
 */
export const event = {
  name: 'organizations-account-tagged',
  wakes: 'enroll',
  changesAccount: true,
  sender: 'management',
  places: ['us-east-1'],
  eventNames,
  pattern: {
    source: ['aws.organizations'],
    'detail-type': [API_CALL],
    detail: (naming) => ({
      ...othersCalls('management', eventNames)(naming),
      requestParameters: { resourceId: [{ 'anything-but': { prefix: ['ou-', 'r-', 'p-', 'rp-'] } }] },
    }),
  },
  schema,
  addresses: ({ detail }) => {
    const account = accountId.safeParse(detail.requestParameters.resourceId);
    return account.success ? [{ accountId: account.data }] : [];
  },
} satisfies EventFamily<typeof schema>;
