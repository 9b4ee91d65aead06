import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteArchiveCommand,
  DeleteEventBusCommand,
  EventBridgeClient,
  PutPermissionCommand,
  RemovePermissionCommand,
  UpdateArchiveCommand,
  UpdateEventBusCommand,
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
    async update({ current: { ref: EventBusName, attributes, properties: before }, properties }, { config }) {
      const client = new EventBridgeClient(config);
      const { Description, Policy } = properties;
      if (Description !== before.Description)
        await client.send(new UpdateEventBusCommand({ Name: EventBusName, Description }));
      if (Policy !== undefined) await client.send(new PutPermissionCommand({ EventBusName, Policy }));
      else if (before.Policy !== undefined)
        await client.send(new RemovePermissionCommand({ EventBusName, RemoveAllPermissions: true }));
      return { ref: EventBusName, attributes };
    },
    async remove({ ref: Name }, { config }) {
      await new EventBridgeClient(config).send(new DeleteEventBusCommand({ Name }));
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
    async update({ current: { ref: ArchiveName, attributes }, properties }, { config }) {
      const { Description, EventPattern, RetentionDays } = properties;
      await new EventBridgeClient(config).send(
        new UpdateArchiveCommand({ ArchiveName, Description, EventPattern, RetentionDays }),
      );
      return { ref: ArchiveName, attributes };
    },
    async remove({ ref: ArchiveName }, { config }) {
      await new EventBridgeClient(config).send(new DeleteArchiveCommand({ ArchiveName }));
    },
  },
);
