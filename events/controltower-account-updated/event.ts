import * as z from 'zod';
import { SERVICE_EVENT, accountId, envelope, record, type EventFamily } from '../family';

const schema = envelope(
  z.looseObject({
    ...record,
    serviceEventDetails: z.looseObject({
      updateManagedAccountStatus: z.looseObject({
        state: z.literal('SUCCEEDED'),
        account: z.looseObject({ accountId }),
      }),
    }),
  }),
);

/** Control Tower updated an account. The retry of a failed creation ends with this event, too. */
export const event = {
  name: 'controltower-account-updated',
  wakes: 'enroll',
  changesAccount: true,
  sender: 'management',
  places: ['Control Tower home region'],
  eventNames: ['UpdateManagedAccount'],
  pattern: {
    source: ['aws.controltower'],
    'detail-type': [SERVICE_EVENT],
    detail: () => ({
      eventName: ['UpdateManagedAccount'],
      serviceEventDetails: { updateManagedAccountStatus: { state: ['SUCCEEDED'] } },
    }),
  },
  schema,
  addresses: ({ detail }) => [{ accountId: detail.serviceEventDetails.updateManagedAccountStatus.account.accountId }],
} satisfies EventFamily<typeof schema>;
