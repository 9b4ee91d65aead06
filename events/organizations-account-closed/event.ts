import * as z from 'zod';
import { SERVICE_EVENT, accountId, envelope, record, type EventFamily } from '../family';

const schema = envelope(
  z.looseObject({
    ...record,
    serviceEventDetails: z.looseObject({
      closeAccountStatus: z.looseObject({ state: z.literal('SUCCEEDED'), accountId }),
    }),
  }),
);

/** An account was closed. It stays in the organization as CLOSED for about 90 days. */
export const event = {
  name: 'organizations-account-closed',
  wakes: 'enroll',
  changesAccount: true,
  sender: 'management',
  places: ['us-east-1'],
  eventNames: ['CloseAccountResult'],
  pattern: {
    source: ['aws.organizations'],
    'detail-type': [SERVICE_EVENT],
    detail: () => ({
      eventName: ['CloseAccountResult'],
      serviceEventDetails: { closeAccountStatus: { state: ['SUCCEEDED'] } },
    }),
  },
  schema,
  addresses: ({ detail }) => [{ accountId: detail.serviceEventDetails.closeAccountStatus.accountId }],
} satisfies EventFamily<typeof schema>;
