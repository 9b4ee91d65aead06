import * as z from 'zod';
import { API_CALL, SERVICE_EVENT, accountId, envelope, record, type EventFamily } from '../family';

const eventNames = ['AccountJoinedOrganization', 'AccountDepartedOrganization'];

const details = z.record(z.string(), z.json()).nullish();

/** The account ids in `details`: under `accountId` in any casing, at the top or one level down. */
const accountsIn = (details: z.core.util.JSONType | undefined, depth = 1): readonly string[] => {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return [];
  return Object.entries(details).flatMap(([key, value]) => {
    if (key.toLowerCase() !== 'accountid') return depth === 0 ? [] : accountsIn(value, depth - 1);
    const account = accountId.safeParse(value);
    return account.success ? [account.data] : [];
  });
};

const schema = envelope(
  z
    .looseObject({
      ...record,
      serviceEventDetails: details,
      requestParameters: details,
      responseElements: details,
      additionalEventData: details,
    })
    .transform((detail) => ({
      ...detail,
      accounts: [
        ...new Set(
          [
            detail.serviceEventDetails,
            detail.requestParameters,
            detail.responseElements,
            detail.additionalEventData,
          ].flatMap((part) => accountsIn(part ?? undefined)),
        ),
      ],
    }))
    .refine(({ accounts }) => accounts.length > 0, { error: 'expected an account id in a known place, found none' }),
);

/**
 * An account joined (created or invited) or departed (left, removed, closed for good). AWS documents the two event names but
 * not the record: neither its detail-type nor the place of the account id, and its text spells values in several casings. So
 * the pattern takes both detail-types, and every likely field is searched in any casing.
 */
export const event = {
  name: 'organizations-membership-changed',
  wakes: 'enroll',
  sender: 'management',
  places: ['us-east-1'],
  eventNames,
  pattern: {
    source: ['aws.organizations'],
    'detail-type': [SERVICE_EVENT, API_CALL],
    detail: () => ({ eventName: eventNames.map((name) => ({ 'equals-ignore-case': name })) }),
  },
  schema,
  addresses: ({ detail }) => detail.accounts.map((account) => ({ accountId: account })),
} satisfies EventFamily<typeof schema>;
