import { DeleteVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { reconcileAgain } from '../demo/calls';
import type { EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { Severed } from '../twin/wire/transport';
import { canonical } from './canonical';
import { smallLandingZone } from '../world/small-landing-zone';
import { JOIN, STATUS } from '../../lib/names';

const WORKER = 'wheelwright-join';
const HOUR_MS = 3_600_000;
/** The messages of a killed worker become visible again after half an hour; then there is time to work. */
const LONG_ENOUGH_MS = 3 * HOUR_MS;
const QUIET_MS = 2 * 60_000;

/** When a worker is killed: before the call has its effect, or after it, with the response lost. */
export type Moment = 'before' | 'after';
type Act = 'join' | 'leave';

/** A VPC that joins and leaves repeatedly, with a worker that is killed at one of its calls. */
export interface Stage {
  /** The calls of a join and of a leave without a kill, in order, by a worker that has just started. */
  readonly calls: Readonly<Record<Act, readonly string[]>>;
  /** Joins and leaves, killing the worker at the n-th call each time. Returns the differences to a run without a kill. */
  round(n: number, moment: Moment): Promise<readonly string[]>;
}

export async function stage(): Promise<Stage> {
  const setting = await sharedOrganization(smallLandingZone());
  const { world, people, organization } = setting;
  const accountId = organization.accounts['dev'] ?? '';
  const vpcId = await people.createVpc(accountId, { cidr: '10.1.0.0/20', zones: 'ab', routeTables: 1 });
  await world.clock.jump(30_000);
  await stopSweep(setting);
  const worker = watched(setting);
  async function act(name: Act, kill?: Kill): Promise<{ calls: readonly string[]; world: readonly string[] }> {
    // The leave before counts for an hour, in which another of the same VPC would not be recorded.
    if (name === 'leave') await world.clock.jump(HOUR_MS);
    // Without the sweep the hub's list of foreign attachments would grow old, and a join would make one more call.
    await reconcileAgain(setting, setting.landingZone.hub.accountId);
    const seen = worker.begin(kill);
    await (name === 'join' ? people.tag(accountId, vpcId) : people.untag(accountId, vpcId));
    const done = (): boolean => {
      const tags = world.ec2.tagsOf(vpcId, accountId);
      return tags.get(STATUS) === (name === 'join' ? 'joined dev' : undefined) && tags.has(JOIN) === (name === 'join');
    };
    await world.clock.jump(1_000);
    await world.clock.run({ until: () => done() && worker.idle(), ms: LONG_ENOUGH_MS });
    await world.clock.jump(QUIET_MS);
    if (name === 'leave') await deleteEndpoints();
    return { calls: [...seen], world: canonical(setting) };
  }
  /** A VPC that leaves keeps its gateway endpoint; its team deletes it, so that the next join creates one again. */
  async function deleteEndpoints(): Promise<void> {
    const client = await people.ec2(accountId);
    const VpcEndpointIds = [...world.ec2.endpoints.all()].map(({ vpcEndpointId }) => vpcEndpointId);
    await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds }));
    await world.clock.jump(QUIET_MS);
  }
  await act('join');
  await act('leave');
  // From here on each begins in the state that a run without a kill has left.
  const undisturbed = { join: await act('join'), leave: await act('leave') };
  const calls = { join: undisturbed.join.calls, leave: undisturbed.leave.calls };

  return {
    calls,
    async round(n, moment) {
      const faults: string[] = [];
      for (const name of ['join', 'leave'] as const) {
        const action = calls[name][n];
        const kill = action === undefined ? undefined : { n, moment };
        const found = await act(name, kill);
        const told = `${name}, killed ${moment} call ${n} (${action ?? 'none'})`;
        if (kill && found.calls[n] !== action) faults.push(`${told}: that call was ${found.calls[n] ?? 'not made'}`);
        faults.push(...difference(undisturbed[name].world, found.world).map((line) => `${told}: ${line}`));
      }
      return faults;
    },
  };
}

/** No sweep: the messages alone must lead to the end state. */
async function stopSweep({ world, landingZone }: EnrolledWorld): Promise<void> {
  const { accountId, region } = landingZone.hub;
  const events = new EventBridgeClient(world.config(world.administrator(accountId), region));
  await events.send(new DisableRuleCommand({ Name: 'wheelwright-sweep-all' }));
}

interface Kill {
  readonly n: number;
  readonly moment: Moment;
}

/** Counts the calls of the join worker in all its sessions, and kills it at one of them. */
function watched({ world, landingZone }: EnrolledWorld) {
  let seen: string[] = [];
  let kill: Kill | undefined;
  const { accountId, region } = landingZone.hub;
  const queue = world.sqs.queue(`arn:aws:sqs:${region}:${accountId}:${WORKER}.fifo`);
  const ofTheWorker = (id: string | undefined): boolean =>
    world.functions.invocations.findLast((invocation) => invocation.id === id)?.functionName === WORKER;
  world.around.push(async ({ service, operation, call }, next) => {
    if (!ofTheWorker(call.invocationId)) return next();
    const now = kill?.n === seen.push(`${service.iamPrefix}:${operation}`) - 1 ? kill.moment : undefined;
    if (now === 'before') throw new Severed();
    const output = await next();
    if (now === 'after') throw new Severed();
    return output;
  });
  return {
    /** Starts a new worker and counts its calls from the first. */
    begin(next: Kill | undefined): readonly string[] {
      seen = [];
      kill = next;
      const found = world.functions.find(WORKER);
      if (found) world.functions.register(found.definition);
      return seen;
    },
    idle: (): boolean => queue?.messages().length === 0,
  };
}

/** Lines that are in one of the two worlds only. */
function difference(expected: readonly string[], found: readonly string[]): readonly string[] {
  const rest = [...found];
  const missing = expected.filter((line) => {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return [...missing.map((line) => `missing ${line}`), ...rest.map((line) => `unexpected ${line}`)];
}

/** `npm test` kills at the calls of a sample, the long tests at all others. */
const SAMPLE = 12;
const SAMPLE_FROM: Readonly<Record<Moment, number>> = { before: 0, after: 6 };

/**
 * Kills at every twelfth call of a join and of a leave, or at all other calls. Returns all differences to a run without a kill.
 */
export async function killedAt(
  moment: Moment,
  positions: 'the sample' | 'all others',
  staged: Stage,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (let n = 0; n < Math.max(staged.calls.join.length, staged.calls.leave.length); n++)
    if ((n % SAMPLE === SAMPLE_FROM[moment]) === (positions === 'the sample'))
      faults.push(...(await staged.round(n, moment)));
  return faults;
}
