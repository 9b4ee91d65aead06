import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { deadLetterQueueUrl } from '../../lib/landing-zone';
import type { EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { fixtureLandingZone } from '../world/landing-zone';

const HOUR_MS = 3_600_000;

let setting: EnrolledWorld;
let accountId: string;
beforeAll(async () => {
  setting = await sharedOrganization(fixtureLandingZone());
  // From here on the function receives only the records of the test.
  for (const mapping of [...setting.world.functions.mappings.values()]) mapping.delete();
  accountId = setting.organization.accounts['dev'] ?? '';
  const vpcId = await setting.people.createVpc(accountId, { cidr: '10.1.0.0/20', zones: 'ab' });
  await setting.world.clock.jump(60_000);
  await setting.people.tag(accountId, vpcId);
});

/** A record of the dev account's group that was first received so many milliseconds ago. */
function record(messageId: string, firstReceivedMsAgo: number, receives: number): SQSRecord {
  const { region } = setting.landingZone.hub;
  const group = `${accountId}/${region}`;
  const firstReceived = String(setting.world.clock.now().getTime() - firstReceivedMsAgo);
  return {
    messageId,
    receiptHandle: messageId,
    body: JSON.stringify({ account: accountId, region, because: messageId }),
    attributes: {
      ApproximateReceiveCount: String(receives),
      ApproximateFirstReceiveTimestamp: firstReceived,
      SentTimestamp: firstReceived,
      SenderId: 'test',
      MessageGroupId: group,
      MessageDeduplicationId: messageId,
      SequenceNumber: '1',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${region}:${setting.landingZone.hub.accountId}:wheelwright-join.fifo`,
    awsRegion: region,
  };
}

const invoke = (...Records: readonly SQSRecord[]) => setting.world.functions.invoke('wheelwright-join', { Records });
const retrying = (...ids: readonly string[]) => ({
  ok: true,
  value: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
});

async function deadLetters() {
  const sqs = new SQSClient(
    setting.world.config(
      setting.world.administrator(setting.landingZone.hub.accountId),
      setting.landingZone.hub.region,
    ),
  );
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: deadLetterQueueUrl(setting.landingZone, 'join'),
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      VisibilityTimeout: 0,
    }),
  );
  return Messages;
}

test('of a group that waits, a message that is too old goes to the dead-letter queue and is acknowledged, the others are delivered again', async () => {
  await expect(invoke(record('old', 3 * HOUR_MS, 200), record('young', 0, 1))).resolves.toEqual(retrying('young'));
  expect(await deadLetters()).toMatchObject([{ Body: record('old', 0, 1).body }]);
});

test('a message that is too old is reconciled once more and goes to the dead-letter queue with its plan', async () => {
  await expect(invoke(record('alone', 3 * HOUR_MS, 200))).resolves.toEqual(retrying());
  const [, deadLetter] = await deadLetters();
  const plan = JSON.parse(deadLetter?.MessageAttributes?.['plan']?.StringValue ?? '[]') as unknown;
  expect(plan).toMatchObject([{ target: { intent: 'join' }, outcomes: { attachment: { status: 'waiting' } } }]);
});
