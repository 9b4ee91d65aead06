import * as z from 'zod';
import { NOTICE_KINDS } from '../names';
import { section, text } from './fields';

const ADDRESS = 'expected an e-mail address of at most 100 characters';
const address = z.email({ error: ADDRESS }).max(100, { error: ADDRESS });

/** A secret of the hub account and region: JSON with `url`, and for a webhook `key`. */
const secret = text(
  /^arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,512}-[A-Za-z0-9]{6}$/,
  'the whole ARN of a secret, such as arn:aws:secretsmanager:eu-west-1:100000000002:secret:notices-AbC123',
);

const kinds = z.array(z.enum(NOTICE_KINDS)).min(1, { error: `expected at least one of ${NOTICE_KINDS.join(', ')}` });
const TO = { error: 'expected email, slack, teams or webhook' };

/** An address that SNS confirms, or a secret with the URL of a channel. */
const recipient = <On extends z.ZodType>(on: On) =>
  z.discriminatedUnion(
    'to',
    [
      section({ to: z.literal('email'), address, on }),
      section({ to: z.enum(['slack', 'teams', 'webhook']), secret, on }),
    ],
    TO,
  );

/** The section `notify` of a landing zone: who gets alarms, and who gets a line for each transition of the kinds in `on`. */
export const notify = z
  .array(
    z.union([address, recipient(kinds)], {
      error: 'expected an e-mail address, which gets alarms, or { to: …, on: [ … ] }, which gets notices',
    }),
  )
  .default([]);

/** The section `contacts`: the recipients that the account tag `wheelwright:contact` names. `on`: all kinds where left out. */
export const contacts = z
  .record(
    text(
      /^[a-z][a-z0-9-]{0,63}$/,
      'a name of up to 64 lower-case letters, digits and hyphens that begins with a letter',
    ),
    recipient(kinds.default([...NOTICE_KINDS])),
  )
  .default({});
