import * as z from 'zod';
import { API_CALL, accountId, envelope, othersCalls, record, type EventFamily } from '../family';

const eventNames = ['MoveAccount', 'RemoveAccountFromOrganization'];

const schema = envelope(z.looseObject({ ...record, requestParameters: z.looseObject({ accountId }) }));

/** The management account moved or removed an account. For an account that leaves by itself see membership-changed. */
export const event = {
  name: 'organizations-account-moved',
  wakes: 'enroll',
  changesAccount: true,
  sender: 'management',
  places: ['us-east-1'],
  eventNames,
  pattern: {
    source: ['aws.organizations'],
    'detail-type': [API_CALL],
    detail: othersCalls('management', eventNames),
  },
  schema,
  addresses: ({ detail }) => [{ accountId: detail.requestParameters.accountId }],
} satisfies EventFamily<typeof schema>;
