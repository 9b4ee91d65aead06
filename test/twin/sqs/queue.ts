import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { TwinClock } from '../clock';
import { parseObject } from '../json';
import { PARTS } from '../parts';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly senderId: string;
  /** Milliseconds, as all times here. A FIFO dead-letter queue counts its retention anew, a standard one does not. */
  readonly enqueuedAt: number;
  readonly sentAt: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  readonly deadLetterSourceArn?: string;
  /** Invisible until then: delayed, or in flight. */
  visibleAt: number;
  firstReceivedAt?: number;
  receivedAt?: number;
  receiveCount: number;
  cancelWake?: () => void;
}

export interface Sending {
  readonly id: string;
  readonly body: string;
  readonly senderId: string;
  readonly attributes?: Readonly<Record<string, MessageAttributeValue>>;
  readonly delayMs?: number;
  readonly groupId?: string;
  /** Without one, a FIFO queue with content-based deduplication takes the SHA-256 of the body. */
  readonly deduplicationId?: string;
}

interface Sent {
  readonly at: number;
  readonly id: string;
  readonly sequenceNumber: string;
}

const DEDUPLICATION_MS = 5 * 60_000;
export const MAX_VISIBILITY_MS = 43_200_000;

/** A standard or FIFO queue. Standard queues deliver in the order of sending here, which AWS does not promise. */
export class Queue {
  readonly tags = new Map<string, string>();
  readonly #held = { messages: [] as Message[], sequence: 0 };
  readonly #sent = new Map<string, Sent>();
  readonly #listeners = new Set<() => void>();

  constructor(
    readonly name: string,
    readonly accountId: string,
    readonly region: string,
    readonly createdAt: number,
    /** As GetQueueAttributes shows them. */
    readonly attributes: Map<string, string>,
    private readonly clock: TwinClock,
    private readonly find: (arn: string) => Queue | undefined,
  ) {}

  [PARTS](): readonly object[] {
    return [this.#held, this.#sent, this.#listeners];
  }

  get arn(): string {
    return `arn:aws:sqs:${this.region}:${this.accountId}:${this.name}`;
  }
  get fifo(): boolean {
    return this.attributes.get('FifoQueue') === 'true';
  }
  get visibilityTimeoutMs(): number {
    return this.#seconds('VisibilityTimeout');
  }
  get redrive(): { readonly target: string; readonly maxReceiveCount: number } | undefined {
    const { deadLetterTargetArn, maxReceiveCount } = parseObject(this.attributes.get('RedrivePolicy') ?? '') ?? {};
    if (typeof deadLetterTargetArn !== 'string') return undefined;
    return { target: deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
  }

  /** Calls `listener` whenever a message may have become receivable. The returned function stops it. */
  onVisible(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is in the queue, whether visible or not, the oldest first. */
  messages(): readonly Message[] {
    const oldest = this.#now() - this.#seconds('MessageRetentionPeriod');
    this.#drop((message) => message.enqueuedAt <= oldest);
    return this.#held.messages;
  }

  /** A duplicate within five minutes is accepted, answered like its first, and not queued, even if that is gone. */
  send(sending: Sending): { readonly id: string; readonly sequenceNumber?: string } {
    const now = this.#now();
    const { delayMs = this.#seconds('DelaySeconds'), attributes = {}, ...rest } = sending;
    const message = { ...rest, attributes, sentAt: now, enqueuedAt: now, visibleAt: now + delayMs, receiveCount: 0 };
    if (!this.fifo) {
      this.#add(message);
      return { id: message.id };
    }
    const deduplicationId = rest.deduplicationId ?? createHash('sha256').update(rest.body).digest('hex');
    const scope = this.attributes.get('DeduplicationScope') === 'messageGroup' ? `${rest.groupId} ` : '';
    const known = this.#sent.get(scope + deduplicationId);
    if (known && known.at > now - DEDUPLICATION_MS) return known;
    const sequenceNumber = this.#nextSequenceNumber();
    this.#sent.set(scope + deduplicationId, { at: now, id: message.id, sequenceNumber });
    this.#add({ ...message, deduplicationId, sequenceNumber });
    return { id: message.id, sequenceNumber };
  }

  /** Accepts a message that another queue dead-lettered, or that a move task returns. */
  accept(message: Message, deadLetterSourceArn: string | undefined): void {
    const { id, body, attributes, senderId, groupId, deduplicationId, sentAt, enqueuedAt } = message;
    const now = this.#now();
    const comesBack = deadLetterSourceArn === undefined;
    this.#add({
      ...{ id, body, attributes, senderId, sentAt },
      ...(groupId === undefined ? {} : { groupId }),
      ...(deduplicationId === undefined ? {} : { deduplicationId }),
      ...(comesBack ? {} : { deadLetterSourceArn }),
      ...(this.fifo ? { sequenceNumber: this.#nextSequenceNumber() } : {}),
      enqueuedAt: this.fifo || comesBack ? now : enqueuedAt,
      visibleAt: now,
      receiveCount: 0,
    });
  }

  /** Up to `max` messages, each in flight from now on. A FIFO group with a message in flight or delayed gives nothing. */
  receive(max: number, visibilityMs = this.visibilityTimeoutMs): Message[] {
    const now = this.#now();
    const received: Message[] = [];
    const hidden = this.messages().filter((message) => this.fifo && message.visibleAt > now);
    const blocked = new Set(hidden.map(({ groupId }) => groupId));
    for (const message of [...this.messages()]) {
      if (received.length === max) break;
      if (message.visibleAt > now || blocked.has(message.groupId)) continue;
      if (this.#giveUp(message)) continue;
      message.receiveCount++;
      message.firstReceivedAt ??= now;
      message.receivedAt = now;
      this.#hide(message, now + visibilityMs);
      received.push(message);
    }
    return received;
  }

  /** How many messages a receive would find now. */
  visibleCount(): number {
    const now = this.#now();
    return this.messages().filter((message) => message.visibleAt <= now).length;
  }

  inFlight(message: Message): boolean {
    return message.receivedAt !== undefined && message.visibleAt > this.#now();
  }

  delete(message: Message): void {
    this.#drop((one) => one === message);
    this.#notify();
  }

  changeVisibility(message: Message, milliseconds: number): void {
    this.#hide(message, this.#now() + milliseconds);
  }

  purge(): void {
    this.#drop(() => true);
  }

  /** A message that was received too often goes to the dead-letter queue instead of being received once more. */
  #giveUp(message: Message): boolean {
    const redrive = this.redrive;
    if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
    const target = this.find(redrive.target);
    if (!target) return false;
    this.#drop((one) => one === message);
    target.accept(message, this.arn);
    return true;
  }

  #add(message: Message): void {
    this.#held.messages.push(message);
    if (message.visibleAt > this.#now()) this.#hide(message, message.visibleAt);
    else this.#notify();
  }

  #hide(message: Message, until: number): void {
    message.cancelWake?.();
    message.visibleAt = until;
    message.cancelWake = this.clock.after(until - this.#now(), () => this.#notify());
  }

  #drop(which: (message: Message) => boolean): void {
    if (!this.#held.messages.some(which)) return;
    this.#held.messages = this.#held.messages.filter((message) => {
      if (!which(message)) return true;
      message.cancelWake?.();
      return false;
    });
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  #nextSequenceNumber(): string {
    return String(++this.#held.sequence).padStart(20, '0');
  }

  #seconds(attribute: string): number {
    return Number(this.attributes.get(attribute)) * 1000;
  }

  #now(): number {
    return this.clock.now().getTime();
  }
}
