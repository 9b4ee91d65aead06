import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { text } from '../fields';
import { resource } from '../resource-type';

export const parameter = resource(
  z.strictObject({
    Name: text.optional(),
    Type: z.enum(['String', 'StringList']),
    Value: text,
    Description: text.optional(),
    Tags: z.record(z.string(), text).optional(),
  }),
  {
    async create({ Tags = {}, ...properties }, scope) {
      const Name = properties.Name ?? scope.generatedName;
      await new SSMClient(scope.config).send(
        new PutParameterCommand({
          ...properties,
          Name,
          Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })),
        }),
      );
      return { ref: Name, attributes: { Type: properties.Type, Value: properties.Value } };
    },
    async update({ current: { ref: Name }, properties: { Type, Value, Description } }, { config }) {
      await new SSMClient(config).send(new PutParameterCommand({ Name, Type, Value, Description, Overwrite: true }));
      return { ref: Name, attributes: { Type, Value } };
    },
    async remove({ ref: Name }, { config }) {
      await new SSMClient(config).send(new DeleteParameterCommand({ Name }));
    },
  },
);
