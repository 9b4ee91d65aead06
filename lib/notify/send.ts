import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { PublishCommand } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { bind } from '../aws/sdk/calls';
import type { Clock } from '../aws/sdk/clock';
import { isFailure } from '../aws/sdk/failure';
import type { Session } from '../aws/sdk/session';
import { json } from '../hub/items';
import { noticeTopicArn, type LandingZone, type Recipient } from '../landing-zone';
import type { Notice } from './notice';
import { mailOf, slackPayload, teamsPayload, webhookPayload, type Payload } from './payloads';
import { post, type Posted } from './post';

const CALLS = { publish: PublishCommand, getSecret: GetSecretValueCommand };

/** What sends notices. */
export interface Sender {
  readonly landingZone: LandingZone;
  readonly clock: Clock;
  /** The function's own credentials, with clients of DynamoDB, Secrets Manager and SNS. */
  readonly own: Session;
  readonly fetch: typeof globalThis.fetch;
}

const MIN_KEY = 32;
const channel = json.pipe(z.object({ url: z.url({ protocol: /^https$/ }), key: z.string().min(MIN_KEY).optional() }));

/** Sends one text to one recipient, once. Does not throw what AWS or the receiver refuses: it says so. */
export async function send(sender: Sender, recipient: Recipient, notice: Notice, text: string): Promise<Posted> {
  const { landingZone, own } = sender;
  const calls = bind(CALLS, own);
  try {
    if (recipient.to === 'email') {
      const { subject, text: Message } = mailOf(notice, text);
      await calls.publish({ TopicArn: noticeTopicArn(landingZone, recipient.address), Subject: subject, Message });
      return { status: 'sent' };
    }
    const { SecretString } = await calls.getSecret({ SecretId: recipient.secret });
    const { data } = channel.safeParse(SecretString);
    if (data === undefined || (recipient.to === 'webhook' && data.key === undefined)) return refused(recipient);
    return await post(sender.fetch, data.url, payloadOf(sender, recipient, { notice, text, key: data.key ?? '' }));
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { status: 'refused', because: error.message };
  }
}

/** The secret itself is never part of a text. */
const refused = ({ to }: Recipient): Posted => ({
  status: 'refused',
  because: `the secret is not as expected: JSON with an https "url"${to === 'webhook' ? ` and a "key" of ${MIN_KEY} characters or more` : ''}`,
});

function payloadOf(
  { clock }: Sender,
  { to }: Recipient,
  { notice, text, key }: { readonly notice: Notice; readonly text: string; readonly key: string },
): Payload {
  if (to === 'slack') return slackPayload(text);
  return to === 'teams' ? teamsPayload(text) : webhookPayload(notice, text, key, clock.now());
}
