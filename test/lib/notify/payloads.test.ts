import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { mailOf, slackPayload, teamsPayload, webhookPayload } from '../../../lib/notify/payloads';
import { ACCOUNT, VPC, noticeFrom } from './notices';

/** What the tag of a VPC may have, as a text repeats it. */
const HOSTILE =
  '<!channel> <@U123> <https://evil.example|here> [here](https://evil.example) **now** www.evil.example & <at>all</at>';

test('[A18] nothing that a team writes mentions, links or formats in Slack', () => {
  const { body } = slackPayload(HOSTILE);
  expect(JSON.parse(body)).toMatchObject({
    unfurl_links: false,
    unfurl_media: false,
    blocks: [{ type: 'section', text: { type: 'plain_text', emoji: false } }],
  });
  expect(body).not.toMatch(/[<>]|:\/\/|www\./);
  expect(body).toContain('&lt;!channel&gt; &lt;@U123&gt;');
});

test('[A18] a card for Teams has a text that is not read as Markdown, without links and mentions', () => {
  const { body } = teamsPayload(HOSTILE);
  expect(JSON.parse(body)).toMatchObject({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: { type: 'AdaptiveCard', body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun' }] }] },
      },
    ],
  });
  expect(body).not.toContain('entities');
  expect(body.replace('http://adaptivecards.io/', '')).not.toMatch(/:\/\/|www\./);
});

test('an e-mail has a subject that SNS takes, and no links', () => {
  const { subject, text } = mailOf(noticeFrom('Drift Repaired'), HOSTILE);
  expect(subject).toBe(`Wheelwright: drift-repaired ${VPC}`);
  expect(text).not.toMatch(/:\/\/|www\./);
  expect(mailOf(noticeFrom('Account Left', { vpcId: undefined }), '').subject).toBe(`Wheelwright: left ${ACCOUNT}`);
});

describe('a webhook', () => {
  const KEY = 'k'.repeat(32);
  const now = new Date('2026-01-01T00:00:00Z');
  const { body, headers } = webhookPayload(noticeFrom('Spoke VPC Refused'), 'text', KEY, now);

  it('gets the facts, and the id of the transition', () => {
    expect(JSON.parse(body)).toEqual({
      ...{ version: 1, id: 't-1', kind: 'refused', time: '2026-01-01T00:00:00Z', text: 'text' },
      ...{ accountId: ACCOUNT, region: 'eu-west-1', vpcId: VPC, state: 'refused' },
    });
    expect(headers).toMatchObject({ 'wheelwright-id': 't-1', 'wheelwright-timestamp': '1767225600' });
  });

  it('verifies the signature as docs/operations.md shows, and refuses another key, another body and another time', () => {
    const [, code = ''] = /```js\n([^]+?)```/.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
    const other = { ...headers, 'wheelwright-timestamp': '1767225601' };
    const cases = [
      [KEY, headers, body, now.getTime() + 299_000],
      [KEY, headers, body, now.getTime() + 301_000],
      [KEY, headers, body, now.getTime() - 301_000],
      ['l'.repeat(32), headers, body, now.getTime()],
      [KEY, headers, `${body} `, now.getTime()],
      [KEY, other, body, now.getTime()],
      [KEY, {}, body, now.getTime()],
    ];
    const folder = mkdtempSync(join(tmpdir(), 'webhook-'));
    try {
      const file = join(folder, 'webhook.mjs');
      writeFileSync(
        file,
        `${code}\nconsole.log(JSON.stringify(${JSON.stringify(cases)}.map((each) => isGenuine(...each))));`,
      );
      const found: unknown = JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' }));
      expect(found).toEqual([true, ...Array<boolean>(6).fill(false)]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
