import * as z from 'zod';
import { API_CALL, accountId, envelope, othersCalls, record, type EventFamily } from '../family';

const eventNames = ['TagResource', 'UntagResource'];

const schema = envelope(z.looseObject({ ...record, requestParameters: z.looseObject({ resourceId: z.string() }) }));

/**
 * An account's tags changed. The same calls tag OUs, roots and policies, and patterns know no "twelve digits": the
 * pattern keeps the known prefixes out, and what is no account id after all is about nobody.
 */
export const event = {
  name: 'organizations-account-tagged',
  wakes: 'enroll',
  sender: 'management',
  places: ['us-east-1'],
  eventNames,
  pattern: {
    source: ['aws.organizations'],
    'detail-type': [API_CALL],
    detail: {
      ...othersCalls(eventNames),
      requestParameters: { resourceId: [{ 'anything-but': { prefix: ['ou-', 'r-', 'p-', 'rp-'] } }] },
    },
  },
  schema,
  addresses: ({ detail }) => {
    const account = accountId.safeParse(detail.requestParameters.resourceId);
    return account.success ? [{ accountId: account.data }] : [];
  },
} satisfies EventFamily<typeof schema>;
