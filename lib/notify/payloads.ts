import { createHmac } from 'node:crypto';
import type { Notice } from './notice';

/** What is posted to a channel. */
export interface Payload {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * The text without what mail readers and chats make links of: people in spokes write parts of it, such as the values of tags.
 */
const withoutLinks = (text: string): string =>
  text.replaceAll('://', '[:]//').replaceAll(/\bwww\./gi, (found) => found.replace('.', '[.]'));

/**
 * For Slack's incoming webhooks. `plain_text` has neither markup nor links. The three characters that begin mentions and links are
 * escaped in both texts (Slack, "Formatting text for app surfaces").
 */
export function slackPayload(text: string): Payload {
  const escaped = withoutLinks(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const block = { type: 'section', text: { type: 'plain_text', text: escaped, emoji: false } };
  const body = { text: escaped, blocks: [block], unfurl_links: false, unfurl_media: false };
  return { body: JSON.stringify(body), headers: JSON_TYPE };
}

/**
 * For the workflow "When a Teams webhook request is received": a message with one Adaptive Card. A `TextBlock` would be read as
 * Markdown, a `TextRun` is not (Adaptive Cards, "TextRun"). Mentions need entities, which the card has not got.
 */
export function teamsPayload(text: string): Payload {
  const inlines = [{ type: 'TextRun', text: withoutLinks(text) }];
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    ...{ type: 'AdaptiveCard', version: '1.2', body: [{ type: 'RichTextBlock', inlines }] },
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { body: JSON.stringify({ type: 'message', attachments: [attachment] }), headers: JSON_TYPE };
}

/**
 * For any other receiver, signed with HMAC-SHA256 over the time and the body. The receiver compares the signature, refuses a time
 * that is more than five minutes off, and knows by the id what it has got before (docs/operations.md, "Notices").
 */
export function webhookPayload(
  { kind, transition, time, facts }: Notice,
  text: string,
  key: string,
  now: Date,
): Payload {
  const { accountId, region, vpcId, vpcIds, clusterName, state, reason } = facts;
  const body = JSON.stringify({
    ...{ version: 1, id: transition, kind, time, text, accountId, region },
    ...{ vpcId, vpcIds: vpcIds.length === 0 ? undefined : vpcIds, clusterName, state, reason },
  });
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
  return {
    body,
    headers: {
      ...JSON_TYPE,
      'wheelwright-id': transition,
      'wheelwright-timestamp': timestamp,
      'wheelwright-signature': `v1=${signature}`,
    },
  };
}

/** SNS takes a subject of less than 100 characters of one line (API reference, Publish). */
export const mailOf = ({ kind, facts }: Notice, text: string): { readonly subject: string; readonly text: string } => ({
  subject: `Wheelwright: ${kind} ${facts.vpcId ?? facts.vpcIds[0] ?? facts.accountId}`,
  text: withoutLinks(text),
});
