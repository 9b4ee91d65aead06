import {
  AssociateResourceShareCommand,
  CreateResourceShareCommand,
  DeleteResourceShareCommand,
  DisassociateResourceShareCommand,
  RAMClient,
  UpdateResourceShareCommand,
} from '@aws-sdk/client-ram';
import * as z from 'zod';
import { difference, flag, text } from '../fields';
import { resource } from '../resource-type';

export const resourceShare = resource(
  z.strictObject({
    Name: text,
    AllowExternalPrincipals: flag.optional(),
    ResourceArns: z.array(text).optional(),
    Principals: z.array(text).optional(),
  }),
  {
    async create(properties, { config }) {
      const { resourceShare: share } = await new RAMClient(config).send(
        new CreateResourceShareCommand({
          name: properties.Name,
          allowExternalPrincipals: properties.AllowExternalPrincipals,
          resourceArns: properties.ResourceArns,
          principals: properties.Principals,
        }),
      );
      const Arn = share?.resourceShareArn ?? '';
      return { ref: Arn, attributes: { Arn } };
    },
    /** Principals that others associated stay. */
    async update({ current: { ref: resourceShareArn, attributes, properties: before }, properties }, { config }) {
      const client = new RAMClient(config);
      const { Name: name, AllowExternalPrincipals: allowExternalPrincipals } = properties;
      await client.send(new UpdateResourceShareCommand({ resourceShareArn, name, allowExternalPrincipals }));
      const resources = difference(before.ResourceArns, properties.ResourceArns);
      const principals = difference(before.Principals, properties.Principals);
      if (resources.added.length + principals.added.length > 0)
        await client.send(
          new AssociateResourceShareCommand({
            ...{ resourceShareArn, resourceArns: resources.added, principals: principals.added },
          }),
        );
      if (resources.removed.length + principals.removed.length > 0)
        await client.send(
          new DisassociateResourceShareCommand({
            ...{ resourceShareArn, resourceArns: resources.removed, principals: principals.removed },
          }),
        );
      return { ref: resourceShareArn, attributes };
    },
    async remove({ ref: resourceShareArn }, { config }) {
      await new RAMClient(config).send(new DeleteResourceShareCommand({ resourceShareArn }));
    },
  },
);
