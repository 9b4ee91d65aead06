import type { ServiceClient } from '../lib/aws/sdk/session';
import type { LandingZone } from '../lib/landing-zone';
import type { OperatorRole } from '../lib/names';
import { AwsClock } from '../lib/operator/aws-clock';
import type { Connection } from '../lib/operator/connection';
import { OperatorError } from '../lib/operator/operator-error';
import type * as z from 'zod';
import { colorsOf, type Colors } from './colors';
import type { Io } from './io';
import { Progress } from './progress';
import { tableOf, type Column } from './table';

/** The options that every command has. */
export interface GlobalOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly config: string;
  readonly json?: true;
  readonly color: boolean;
  readonly verbose?: true;
}

/** A command line that is wrong in a way that Commander does not see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type ItemOf<List> = List extends readonly (infer Item)[] ? Item : never;

/** What a command has: its output, the config, questions and progress. It decides nothing. */
export class Cli<Options extends object = object> {
  readonly colors: Colors;
  readonly progress: Progress;
  /** The time of AWS, once AWS has answered. */
  readonly clock: AwsClock;

  constructor(
    readonly io: Io,
    readonly options: Options & GlobalOptions,
  ) {
    this.colors = colorsOf(io.stdout, io.env, options.color);
    this.progress = new Progress(io);
    this.clock = new AwsClock(io.clock);
  }

  /** Writes lines to standard output. */
  say(text: string): void {
    this.io.stdout.write(`${text}\n`);
  }

  /** The answer of a command: with `--json` the document on one line, which the schema types, else its text. */
  print<Schema extends z.ZodType>(_schema: Schema, document: z.output<Schema>, text: () => string): void {
    this.say(this.options.json ? JSON.stringify(document) : text());
  }

  /** The same for a document whose last member is a list that is written while it is read: memory does not grow with it. */
  async printList<Schema extends z.ZodType<object>, Name extends keyof z.output<Schema> & string>(
    _schema: Schema,
    facts: Omit<z.output<Schema>, Name>,
    name: Name,
    items: AsyncIterable<ItemOf<z.output<Schema>[Name]>>,
  ): Promise<void> {
    const { stdout } = this.io;
    stdout.write(`${JSON.stringify(facts).slice(0, -1)},${JSON.stringify(name)}:[`);
    let separator = '';
    for await (const item of items) {
      stdout.write(`${separator}${JSON.stringify(item)}`);
      separator = ',';
    }
    stdout.write(']}\n');
  }

  /** Rows under a heading, within the width of the terminal. In a pipe nothing is shortened. */
  table(
    columns: readonly Column[],
    rows: readonly (readonly string[])[],
    { isContinued = false }: { readonly isContinued?: boolean } = {},
  ): string {
    const { isTTY, columns: width = 80 } = this.io.stdout;
    return tableOf(columns, rows, { colors: this.colors, isContinued, ...(isTTY ? { width } : {}) });
  }

  /** Ends the command: its arguments do not go together. */
  usage(message: string): never {
    throw new UsageError(message);
  }

  /** Asks for a yes. `yes`: the option with which it is given beforehand. */
  async confirmed(question: string, yes: boolean | undefined): Promise<boolean> {
    if (yes) return true;
    if (!this.io.ask)
      throw new OperatorError({
        found: 'no terminal',
        expected: 'one, to ask before anything is changed',
        next: 'look at what would be changed, then run the command again with --yes',
      });
    return /^y(es)?$/i.test((await this.io.ask(`${question} [y/N] `)).trim());
  }

  /**
   * The config that `--config` names.
   * @throws LandingZoneError with everything that is wrong with it
   */
  async landingZone(): Promise<LandingZone> {
    const { readLandingZone } = await import('../infra/landing-zone-file');
    return readLandingZone(this.options.config);
  }

  /** The way into the hub with an operator role, with clients of the services that the command needs. */
  async connect(
    role: OperatorRole | 'caller',
    services: readonly ServiceClient[],
    more: { readonly managementRole?: string } = {},
  ): Promise<Connection> {
    const { connect } = await import('../lib/operator/connection');
    const { io, options } = this;
    const { profile, region } = options;
    const endpoint = io.env['AWS_ENDPOINT_URL'];
    return connect({
      ...{ landingZone: await this.landingZone(), clock: this.clock, role, services, ...more },
      ...(profile === undefined ? {} : { profile }),
      ...(region === undefined ? {} : { region }),
      ...(endpoint ? { endpoint } : {}),
      ...(io.aws ? { transport: io.aws } : {}),
    });
  }
}
