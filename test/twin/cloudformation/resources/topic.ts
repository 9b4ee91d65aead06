import * as z from 'zod';
import { policyFault } from '../../resource-policy';
import { alreadyExists, TemplateFailure } from '../failure';
import { difference, document, tags, text } from '../fields';
import type { World } from '../../world';
import { resource } from '../resource-type';

export const topic = resource(z.strictObject({ TopicName: text.optional(), Tags: tags }), {
  create({ TopicName }, { world, call, generatedName }) {
    const name = TopicName ?? generatedName;
    const arn = `arn:aws:sns:${call.region}:${call.accountId}:${name}`;
    if (world.sns.has(arn)) throw alreadyExists('AWS::SNS::Topic', arn);
    world.sns.create(arn);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  remove: ({ ref }, { world }) => world.sns.remove(ref),
});

/** An empty policy leaves the topic to its owner. */
function setPolicy(topics: readonly string[], policy: string, { sns }: World): void {
  const fault = policy === '' ? undefined : policyFault(policy);
  if (fault !== undefined) throw new TemplateFailure(fault);
  const unknown = topics.find((arn) => !sns.setPolicy(arn, policy));
  if (unknown !== undefined) throw new TemplateFailure(`Topic does not exist: ${unknown}`);
}

export const topicPolicy = resource(z.strictObject({ Topics: z.array(text), PolicyDocument: document }), {
  create({ Topics, PolicyDocument }, { world, generatedName }) {
    setPolicy(Topics, PolicyDocument, world);
    return { ref: generatedName, attributes: {} };
  },
  update({ current: { ref, attributes, properties: before }, properties: { Topics, PolicyDocument } }, { world }) {
    setPolicy(difference(before.Topics, Topics).removed, '', world);
    setPolicy(Topics, PolicyDocument, world);
    return { ref, attributes };
  },
  remove: ({ properties: { Topics } }, { world }) => setPolicy(Topics, '', world),
});

/** By e-mail only. The owner of the address confirms it: until then it gets nothing. */
export const subscription = resource(z.strictObject({ TopicArn: text, Protocol: z.literal('email'), Endpoint: text }), {
  create({ TopicArn, Endpoint }, { world }) {
    const found = world.sns.topic(TopicArn);
    if (!found) throw new TemplateFailure(`Topic does not exist: ${TopicArn}`);
    const { arn } = world.sns.subscribe(found, Endpoint);
    return { ref: arn, attributes: { Arn: arn } };
  },
  remove: ({ ref }, { world }) => world.sns.unsubscribe(ref),
});
