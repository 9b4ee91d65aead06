import { bind, type Bound } from '../aws/sdk/calls';
import { allPages } from '../aws/sdk/pages';
import { busArn, hubArn } from '../landing-zone';
import { BUSES } from '../names';
import { replayCalls } from './act-calls';
import type { Connection } from './connection';
import { OperatorError } from './operator-error';

const MINUTE_MS = 60_000;
/** EventBridge may take so long to archive an event (EventBridge User Guide, "Replaying archived events"). */
const ARCHIVE_DELAY_MS = 10 * MINUTE_MS;
/** EventBridge runs so many replays at a time in an account and region (EventBridge quotas). */
const MOST_AT_A_TIME = 10;
const ACTIVE: readonly (string | undefined)[] = ['STARTING', 'RUNNING', 'CANCELLING'];
const LOOK_EVERY_MS = 5_000;

type List = Bound<typeof replayCalls.hub>['list'];
type Replay = NonNullable<Awaited<ReturnType<List>>['Replays']>[number];
type Hub = Pick<Connection, 'hub' | 'clock' | 'landingZone'>;

/** The events of a time: those of families by their names, as our rules have them. */
export interface ReplayWindow {
  readonly from: Date;
  readonly to: Date;
  readonly families: readonly string[];
}

export interface ReplayFacts {
  readonly name: string;
  readonly state: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
}

const archiveName = BUSES.inbound;
const archiveArn = (landingZone: Hub['landingZone']): string => hubArn(landingZone, 'events', `archive/${archiveName}`);

/**
 * Checks that the archive has the events of the window and that a replay can be started.
 * @throws OperatorError for a window or a number of replays that EventBridge does not allow
 */
export async function checkReplay({ hub, clock }: Hub, { from, to }: ReplayWindow): Promise<void> {
  const { archive, list } = bind(replayCalls.hub, hub);
  const now = clock.now().getTime();
  if (from >= to)
    throw wrong(`--from ${text(from)} and --to ${text(to)}`, 'a time from before to', 'name another time');
  const ripe = new Date(now - ARCHIVE_DELAY_MS);
  if (to > ripe)
    throw wrong(
      `--to ${text(to)}, and it is ${text(new Date(now))}`,
      'a time at least ten minutes ago, because EventBridge may take so long to archive an event',
      `name ${text(ripe)} or earlier, or wait`,
    );
  const { State, RetentionDays = 0, CreationTime } = await archive({ ArchiveName: archiveName });
  const kept = RetentionDays === 0 ? 0 : now - RetentionDays * 24 * 60 * MINUTE_MS;
  const oldest = new Date(Math.max(kept, CreationTime?.getTime() ?? 0));
  if (State !== 'ENABLED')
    throw wrong(
      `the archive ${archiveName} in state ${State}`,
      'ENABLED',
      'look at it in EventBridge; deploy automation',
    );
  if (to <= oldest)
    throw wrong(
      `--to ${text(to)}`,
      `a time after ${text(oldest)}, the begin of the archive`,
      'run wheelwright sweep, which needs no events',
    );
  const active = (await all(list)).filter(({ State: state }) => ACTIVE.includes(state));
  if (active.length >= MOST_AT_A_TIME)
    throw wrong(
      `${active.length} replays that run`,
      `fewer than ${MOST_AT_A_TIME}, which is EventBridge's limit`,
      'wait, or end one with wheelwright replay cancel <name>',
    );
}

/** Starts a replay on our rules, and on no other rule of the bus. Returns its name, which no other replay has. */
export async function startReplay(
  connection: Hub & Pick<Connection, 'operator'>,
  window: ReplayWindow,
): Promise<string> {
  const { hub, clock, landingZone, operator } = connection;
  const { start } = bind(replayCalls.hub, hub);
  const bus = busArn(landingZone, 'inbound');
  const name = `wheelwright-${clock.now().toISOString().replace(/[:.]/g, '-')}`;
  await start({
    ReplayName: name,
    Description: `by ${operator}`,
    EventSourceArn: archiveArn(landingZone),
    EventStartTime: window.from,
    EventEndTime: window.to,
    Destination: { Arn: bus, FilterArns: window.families.map((family) => ruleArn(bus, family)) },
  });
  return name;
}

const ruleArn = (bus: string, family: string): string =>
  `${bus.replace(':event-bus/', ':rule/')}/wheelwright-${family}`;

/**
 * Waits until a replay is over.
 * @throws OperatorError for one that fails or is cancelled
 */
export async function untilReplayed({ hub, clock }: Hub, name: string, now: (text: string) => void): Promise<void> {
  const { describe } = bind(replayCalls.hub, hub);
  for (;;) {
    const { State, StateReason, EventLastReplayedTime: at } = await describe({ ReplayName: name });
    if (State === 'COMPLETED') return;
    if (State === 'FAILED' || State === 'CANCELLED' || State === 'CANCELLING')
      throw wrong(
        `replay ${name} in state ${State}${StateReason === undefined ? '' : ` (${StateReason})`}`,
        'COMPLETED',
        'start it again: events that were replayed do no harm',
      );
    now(at === undefined ? `replay ${name} begins` : `replayed to ${text(at)}`);
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** The replays of our archive, the newest first. EventBridge forgets a replay after 90 days. */
export async function replays({ hub, landingZone }: Hub): Promise<readonly ReplayFacts[]> {
  const { list } = bind(replayCalls.hub, hub);
  const found = await all(list, { EventSourceArn: archiveArn(landingZone) });
  return found.map(factsOf).sort((a, b) => (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0));
}

/** Ends a replay. What it has replayed stays replayed. */
export async function cancelReplay({ hub }: Hub, name: string): Promise<string> {
  const { State = '' } = await bind(replayCalls.hub, hub).cancel({ ReplayName: name });
  return State;
}

const all = (list: List, filter: { readonly EventSourceArn?: string } = {}): Promise<Replay[]> =>
  allPages(async (NextToken) => {
    const page = await list({ ...filter, ...(NextToken === undefined ? {} : { NextToken }) });
    return { items: page.Replays, next: page.NextToken };
  });

function factsOf(replay: Replay): ReplayFacts {
  const { ReplayName = '', State = '', EventStartTime, EventEndTime, ReplayStartTime, ReplayEndTime } = replay;
  return {
    ...{ name: ReplayName, state: State },
    ...(EventStartTime ? { from: EventStartTime } : {}),
    ...(EventEndTime ? { to: EventEndTime } : {}),
    ...(ReplayStartTime ? { startedAt: ReplayStartTime } : {}),
    ...(ReplayEndTime ? { endedAt: ReplayEndTime } : {}),
  };
}

const text = (time: Date): string => time.toISOString();
const wrong = (found: string, expected: string, next: string): OperatorError =>
  new OperatorError({ found, expected, next });
