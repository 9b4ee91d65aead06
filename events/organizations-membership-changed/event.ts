import * as z from 'zod';
import { API_CALL, SERVICE_EVENT, accountId, envelope, record, type EventFamily } from '../family';

const eventNames = ['AccountJoinedOrganization', 'AccountDepartedOrganization'];

const details = z.record(z.string(), z.json()).nullish();
/** The members of a record that may name the account. */
const PARTS = ['serviceEventDetails', 'requestParameters', 'responseElements', 'additionalEventData'] as const;

type Json = z.core.util.JSONType;
/** The account whose organization it is, under any of its names, is not the one that joined or departed. */
const OWNER = /^(management|master|payer|organization)/i;
const ACCOUNT_ID = /^[a-z]*accountid$/i;
const ACCOUNT = /^[a-z]*account$/i;
/** `arn:aws:organizations::<management account>:account/<organization>/<account>`. */
const ARN = /^arn:aws[a-z-]*:organizations::\d{12}:account\/o-[a-z0-9]+\/(\d{12})$/;
const DEEPEST = 4;

/** What is said to be the account: texts under `accountId` or `memberAccountId` in any case, under `id` of an `account`, and ARNs. */
function named(value: Json | undefined, depth = DEEPEST): readonly string[] {
  if (typeof value === 'string') return ARN.exec(value)?.slice(1) ?? [];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([key, inner]): readonly string[] => {
    if (OWNER.test(key)) return [];
    const ofAccount =
      ACCOUNT.test(key) && typeof inner === 'object' && inner !== null && 'id' in inner ? inner.id : undefined;
    const text = ACCOUNT_ID.test(key) ? inner : ofAccount;
    return typeof text === 'string' && text !== '' ? [text] : named(inner, depth - 1);
  });
}

const schema = envelope(
  z
    .looseObject({
      ...record,
      serviceEventDetails: details,
      requestParameters: details,
      responseElements: details,
      additionalEventData: details,
    })
    .transform((detail) => {
      const found = [...new Set(PARTS.flatMap((part) => named(detail[part] ?? undefined)))];
      const accounts = found.filter((text) => accountId.safeParse(text).success);
      return { ...detail, accounts, isMalformed: found.length > 0 && accounts.length === 0 };
    })
    .refine(({ isMalformed }) => !isMalformed, {
      error: 'expected twelve digits as an account id, found another text',
    }),
);

const absent = [{ exists: false }, null, ''];

/**
 * Matches, of the events of this family, those that name no account in a likely place: a rule invokes the sweep for them. EventBridge
 * cannot search, so that it also matches one that names the account elsewhere, which is read here: then both happen.
 */
export const namesNoAccount = {
  source: ['aws.organizations'],
  'detail-type': [SERVICE_EVENT, API_CALL],
  detail: {
    eventName: eventNames.map((name) => ({ 'equals-ignore-case': name })),
    ...Object.fromEntries(
      PARTS.map((part) => [part, { accountId: absent, memberAccountId: absent, account: { id: absent } }]),
    ),
  },
};

/**
 * An account joined (created or invited) or departed (left, removed, closed for good). AWS documents the two event names but
 * not the record: neither its detail-type nor the place of the account id, and its text spells values in several casings. So
 * the pattern takes both detail-types, and every likely field is searched in any casing. An event that names no account wakes no
 * worker: the sweep looks at all accounts.
 */
export const event = {
  name: 'organizations-membership-changed',
  wakes: 'enroll',
  changesAccount: true,
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
