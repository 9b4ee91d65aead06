import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { deadLetterQueueUrl } from '../../lib/landing-zone';
import { enrolledOrganization, shippedLandingZone, type Setting } from '../world/enrolled';

const HOUR_MS = 3_600_000;

let at: Setting;
let accountId: string;
beforeAll(async () => {
  at = await enrolledOrganization(shippedLandingZone());
  // From here on the test alone says what arrives.
  for (const mapping of [...at.world.functions.mappings.values()]) mapping.delete();
  accountId = at.organization.accounts['dev'] ?? '';
  const vpcId = await at.people.createVpc(accountId, { cidr: '10.1.0.0/20', zones: 'ab' });
  await at.world.clock.jump(60_000);
  await at.people.tag(accountId, vpcId);
});

/** A record of the dev account's group that was received first so long ago. */
function record(messageId: string, firstReceivedMsAgo: number, receives: number): SQSRecord {
  const { region } = at.landingZone.hub;
  const group = `${accountId}/${region}`;
  const at0 = String(at.world.clock.now().getTime() - firstReceivedMsAgo);
  return {
    messageId,
    receiptHandle: messageId,
    body: JSON.stringify({ account: accountId, region, because: messageId }),
    attributes: {
      ApproximateReceiveCount: String(receives),
      ApproximateFirstReceiveTimestamp: at0,
      SentTimestamp: at0,
      SenderId: 'test',
      MessageGroupId: group,
      MessageDeduplicationId: messageId,
      SequenceNumber: '1',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${region}:${at.landingZone.hub.accountId}:wheelwright-join.fifo`,
    awsRegion: region,
  };
}

const work = (...Records: readonly SQSRecord[]) => at.world.functions.invoke('wheelwright-join', { Records });
const answering = (...ids: readonly string[]) => ({
  ok: true,
  value: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
});

async function dead() {
  const sqs = new SQSClient(
    at.world.config(at.world.administrator(at.landingZone.hub.accountId), at.landingZone.hub.region),
  );
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: deadLetterQueueUrl(at.landingZone, 'join'),
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      VisibilityTimeout: 0,
    }),
  );
  return Messages;
}

test('of a group that waits, what is too old goes to the dead queue for good, and the rest comes back', async () => {
  await expect(work(record('old', 3 * HOUR_MS, 200), record('young', 0, 1))).resolves.toEqual(answering('young'));
  expect(await dead()).toMatchObject([{ Body: record('old', 0, 1).body }]);
});

test('what is too old is planned once more, so that its plan lies beside it', async () => {
  await expect(work(record('alone', 3 * HOUR_MS, 200))).resolves.toEqual(answering());
  const [, buried] = await dead();
  const plan = JSON.parse(buried?.MessageAttributes?.['plan']?.StringValue ?? '[]') as unknown;
  expect(plan).toMatchObject([{ target: { intent: 'join' }, outcomes: { attachment: { status: 'waiting' } } }]);
});
