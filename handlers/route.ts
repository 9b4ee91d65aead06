import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parse } from '@aws-lambda-powertools/parser';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { parseEvent } from '../events';
import { attachmentOwners } from '../lib/aws/read/attachment-owners';
import { ec2 } from '../lib/aws/sdk/services';
import { fifoMessageOf } from '../lib/hub/messages';
import { hubOf, namingOf, queueUrl } from '../lib/landing-zone';
import { addressText } from '../lib/names';
import { spokesOf } from '../lib/routing/spokes';
import { lazily, type Runtime } from './runtime';
import { functionTelemetry } from './telemetry';
import { wire } from './wiring';

/** SQS delivers text; the schema of the event's family reads its fields. */
const json = JSONStringified(z.looseObject({}));
const LONGEST_DEDUPLICATION_ID = 128;

/** Reads events: finds the spokes that an event concerns, and sends each a message in the worker's queue. */
export const create = (runtime: Runtime): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const { landingZone, hubs } = runtime;
  const { sessions, queues } = wire(runtime, [ec2], 'org-read');
  const { telemetry, wrap } = functionTelemetry(runtime);
  const { accountId: hubAccountId, region } = landingZone.hub;
  const { managementAccountId } = landingZone.organization;
  const deployment = { managementAccountId, hubAccountId, naming: namingOf(landingZone) };
  const owners = attachmentOwners(sessions.own(hubAccountId, region), hubOf(hubs, region).transitGatewayId);
  const processor = new BatchProcessor(EventType.SQS);

  // For an event that cannot be read this throws: SQS delivers it again, and at last moves it to the dead-letter queue.
  const routeRecord = async ({ body }: SQSRecord): Promise<void> => {
    const parsed = parseEvent(parse(body, undefined, json), deployment);
    if (parsed.status === 'unmatched')
      throw new TypeError(
        'expected an event of a family in events/, found another; compare the rules on the inbound bus',
      );
    const { family, event, addresses, caller } = parsed;
    for (const spoke of await spokesOf(landingZone, addresses, owners)) {
      const because = `${family.name} (${event.id})`;
      const deduplicationId = `${event.id}${event['replay-name'] ?? ''}/${addressText(spoke)}`;
      const message = { ...spoke, because, caller, ...(family.changesAccount ? { accountChanged: true } : {}) };
      const fifoMessage = fifoMessageOf(message, deduplicationId.slice(0, LONGEST_DEDUPLICATION_ID));
      await queues.send(queueUrl(landingZone, family.wakes), fifoMessage);
      telemetry.info('worker woken', { ...spoke, worker: family.wakes, family: family.name, eventId: event.id });
    }
    telemetry.count('EventsRouted', 1);
  };

  return wrap((event: SQSEvent, context: Context) =>
    processPartialResponse(event, routeRecord, processor, { context, throwOnFullBatchFailure: false }),
  );
};

export const handler = lazily(create);
