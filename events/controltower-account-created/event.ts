import * as z from 'zod';
import { SERVICE_EVENT, accountId, envelope, record, type EventFamily } from '../family';

const schema = envelope(
  z.looseObject({
    ...record,
    serviceEventDetails: z.looseObject({
      createManagedAccountStatus: z.looseObject({
        state: z.literal('SUCCEEDED'),
        account: z.looseObject({ accountId }),
      }),
    }),
  }),
);

/** Control Tower created or enrolled an account. */
export const event = {
  name: 'controltower-account-created',
  wakes: 'enroll',
  changesAccount: true,
  sender: 'management',
  places: ['Control Tower home region'],
  eventNames: ['CreateManagedAccount'],
  pattern: {
    source: ['aws.controltower'],
    'detail-type': [SERVICE_EVENT],
    detail: () => ({
      eventName: ['CreateManagedAccount'],
      serviceEventDetails: { createManagedAccountStatus: { state: ['SUCCEEDED'] } },
    }),
  },
  schema,
  addresses: ({ detail }) => [{ accountId: detail.serviceEventDetails.createManagedAccountStatus.account.accountId }],
} satisfies EventFamily<typeof schema>;
