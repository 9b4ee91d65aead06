import { bind } from '../aws/sdk/calls';
import { dynamodb } from '../aws/sdk/services/dynamodb';
import { sqs } from '../aws/sdk/services/sqs';
import { LedgerReader, type TargetEntry } from '../hub/ledger-reader';
import { sweepsTable } from '../hub/sweeps';
import { deadLetterQueueUrl, hubOf } from '../landing-zone';
import { ADMISSIONS_TABLE, LEDGER_TABLE, STATES, WORKERS, type State, type WorkerName } from '../names';
import type { Connection } from './connection';
import { queueCalls } from './hub-calls';

export type { TargetEntry };

export const STATUS_SERVICES = [dynamodb, sqs];

/** What does not grow with the mesh. */
export interface StatusHead {
  readonly transitGatewayId: string;
  readonly region: string;
  /** ISO time at which the last full sweep began; absent before the first. */
  readonly sweptAt?: string;
  /** Messages in the dead-letter queues. */
  readonly deadLetters: Readonly<Record<WorkerName, number>>;
}

export interface StatusCounts {
  readonly vpcs: Readonly<Record<State, number>>;
  readonly accounts: Readonly<Record<State, number>>;
  readonly clusters: Readonly<Record<State, number>>;
  /** VPCs by flag. */
  readonly flags: Readonly<Record<string, number>>;
}

/** The states in the order in which people look at them: what needs them first. */
export const STATES_BY_URGENCY: readonly State[] = [
  ...(['failing', 'quarantined', 'refused', 'awaiting-approval', 'leaving', 'joining', 'asked', 'joined'] as const),
  'left',
];

/** The overview of the mesh, from the ledger alone. VPCs come page by page: memory does not grow with the mesh. */
export interface Status {
  head(): Promise<StatusHead>;
  counts(): Promise<StatusCounts>;
  /** The VPCs of the states, state by state. */
  vpcs(states: readonly State[]): AsyncGenerator<readonly TargetEntry[]>;
}

export function statusOf(connection: Connection): Status {
  const { hub, region } = connection;
  const ledger = new LedgerReader(LEDGER_TABLE, hub);
  return {
    async head() {
      const [hubs, sweptAt, deadLetters] = await Promise.all([
        connection.hubs(),
        sweepsTable(ADMISSIONS_TABLE, hub).last(),
        deadLettersIn(connection),
      ]);
      return {
        transitGatewayId: hubOf(hubs, region).transitGatewayId,
        ...{ region, deadLetters },
        ...(sweptAt ? { sweptAt: sweptAt.toISOString() } : {}),
      };
    },
    counts: () => countsIn(ledger),
    async *vpcs(states) {
      for (const state of states) yield* ledger.vpcs(state);
    },
  };
}

async function deadLettersIn({ landingZone, hub }: Connection): Promise<StatusHead['deadLetters']> {
  const { queueAttributes } = bind(queueCalls.hub, hub);
  const counted = WORKERS.map(async (worker) => {
    const { Attributes } = await queueAttributes({
      QueueUrl: deadLetterQueueUrl(landingZone, worker),
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    return [worker, Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0)] as const;
  });
  return Object.fromEntries(await Promise.all(counted)) as Record<WorkerName, number>;
}

type ByState = Record<State, number>;
const none = (): ByState => Object.fromEntries(STATES.map((state) => [state, 0])) as ByState;

async function countsIn(ledger: LedgerReader): Promise<StatusCounts> {
  const counts = { vpcs: none(), accounts: none(), clusters: none(), flags: {} as Record<string, number> };
  const count = async (state: State): Promise<void> => {
    for await (const page of ledger.marks(state))
      for (const { key, flags } of page) {
        counts[kindOf(key)][state]++;
        if (key.startsWith('vpc-')) for (const flag of flags) counts.flags[flag] = (counts.flags[flag] ?? 0) + 1;
      }
  };
  await Promise.all(STATES.map(count));
  return counts;
}

const kindOf = (key: string): 'vpcs' | 'accounts' | 'clusters' => {
  if (key.startsWith('vpc-')) return 'vpcs';
  return key.startsWith('cluster/') ? 'clusters' : 'accounts';
};
