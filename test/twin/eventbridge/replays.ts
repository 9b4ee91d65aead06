import type * as eventbridge from '@aws-sdk/client-eventbridge';
import { parseArn } from '../arn';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { archived } from './archives';
import { invalid, limitExceeded, listed, notFound, requireName } from './common';
import type { Archive, Arrival, Replay } from './records';

const MAX_ACTIVE = 10;
/** AWS recommends this wait before archived events are replayed. */
const ARCHIVE_DELAY_MS = 10 * 60_000;
const SLICE_MS = 60_000;
const BETWEEN_SLICES_MS = 1000;
const ACTIVE = new Set(['STARTING', 'RUNNING', 'CANCELLING']);

/** Replays of archived events onto the bus that they came from. */
export const replayOps = (world: World): Ops<typeof eventbridge> => ({
  StartReplay(input, call) {
    const { EventSourceArn, EventStartTime: from, EventEndTime: to, Destination, Description } = input;
    const name = requireName('replayName', input.ReplayName, 64);
    const { replays } = world.eventbridge.scope(call);
    if (replays.has(name)) throw new AwsError('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
    const archive = sourceOf(world, call, EventSourceArn);
    const destination = { ...Destination, Arn: Destination?.Arn ?? '' };
    checkDestination(archive, destination);
    if (!from || !to) throw invalid('Parameters EventStartTime and EventEndTime must be specified.');
    if (to <= from)
      throw invalid('Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.');
    if ([...replays.values()].filter(({ state }) => ACTIVE.has(state)).length >= MAX_ACTIVE) throw limitExceeded();
    const replay: Replay = {
      name,
      arn: `arn:aws:events:${call.region}:${call.accountId}:replay/${name}`,
      archive,
      destination,
      from,
      to,
      startedAt: world.clock.now(),
      state: 'STARTING',
      ...(Description === undefined ? {} : { description: Description }),
    };
    replays.set(name, replay);
    world.clock.after(world.times.other, () => run(world, replay));
    return { ReplayArn: replay.arn, State: replay.state, ReplayStartTime: replay.startedAt };
  },

  DescribeReplay({ ReplayName }, call) {
    const replay = replayNamed(world, call, ReplayName);
    return {
      ...summary(replay),
      ReplayArn: replay.arn,
      Destination: replay.destination,
      ...(replay.description === undefined ? {} : { Description: replay.description }),
    };
  },

  ListReplays({ State, EventSourceArn, ...input }, call) {
    if ([EventSourceArn, State, input.NamePrefix].filter((one) => one !== undefined).length > 1)
      throw invalid(
        'At most one filter is allowed for ListReplays. Use either : State, EventSourceArn, or NamePrefix.',
      );
    const replays = [...world.eventbridge.scope(call).replays.values()].filter(
      ({ state, archive }) => (State ?? state) === state && (EventSourceArn ?? archive.arn) === archive.arn,
    );
    const { items, more } = listed(replays, input);
    return { Replays: items.map(summary), ...more };
  },

  CancelReplay({ ReplayName }, call) {
    const replay = replayNamed(world, call, ReplayName);
    if (replay.state !== 'STARTING' && replay.state !== 'RUNNING')
      throw new AwsError('IllegalStatusException', `Replay ${replay.name} is not in a valid state for this operation.`);
    replay.state = 'CANCELLING';
    world.clock.after(world.times.other, () => end(world, replay, 'CANCELLED'));
    return { ReplayArn: replay.arn, State: replay.state };
  },
});

function sourceOf(world: World, call: Call, arn: string | undefined): Archive {
  const parsed = parseArn(arn ?? '');
  const archive = [...world.eventbridge.scope(call).archives.values()].find((one) => one.arn === arn);
  if (!parsed?.resource.startsWith('archive/') || !archive)
    throw invalid(`Parameter EventSourceArn is not valid. Reason: Archive ${arn ?? ''} does not exist.`);
  return archive;
}

function checkDestination({ bus }: Archive, { Arn, FilterArns = [] }: Replay['destination']): void {
  if (!/:event-bus\//.test(Arn))
    throw invalid('Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.');
  if (Arn !== bus.arn)
    throw invalid('Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.');
  const rules = new Set([...bus.rules.values()].map((rule) => rule.arn));
  const unknown = FilterArns.find((arn) => !rules.has(arn));
  if (unknown !== undefined)
    throw invalid(`Parameter Destination.FilterArns is not valid. Reason: ${unknown} is no rule of the bus.`);
}

/** Minute by minute of the events' own time, in no order within a minute. */
function run(world: World, replay: Replay): void {
  if (replay.state !== 'STARTING') return;
  replay.state = 'RUNNING';
  const ripe = world.clock.now().getTime() - ARCHIVE_DELAY_MS;
  const slices = new Map<number, Arrival[]>();
  for (const { arrival, archivedAt } of archived(world, replay.archive)) {
    const time = Date.parse(arrival.event.time);
    if (archivedAt.getTime() > ripe || time < replay.from.getTime() || time >= replay.to.getTime()) continue;
    const minute = Math.floor(time / SLICE_MS);
    slices.set(minute, [...(slices.get(minute) ?? []), arrival]);
  }
  const minutes = [...slices.keys()].sort((a, b) => a - b);
  minutes.forEach((minute, index) =>
    world.clock.after((index + 1) * BETWEEN_SLICES_MS, () => replaySlice(world, replay, slices.get(minute) ?? [])),
  );
  world.clock.after((minutes.length + 1) * BETWEEN_SLICES_MS + world.times.other, () => {
    if (replay.state === 'RUNNING') end(world, replay, 'COMPLETED');
  });
}

function replaySlice(world: World, replay: Replay, arrivals: readonly Arrival[]): void {
  const { FilterArns } = replay.destination;
  for (const { event, forwarded } of shuffled(world, arrivals)) {
    if (replay.state !== 'RUNNING') return;
    replay.lastReplayedAt = new Date(event.time);
    world.eventbridge.arrive(replay.archive.bus, {
      event: { ...event, 'replay-name': replay.name },
      forwarded,
      ...(FilterArns && FilterArns.length > 0 ? { onlyRules: new Set(FilterArns) } : {}),
    });
  }
}

function shuffled<T>(world: World, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: world.ids.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function end(world: World, replay: Replay, state: Replay['state']): void {
  replay.state = state;
  replay.endedAt = world.clock.now();
}

function replayNamed(world: World, call: Call, name: string | undefined): Replay {
  const replay = world.eventbridge.scope(call).replays.get(name ?? '');
  if (!replay) throw notFound(`Replay ${name ?? ''} does not exist.`);
  return replay;
}

const summary = (replay: Replay) => ({
  ReplayName: replay.name,
  EventSourceArn: replay.archive.arn,
  State: replay.state,
  EventStartTime: replay.from,
  EventEndTime: replay.to,
  ReplayStartTime: replay.startedAt,
  ...(replay.lastReplayedAt === undefined ? {} : { EventLastReplayedTime: replay.lastReplayedAt }),
  ...(replay.endedAt === undefined ? {} : { ReplayEndTime: replay.endedAt }),
});
