import { bind } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import type { Session } from '../../aws/sdk/session';
import { hubQueueUrl, wantedKinds, type LandingZone } from '../../landing-zone';
import { BUSES, QUEUES, WORKERS, deadLetterQueueName } from '../../names';
import { doctorCalls as calls } from '../doctor-calls';
import type { ExpectedRules, FoundRules, RulesBus } from './events';

/** The rules of ours on a bus, with their states. */
export async function readRules(session: Session, { bus }: Pick<RulesBus, 'bus'>): Promise<FoundRules['states']> {
  const { rules } = bind(calls.management, session);
  const found = await allPages(async (NextToken) => {
    const page = await rules({ EventBusName: bus, NamePrefix: 'wheelwright-', NextToken });
    return { items: page.Rules, next: page.NextToken };
  });
  return Object.fromEntries(found.map(({ Name = '', State = '' }) => [Name, State]));
}

/** The names of the rules of a bus that have the target. */
export function readDelivering(
  session: Session,
  { bus, target }: Pick<ExpectedRules, 'bus' | 'target'>,
): Promise<readonly string[]> {
  const { rulesOfTarget } = bind(calls.management, session);
  return allPages(async (NextToken) => {
    const page = await rulesOfTarget({ EventBusName: bus, TargetArn: target, NextToken });
    return { items: page.RuleNames, next: page.NextToken };
  });
}

export async function readBusPolicies(hub: Session) {
  const { bus } = bind(calls.hub, hub);
  const [inbound, outbound] = await Promise.all([bus({ Name: BUSES.inbound }), bus({ Name: BUSES.outbound })]);
  return { inbound: inbound.Policy, outbound: outbound.Policy };
}

/** The number of messages in each queue that has to be empty. */
export async function readDeadLetters(
  hub: Session,
  landingZone: LandingZone,
): Promise<Readonly<Record<string, number>>> {
  const { queueAttributes } = bind(calls.hub, hub);
  const queues = [
    ...[QUEUES.intakeDeadLetters, QUEUES.undelivered, QUEUES.sweepDeadLetters],
    ...WORKERS.map(deadLetterQueueName),
    ...(wantedKinds(landingZone).size > 0 ? [QUEUES.notifyDeadLetters] : []),
  ];
  const counted = queues.map(async (queue) => {
    const { Attributes = {} } = await queueAttributes({
      QueueUrl: hubQueueUrl(landingZone, queue),
      // Also those that a reader has at the moment, such as wheelwright redrive.
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    });
    return [queue, Object.values(Attributes).reduce((sum, text) => sum + Number(text), 0)] as const;
  });
  return Object.fromEntries(await Promise.all(counted));
}
