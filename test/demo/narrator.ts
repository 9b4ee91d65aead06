import colors from 'picocolors';
import { factLine, heading, indentOf, listed, timeOf, wrapped, type Layout } from './layout';
import { isPart, operationOf, phraseFor } from './phrases';
import type { Entry, Intent } from './timeline';

/** What the story reports while it runs. */
export interface Narrator {
  chapter(title: string): void;
  /** Gives a VPC the name that it has from then on. */
  named(vpcId: string, name: string): void;
  /** What a person did: `subject` is the name of an account or a VPC. */
  did(subject: string, text: string): void;
  /** What became of it. `id` is the VPC or account whose writes are counted, since its last result. */
  result(id: string, text: string): void;
}

const nothing = (): void => undefined;
/** For tests that run the story for what it does. */
export const SILENT: Narrator = { chapter: nothing, named: nothing, did: nothing, result: nothing };

interface World {
  readonly now: () => Date;
  readonly accountName: (accountId: string) => string;
}

/** How a line of the story looks, if not as one of now, without a call, in plain text. */
interface Look {
  readonly at?: string | Date;
  readonly call?: string | undefined;
  readonly paint?: (text: string) => string;
}

/** Calls of one kind at one time. */
interface Step {
  readonly what: string;
  readonly ofVpc: boolean;
  readonly intent: Intent | undefined;
  /** How often it was called, by the name of the VPC or account. */
  readonly subjects: Map<string, number>;
}

/**
 * Prints the story: one line a fact, names in place of ids. A kind of step has a line the first time that it is seen; later
 * ones are counted in the result of their VPC. Wake-ups and waits are counted for `end`.
 */
export class StoryPrinter implements Narrator {
  readonly #names = new Map<string, string>();
  readonly #known = new Set<string>();
  readonly #writes = new Map<string, number>();
  readonly #wakes = new Map<string, number>();
  #waits = 0;
  #at = '';
  #steps: Step[] = [];

  constructor(
    private readonly say: (text: string) => void,
    private readonly world: World,
    private readonly layout: Layout,
  ) {}

  chapter(title: string): void {
    this.#flush();
    this.say(heading(title));
  }

  named(vpcId: string, name: string): void {
    this.#names.set(vpcId, name);
  }

  did(subject: string, text: string): void {
    this.#flush();
    this.#line(subject, text);
  }

  result(id: string, text: string): void {
    this.#flush();
    const writes = this.#writes.get(id) ?? 0;
    this.#writes.delete(id);
    const count = writes === 0 ? '' : `: ${writes} ${writes === 1 ? 'write' : 'writes'}`;
    this.#line(this.name(id), `✓ ${text}${count}`, { paint: colors.green });
  }

  /** Ends the story with how many events woke a worker, and how often workers waited. */
  end(): void {
    this.#flush();
    const families = [...this.#wakes].sort(([, one], [, other]) => other - one);
    const wakes = families.reduce((sum, [, count]) => sum + count, 0);
    const [[family, most] = ['', 0] as const] = families;
    this.say(
      colors.dim(
        `In all ${wakes} events woke a worker, ${most} of them ${family}; workers waited ${this.#waits} times.`,
      ),
    );
  }

  /** Takes what the timeline reports. */
  add(entry: Entry, intent: Intent | undefined): void {
    if (entry.at !== this.#at) this.#flush();
    this.#at = entry.at;
    if (entry.kind === 'event') this.#wakes.set(entry.what, (this.#wakes.get(entry.what) ?? 0) + 1);
    else if (entry.kind === 'change') this.#write(entry, intent);
    else if (entry.kind === 'refusal') this.#refusal(entry);
    else this.#waits++;
  }

  /** The name of a VPC or an account. */
  name(id: string): string {
    return this.#names.get(id) ?? this.world.accountName(id);
  }

  #write({ what, vpcId, accountId }: Entry, intent: Intent | undefined): void {
    for (const id of new Set([vpcId ?? accountId, accountId])) this.#writes.set(id, (this.#writes.get(id) ?? 0) + 1);
    if (isPart(what)) return;
    const ofVpc = vpcId !== undefined && this.#names.has(vpcId);
    const subject = this.name(ofVpc ? vpcId : accountId);
    const same = (step: Step): boolean =>
      step.what === what && step.ofVpc === ofVpc && (!ofVpc || step.intent === intent);
    const known = this.#steps.find(same);
    const step = known ?? { what, ofVpc, intent, subjects: new Map<string, number>() };
    if (!known) this.#steps.push(step);
    step.subjects.set(subject, (step.subjects.get(subject) ?? 0) + 1);
  }

  #refusal({ vpcId = '', because }: Entry): void {
    this.#flush();
    let text = `refused: ${because}`;
    for (const [id, name] of this.#names) text = text.replaceAll(id, name);
    this.#line(this.name(vpcId), text, { paint: colors.yellow });
  }

  #flush(): void {
    const steps = this.#steps;
    this.#steps = [];
    for (const { what, ofVpc, intent, subjects } of steps) {
      const key = `${what} ${ofVpc ? (intent ?? '') : 'account'}`;
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      const names = listed([...subjects.keys()]);
      const subject = names.length > this.layout.subject ? `${subjects.size} accounts` : names;
      const text = phraseFor(what, Math.max(...subjects.values()), intent);
      this.#line(subject, text, { at: this.#at, call: operationOf(what) });
    }
  }

  #line(subject: string, text: string, { at = this.world.now(), call, paint = String }: Look = {}): void {
    const [first = '', ...rest] = wrapped(text, { width: this.layout.width, indent: indentOf(this.layout) });
    const fact = { at: timeOf(at), subject, text: paint(first), ...(call === undefined ? {} : { call }) };
    this.say(factLine(fact, this.layout));
    for (const line of rest) this.say(paint(line));
  }
}
