import * as z from 'zod';
import { bind, type Bound } from '../aws/sdk/calls';
import { json } from '../hub/items';
import { hubQueueUrl } from '../landing-zone';
import { QUEUES, WORKERS, by, deadLetterQueueName, grouped, queueName } from '../names';
import { redriveCalls } from './act-calls';
import type { Connection } from './connection';

type Calls = Bound<typeof redriveCalls.hub>;
type Message = NonNullable<Awaited<ReturnType<Calls['receive']>>['Messages']>[number];

/** A queue of dead letters, and the queue to which they go back. */
interface Route {
  readonly dead: string;
  readonly back: string;
}

const ROUTES: readonly Route[] = [
  { dead: QUEUES.intakeDeadLetters, back: QUEUES.intake },
  { dead: QUEUES.undelivered, back: QUEUES.intake },
  { dead: QUEUES.sweepDeadLetters, back: QUEUES.sweep },
  ...WORKERS.map((worker) => ({ dead: deadLetterQueueName(worker), back: queueName(worker) })),
];

/** A message that could not be delivered or handled. */
export interface DeadLetter {
  /** The id of the message in SQS. */
  readonly id: string;
  readonly queue: string;
  /** What the message is about: that of an event, or why the worker was to be woken. */
  readonly event: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly reason: string;
  /** The changes of its last reconcile, as JSON. */
  readonly plan?: string;
  readonly since: Date;
  readonly body: string;
}

/** Dead letters, and how many a queue has that SQS did not give: of a FIFO group it gives no more before those are gone. */
export interface Letters {
  readonly letters: readonly DeadLetter[];
  readonly hidden: number;
}

interface Held {
  readonly letter: DeadLetter;
  readonly handle: string;
  readonly group?: string;
}

/** The messages are hidden from others for so long, while people look at them. */
const HIDDEN_SECONDS = 300;
/** SQS gives and takes ten messages at a time. */
const BATCH = 10;

const work = z.object({ account: z.string(), region: z.string(), because: z.string() });
const event = z.object({
  'detail-type': z.string(),
  source: z.string(),
  account: z.string(),
  region: z.string(),
  detail: z.object({ eventName: z.string() }).partial().optional(),
});

/** Reads dead letters. They are this reader's until it gives them back or `HIDDEN_SECONDS` have passed. */
export class DeadLetterReader {
  readonly #calls: Calls;
  readonly #held = new Map<string, Held>();

  constructor(private readonly connection: Pick<Connection, 'hub' | 'landingZone'>) {
    this.#calls = bind(redriveCalls.hub, connection.hub);
  }

  /** The dead letters of all queues, the oldest first. */
  async read(): Promise<Letters> {
    let hidden = 0;
    for (const { dead } of ROUTES) {
      const QueueUrl = this.#url(dead);
      let found = 0;
      for (;;) {
        const { Messages = [] } = await this.#calls.receive({
          ...{ QueueUrl, MaxNumberOfMessages: BATCH, VisibilityTimeout: HIDDEN_SECONDS },
          ...{ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] },
        });
        if (Messages.length === 0) break;
        found += Messages.length;
        for (const message of Messages) this.#hold(dead, message);
      }
      hidden += Math.max(0, (await this.#countOf(QueueUrl)) - found);
    }
    return {
      letters: [...this.#held.values()].map(({ letter }) => letter).sort(by(({ since }) => since.toISOString())),
      hidden,
    };
  }

  /**
   * Puts a message back into its queue, and deletes it from the dead letters after that. If the process ends in between, the
   * message is in both queues: a reconcile too many does no harm, and no message is lost.
   */
  async putBack({ id }: DeadLetter): Promise<void> {
    const held = this.#held.get(id);
    if (held === undefined) return;
    const { letter, handle, group } = held;
    const { queue, body } = letter;
    const back = ROUTES.find(({ dead }) => dead === queue)?.back ?? queue;
    await this.#calls.send({
      ...{ QueueUrl: this.#url(back), MessageBody: body },
      ...(group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: `redrive/${id}` }),
    });
    await this.#calls.delete({ QueueUrl: this.#url(queue), ReceiptHandle: handle });
    this.#held.delete(id);
  }

  /** Lets others see the rest at once. */
  async giveBack(): Promise<void> {
    for (const [queue, letters] of grouped(this.#held.values(), ({ letter }) => letter.queue))
      for (let start = 0; start < letters.length; start += BATCH)
        await this.#calls.hide({
          QueueUrl: this.#url(queue),
          Entries: letters
            .slice(start, start + BATCH)
            .map(({ handle }, index) => ({ Id: String(index), ReceiptHandle: handle, VisibilityTimeout: 0 })),
        });
    this.#held.clear();
  }

  #url(queue: string): string {
    return hubQueueUrl(this.connection.landingZone, queue);
  }

  async #countOf(QueueUrl: string): Promise<number> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes = {} } = await this.#calls.attributes({ QueueUrl, AttributeNames: [...names] });
    return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  #hold(queue: string, message: Message): void {
    const { MessageId: id = '', ReceiptHandle: handle = '', Attributes = {} } = message;
    const group = Attributes['MessageGroupId'];
    this.#held.set(id, { letter: letterOf(queue, message), handle, ...(group === undefined ? {} : { group }) });
  }
}

function letterOf(
  queue: string,
  { MessageId: id = '', Body: body = '', Attributes = {}, MessageAttributes }: Message,
): DeadLetter {
  const attribute = (name: string): string | undefined => MessageAttributes?.[name]?.StringValue;
  const plan = attribute('plan');
  const since = attribute('firstReceived') ?? new Date(Number(Attributes.SentTimestamp ?? 0)).toISOString();
  return {
    ...{ id, queue, body, since: new Date(since), ...subjectOf(body) },
    reason: attribute('reason') ?? undelivered(attribute) ?? 'received too often: the function failed each time',
    ...(plan === undefined ? {} : { plan }),
  };
}

/** EventBridge's attributes of an event that it could not deliver. */
function undelivered(attribute: (name: string) => string | undefined): string | undefined {
  const code = attribute('ERROR_CODE');
  return code === undefined
    ? undefined
    : [code, attribute('ERROR_MESSAGE')].filter((each) => each !== undefined).join(': ');
}

function subjectOf(body: string): Pick<DeadLetter, 'event' | 'accountId' | 'region'> {
  const parsed = json.safeParse(body).data;
  const message = work.safeParse(parsed).data;
  if (message) return { event: message.because, accountId: message.account, region: message.region };
  const heard = event.safeParse(parsed).data;
  if (heard === undefined) return { event: 'a body that is neither a work message nor an event' };
  const name = heard.detail?.eventName ?? heard['detail-type'];
  return { event: `${heard.source} ${name}`, accountId: heard.account, region: heard.region };
}
