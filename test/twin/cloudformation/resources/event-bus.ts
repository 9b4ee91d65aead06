import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  EventBridgeClient,
  PutPermissionCommand,
} from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { count, document, text } from '../fields';
import { resource } from '../resource-type';

export const eventBus = resource(
  z.strictObject({ Name: text, Description: text.optional(), Policy: document.optional() }),
  {
    async create({ Name, Description, Policy }, { config }) {
      const client = new EventBridgeClient(config);
      const { EventBusArn: Arn = '' } = await client.send(new CreateEventBusCommand({ Name, Description }));
      if (Policy !== undefined) await client.send(new PutPermissionCommand({ EventBusName: Name, Policy }));
      return { ref: Name, attributes: { Name, Arn } };
    },
  },
);

export const archive = resource(
  z.strictObject({
    ArchiveName: text.optional(),
    SourceArn: text,
    Description: text.optional(),
    EventPattern: document.optional(),
    RetentionDays: count.optional(),
  }),
  {
    async create({ SourceArn: EventSourceArn, ...properties }, scope) {
      const ArchiveName = properties.ArchiveName ?? scope.generatedName.slice(0, 48);
      const { ArchiveArn: Arn = '' } = await new EventBridgeClient(scope.config).send(
        new CreateArchiveCommand({ ...properties, ArchiveName, EventSourceArn }),
      );
      return { ref: ArchiveName, attributes: { ArchiveName, Arn } };
    },
  },
);
