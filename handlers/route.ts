import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parse } from '@aws-lambda-powertools/parser';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { parseEvent, type EventFamily } from '../events';
import { meshOwners } from '../lib/aws/read/attachment-owners';
import { ec2, organizations } from '../lib/aws/sdk/services';
import { groupOf, type WorkMessage } from '../lib/hub/messages';
import { spokesOf, type SpokeAddress } from '../lib/routing/spokes';
import { telemetry } from './telemetry';
import { lazily, type Runtime } from './runtime';
import { wire } from './wiring';

/** What a queue delivers is text; each family's schema reads what is in it. */
const json = JSONStringified(z.looseObject({}));

/** The only reader of events: finds the spokes that an event names, and wakes their worker. */
export const create = (runtime: Runtime): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) => {
  const { landingZone, hub } = runtime;
  const wiring = wire(runtime, [ec2, organizations]);
  const { signals, wrap } = telemetry(runtime);
  const parts = {
    managementAccountId: landingZone.organization.managementAccountId,
    hubAccountId: landingZone.hub.accountId,
  };
  const owners = meshOwners(wiring.sessions.own(parts.hubAccountId, landingZone.hub.region), hub.transitGatewayId);
  const processor = new BatchProcessor(EventType.SQS);

  // An event that cannot be read throws: its message comes back, and goes whole to the intake's dead queue.
  const record = async ({ body }: SQSRecord): Promise<void> => {
    const heard = parseEvent(parse(body, undefined, json), parts);
    if (heard.status === 'unmatched') throw new TypeError('This event is in no family that a rule lets through.');
    const { family, event, addresses } = heard;
    const spokes = await spokesOf(landingZone, addresses, owners);
    for (const spoke of spokes) {
      const because = `${family.name} (${event.id})`;
      await wake(spoke, family.wakes, because, `${event.id}${event['replay-name'] ?? ''}`);
      signals.info('woke', { ...spoke, worker: family.wakes, family: family.name, eventId: event.id });
    }
    signals.count('EventsRouted', 1);
  };

  const wake = (spoke: SpokeAddress, worker: EventFamily['wakes'], because: string, eventId: string): Promise<void> => {
    const body: WorkMessage = { ...spoke, because, ...(worker === 'enroll' ? { accountChanged: true } : {}) };
    const deduplicationId = `${eventId}/${groupOf(spoke)}`.slice(0, 128);
    return wiring.queues.send(hub.queueUrls[worker] ?? '', {
      body: JSON.stringify(body),
      group: groupOf(spoke),
      deduplicationId,
    });
  };

  return wrap((event: SQSEvent, context: Context) =>
    processPartialResponse(event, record, processor, { context, throwOnFullBatchFailure: false }),
  );
};

export const handler = lazily(create);
