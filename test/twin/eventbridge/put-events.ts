import type * as eventbridge from '@aws-sdk/client-eventbridge';
import type { PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { parseObject } from '../json';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { invalid } from './common';

const MAX_ENTRIES = 10;
const MAX_BYTES = 1_048_576;

/** PutEvents: each entry fails for itself, and one for a bus that does not exist does not fail at all. */
export const putEventsOps = (world: World): Ops<typeof eventbridge> => ({
  PutEvents({ Entries: entries = [], EndpointId }, call) {
    if (EndpointId !== undefined) throw invalid('The twin has no global endpoints.');
    if (entries.length < 1 || entries.length > MAX_ENTRIES)
      throw invalid(
        `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length from 1 to ${MAX_ENTRIES}`,
      );
    if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MAX_BYTES)
      throw invalid('Total size of the entries in the request is over the limit.');
    const results = entries.map((entry) => put(world, entry, call));
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  },
});

function put(world: World, entry: PutEventsRequestEntry, call: Call): PutEventsResultEntry {
  const { Source: source, DetailType: type, Detail: text, Resources, Time, EventBusName } = entry;
  if (!source) return missing('Source');
  if (!type) return missing('DetailType');
  if (!text) return missing('Detail');
  if (source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const detail = parseObject(text);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const event = world.eventbridge.envelope(call, {
    source,
    'detail-type': type,
    detail,
    ...(Resources === undefined ? {} : { resources: Resources }),
    ...(Time === undefined ? {} : { time: Time }),
  });
  const bus = world.eventbridge.findBus(call, EventBusName);
  if (bus) {
    if (bus.region !== call.region) throw invalid(`${bus.arn} is in another region.`);
    world.eventbridge.arrive(bus, { event, forwarded: false });
  }
  return { EventId: event.id };
}

const missing = (parameter: string): PutEventsResultEntry => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${parameter} is a required argument.`,
});

/** AWS docs: EventBridge user guide, "Calculating PutEvents event entry size". */
function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsRequestEntry): number {
  return [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), Time ? 14 : 0);
}
