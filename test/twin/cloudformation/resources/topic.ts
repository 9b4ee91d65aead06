import * as z from 'zod';
import { policyFault } from '../../resource-policy';
import { TemplateFailure } from '../failure';
import { document, tags, text } from '../fields';
import { resource } from '../resource-type';

export const topic = resource(z.strictObject({ TopicName: text.optional(), Tags: tags }), {
  create({ TopicName }, { world, call, generatedName }) {
    const name = TopicName ?? generatedName;
    const arn = `arn:aws:sns:${call.region}:${call.accountId}:${name}`;
    world.sns.create(arn);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  remove: ({ ref }, { world }) => world.sns.remove(ref),
});

export const topicPolicy = resource(z.strictObject({ Topics: z.array(text), PolicyDocument: document }), {
  create({ Topics, PolicyDocument }, { world, generatedName }) {
    const fault = policyFault(PolicyDocument);
    if (fault !== undefined) throw new TemplateFailure(fault);
    const unknown = Topics.find((arn) => !world.sns.setPolicy(arn, PolicyDocument));
    if (unknown !== undefined) throw new TemplateFailure(`Topic does not exist: ${unknown}`);
    return { ref: generatedName, attributes: {} };
  },
});
