import {
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
  type PublishCommandInput,
} from '@aws-sdk/client-sns';
import { as, DEV, HUB, REGION } from '../organization-fixture';
import { World } from '../world';

const TopicArn = `arn:aws:sns:${REGION}:${HUB}:notices`;
const ADDRESS = 'network@example.com';

let world: World;
let sns: SNSClient;
beforeEach(() => {
  world = new World();
  world.sns.create(TopicArn);
  sns = new SNSClient(as(world, HUB));
});

const publish = (more: Partial<PublishCommandInput> = {}) =>
  sns.send(new PublishCommand({ TopicArn, Message: 'text', ...more }));
const subscribe = () => sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: ADDRESS }));
const listed = async () => (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions;

it('delivers to an address once its owner has confirmed the subscription', async () => {
  await expect(subscribe()).resolves.toMatchObject({ SubscriptionArn: 'pending confirmation' });
  await publish();
  expect(world.sns.mailbox(ADDRESS)).toEqual([]);
  await expect(listed()).resolves.toMatchObject([{ SubscriptionArn: 'PendingConfirmation', Endpoint: ADDRESS }]);
  world.sns.confirm(ADDRESS);
  await publish({ Subject: 'one', Message: 'first' });
  await publish({ Message: 'second' });
  expect(world.sns.mailbox(ADDRESS)).toEqual([
    { topicArn: TopicArn, subject: 'one', text: 'first' },
    { topicArn: TopicArn, subject: 'AWS Notification Message', text: 'second' },
  ]);
});

it('subscribes an address once, and no more when it is unsubscribed', async () => {
  await subscribe();
  world.sns.confirm(ADDRESS);
  const { SubscriptionArn } = await subscribe();
  await expect(listed()).resolves.toHaveLength(1);
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  await publish();
  expect(world.sns.mailbox(ADDRESS)).toEqual([]);
});

it.each<[string, Partial<PublishCommandInput>, string]>([
  ['a topic that does not exist', { TopicArn: `${TopicArn}-2` }, 'NotFoundException'],
  ['an empty message', { Message: '' }, 'InvalidParameterException'],
  ['an empty subject', { Subject: '' }, 'InvalidParameterException'],
  ['a subject of two lines', { Subject: 'one\ntwo' }, 'InvalidParameterException'],
  ['a subject of a hundred characters', { Subject: 'a'.repeat(100) }, 'InvalidParameterException'],
  ['a message of more than 256 KiB', { Message: 'a'.repeat(262_145) }, 'InvalidParameterException'],
])('refuses %s', async (_what, input, name) => {
  await expect(publish(input)).rejects.toMatchObject({ name });
});

it('refuses another account that the policy of the topic does not admit', async () => {
  const elsewhere = new SNSClient(as(world, DEV));
  await expect(elsewhere.send(new PublishCommand({ TopicArn, Message: 'text' }))).rejects.toMatchObject({
    name: 'AuthorizationErrorException',
    message: expect.stringContaining('is not authorized to perform: SNS:Publish') as string,
  });
});
