import * as z from 'zod';
import { SERVICE_EVENT, accountId, envelope, record, type EventFamily } from '../family';

const schema = envelope(
  z.looseObject({
    ...record,
    serviceEventDetails: z.looseObject({
      createAccountStatus: z.looseObject({ state: z.literal('SUCCEEDED'), accountId }),
    }),
  }),
);

/** The creation of an account succeeded. The record of the CreateAccount call has no account id yet. */
export const event = {
  name: 'organizations-account-created',
  wakes: 'enroll',
  changesAccount: true,
  sender: 'management',
  places: ['us-east-1'],
  eventNames: ['CreateAccountResult'],
  pattern: {
    source: ['aws.organizations'],
    'detail-type': [SERVICE_EVENT],
    detail: () => ({
      eventName: ['CreateAccountResult'],
      serviceEventDetails: { createAccountStatus: { state: ['SUCCEEDED'] } },
    }),
  },
  schema,
  addresses: ({ detail }) => [{ accountId: detail.serviceEventDetails.createAccountStatus.accountId }],
} satisfies EventFamily<typeof schema>;
