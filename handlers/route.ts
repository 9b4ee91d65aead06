import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parse } from '@aws-lambda-powertools/parser';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { parseEvent } from '../events';
import { attachmentOwners } from '../lib/aws/read/attachment-owners';
import { ec2 } from '../lib/aws/sdk/services';
import { fifoMessageOf } from '../lib/hub/messages';
import { hubOf, queueUrl } from '../lib/landing-zone';
import { addressText } from '../lib/names';
import { spokesOf } from '../lib/routing/spokes';
import { lazily, type Runtime } from './runtime';
import { functionTelemetry } from './telemetry';
import { wire } from './wiring';

/** SQS delivers text; each family's schema reads what is in it. */
const json = JSONStringified(z.looseObject({}));
const LONGEST_DEDUPLICATION_ID = 128;

/** The only reader of events: finds the spokes that an event names, and wakes their worker. */
export const create = (runtime: Runtime): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const { landingZone, hubs } = runtime;
  const { sessions, queues } = wire(runtime, [ec2], 'org-read');
  const { telemetry, wrap } = functionTelemetry(runtime);
  const { accountId: hubAccountId, region } = landingZone.hub;
  const parts = { managementAccountId: landingZone.organization.managementAccountId, hubAccountId };
  const owners = attachmentOwners(sessions.own(hubAccountId, region), hubOf(hubs, region).transitGatewayId);
  const processor = new BatchProcessor(EventType.SQS);

  // An event that cannot be read throws: its message comes back, and goes whole to the intake's dead-letter queue.
  const record = async ({ body }: SQSRecord): Promise<void> => {
    const parsed = parseEvent(parse(body, undefined, json), parts);
    if (parsed.status === 'unmatched')
      throw new TypeError('The event belongs to no event family, although a rule let it through.');
    const { family, event, addresses } = parsed;
    for (const spoke of await spokesOf(landingZone, addresses, owners)) {
      const because = `${family.name} (${event.id})`;
      const deduplicationId = `${event.id}${event['replay-name'] ?? ''}/${addressText(spoke)}`;
      const message = { ...spoke, because, ...(family.wakes === 'enroll' ? { accountChanged: true } : {}) };
      const fifoMessage = fifoMessageOf(message, deduplicationId.slice(0, LONGEST_DEDUPLICATION_ID));
      await queues.send(queueUrl(landingZone, family.wakes), fifoMessage);
      telemetry.info('worker woken', { ...spoke, worker: family.wakes, family: family.name, eventId: event.id });
    }
    telemetry.count('EventsRouted', 1);
  };

  return wrap((event: SQSEvent, context: Context) =>
    processPartialResponse(event, record, processor, { context, throwOnFullBatchFailure: false }),
  );
};

export const handler = lazily(create);
