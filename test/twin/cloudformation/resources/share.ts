import { CreateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import * as z from 'zod';
import { flag, text } from '../fields';
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
  },
);
