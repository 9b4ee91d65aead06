/** The workers. Each has a queue, a function, a folder in `lib/workers` and a file in `handlers` of its name. */
export const WORKERS = ['enroll', 'join', 'grant-pull'] as const;
export type WorkerName = (typeof WORKERS)[number];

/** Every Lambda function; each has a file of its name in `handlers`. `notify` is deployed where somebody is to be told. */
export const FUNCTIONS = ['route', ...WORKERS, 'sweep', 'history', 'notify'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** The name of a function and of its role in the hub account. */
export const functionName = (name: FunctionName): string => `wheelwright-${name}`;

/** Queue names. A worker's queue and its dead-letter queue are FIFO queues. */
export const QUEUES = {
  intake: 'wheelwright-intake',
  intakeDeadLetters: 'wheelwright-intake-dead',
  /** The steps of a sweep. */
  sweep: 'wheelwright-sweep',
  sweepDeadLetters: 'wheelwright-sweep-dead',
  /** Events that EventBridge could not deliver; it takes no FIFO queue as a dead-letter queue. */
  undelivered: 'wheelwright-undelivered',
  /** Events of the outbound bus for `notify`, and those that it could not handle. */
  notify: 'wheelwright-notify',
  notifyDeadLetters: 'wheelwright-notify-dead',
} as const;
export const queueName = (worker: WorkerName): string => `wheelwright-${worker}.fifo`;
export const deadLetterQueueName = (worker: WorkerName): string => `wheelwright-${worker}-dead.fifo`;

/** The prefix of the names of the topics that send notices by e-mail. */
export const NOTICE_TOPIC = 'wheelwright-notices';

/** Who was told of which transition. */
export const NOTICES_TABLE = 'wheelwright-notices';

export const LEDGER_TABLE = 'wheelwright-ledger';
export const ADMISSIONS_TABLE = 'wheelwright-admissions';
export const BUSES = { inbound: 'wheelwright-inbound', outbound: 'wheelwright-outbound' } as const;
/** The prefix of the files in the log bucket that have the ledger's history. */
export const HISTORY_PREFIX = 'wheelwright-history';
/** The index of the ledger: items that belong to a list, by `list` and `sk`. */
export const LEDGER_LISTS = 'lists';
/** The partition of the ledger with the freezes. */
export const FREEZE_PARTITION = 'freeze';
/** The partition of the ledger with the pace of calls that all spokes share. */
export const PACE_PARTITION = 'pace';
/** The partition of the admissions table with the leaves that wait and the plans that are confirmed. */
export const LEAVES_PARTITION = 'leaves';
