import * as z from 'zod';
import { API_CALL, accountId, envelope, othersCalls, record, type Address, type EventFamily } from '../family';

/** A share loses accounts, the organization or an OU (by ARN), or all of them at once. */
const ofShare = z
  .looseObject({ resourceShareArn: z.string().startsWith('arn:'), principals: z.array(z.string()).nullish() })
  .transform(({ resourceShareArn, principals }): readonly Address[] => {
    const accounts = (principals ?? []).filter((principal) => accountId.safeParse(principal).success);
    return accounts.length > 0 && accounts.length === principals?.length
      ? accounts.map((account) => ({ accountId: account }))
      : [{ resourceShareArn }];
  });

const eventNames = ['DisassociateResourceShare', 'DeleteResourceShare'] as const;

const schema = envelope(z.looseObject({ ...record, eventName: z.enum(eventNames), requestParameters: ofShare }));

/** A share of the hub lost accounts, or was deleted. Enroll owns the shares; when it is done, it wakes the other workers. */
export const event = {
  name: 'hub-share-changed',
  wakes: 'enroll',
  sender: 'hub',
  places: ['governed regions'],
  eventNames,
  pattern: {
    source: ['aws.ram'],
    'detail-type': [API_CALL],
    detail: othersCalls('hub', eventNames),
  },
  schema,
  /** The schema turns the parameters into addresses. */
  addresses: ({ detail: { requestParameters } }) => requestParameters,
} satisfies EventFamily<typeof schema>;
