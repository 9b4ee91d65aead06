import type * as sns from '@aws-sdk/client-sns';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import type { Subscription, Topic } from './state';

const MAX_BYTES = 262_144;
const PAGE = 100;
const PENDING = 'PendingConfirmation';

const invalid = (what: string): AwsError => new AwsError('InvalidParameterException', `Invalid parameter: ${what}`);

/** SNS API reference: Publish, Subscribe, Unsubscribe, ListSubscriptionsByTopic. Subscriptions are by e-mail. */
export const operations = (world: World): Ops<typeof sns> => {
  const topicAt = (arn: string | undefined): Topic => {
    if (arn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
    const found = world.sns.topic(arn);
    if (!found) throw new AwsError('NotFoundException', 'Topic does not exist', {}, 404);
    return found;
  };
  return {
    Publish(input) {
      const { TopicArn, Message: message = '', Subject: subject } = input;
      const { TargetArn, PhoneNumber, MessageStructure, MessageGroupId } = input;
      if (TargetArn !== undefined || PhoneNumber !== undefined || MessageStructure !== undefined || MessageGroupId)
        throw invalid('The twin publishes one text to a standard topic.');
      const topic = topicAt(TopicArn);
      if (message === '') throw invalid('Empty message');
      if (Buffer.byteLength(message) > MAX_BYTES) throw invalid('Message too long');
      if (subject !== undefined && !/^[\p{L}\p{N}\p{P}\p{S}][^\p{C}\p{Zl}\p{Zp}]{0,98}$/u.test(subject))
        throw invalid('Subject');
      world.sns.publish(topic, message, subject);
      return { MessageId: world.ids.uuid() };
    },

    Subscribe({ TopicArn, Protocol: protocol, Endpoint: endpoint = '', Attributes, ReturnSubscriptionArn: whole }) {
      const topic = topicAt(TopicArn);
      if (protocol !== 'email' || Attributes !== undefined)
        throw invalid('Protocol: the twin has subscriptions by e-mail, without attributes.');
      if (!/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw invalid('Email address');
      const { arn, confirmed } = world.sns.subscribe(topic, endpoint);
      return { SubscriptionArn: confirmed || whole === true ? arn : 'pending confirmation' };
    },

    Unsubscribe({ SubscriptionArn: arn = '' }) {
      if (!arn.startsWith('arn:')) throw invalid('SubscriptionArn Reason: An ARN must have at least 6 elements');
      world.sns.unsubscribe(arn);
      return {};
    },

    ListSubscriptionsByTopic({ TopicArn, NextToken: token }, call) {
      const topic = topicAt(TopicArn);
      const invalidToken = () => invalid('nextToken');
      const { items, next } = page(topic.subscriptions, { limit: PAGE, token, invalidToken });
      const shown = ({ arn, endpoint, confirmed }: Subscription) => ({
        ...{ SubscriptionArn: confirmed ? arn : PENDING, Owner: call.accountId, Protocol: 'email' },
        ...{ Endpoint: endpoint, TopicArn: topic.arn },
      });
      return { Subscriptions: items.map(shown), ...(next === undefined ? {} : { NextToken: next }) };
    },
  };
};
