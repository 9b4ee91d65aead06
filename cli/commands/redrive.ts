import type { DeadLetter, DeadLetterReader } from '../../lib/operator/redrive';
import { OperatorError } from '../../lib/operator/operator-error';
import type { Cli } from '../cli';
import { CliCommand } from '../command';
import { redriveSchema } from '../schemas/redrive';

interface Options {
  readonly inspect?: true;
  readonly all?: true;
  readonly pick?: readonly string[];
  readonly yes?: true;
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** Puts dead letters back into their queues. */
export const redriveCommand = (): CliCommand =>
  new CliCommand('redrive', {
    summary: 'Print the dead letters with their reasons, and put those back that are picked.',
    description:
      'First remove the cause: a message whose cause remains comes back. A message is deleted from the dead letters after it was sent to its queue; if the command is ended in between, it is in both, which does no harm. While the command runs, other readers do not see the messages.',
    examples: [
      ['redrive --inspect', 'Print them, and put nothing back'],
      ['redrive --pick 5f2a', 'Put back the one whose id begins so'],
      ['redrive --all --yes', 'Put all of them back, without a question'],
    ],
    exits: ['attention', 'declined'],
    schema: redriveSchema,
  })
    .option('--inspect', 'put nothing back')
    .option('--all', 'pick all')
    .option('--pick <id>', 'pick the one whose id begins so; may be given several times', collect)
    .option('--yes', 'put back without a question')
    .runs<Options>(async (cli, options) => {
      const { ACT_SERVICES } = await import('../../lib/operator/services');
      const { DeadLetterReader } = await import('../../lib/operator/redrive');
      const connection = await cli.connect('act', ACT_SERVICES);
      const reader = new DeadLetterReader(connection);
      try {
        return await redrive(cli, reader, options, connection.clock.now());
      } finally {
        await reader.giveBack();
      }
    });

async function redrive(
  cli: Cli<Options>,
  reader: DeadLetterReader,
  options: Options,
  now: Date,
): Promise<'ok' | 'attention' | 'declined'> {
  const { letters, hidden } = await cli.progress.during('reading the dead letters', () => reader.read());
  const picked = options.inspect ? [] : await pickedOf(cli, letters, options, now);
  if (picked.length > 0 && !(await cli.confirmed(`Put ${picked.length} back?`, options.yes))) return 'declined';
  const done = new Set<string>();
  await cli.progress.during('putting back', async (say) => {
    for (const letter of picked) {
      await reader.putBack(letter);
      done.add(letter.id);
      say(`put back ${done.size} of ${picked.length}`);
    }
  });
  cli.print(
    redriveSchema,
    {
      letters: letters.map(({ since, ...rest }) => ({
        ...rest,
        since: since.toISOString(),
        putBack: done.has(rest.id),
      })),
      hidden,
    },
    () => textOf(letters, { done, hidden, now }),
  );
  return done.size < letters.length || hidden > 0 ? 'attention' : 'ok';
}

/** Those that the options pick, or that a person picks who is asked. */
async function pickedOf(
  { io }: Cli,
  letters: readonly DeadLetter[],
  { all, pick }: Options,
  now: Date,
): Promise<readonly DeadLetter[]> {
  if (all || letters.length === 0) return letters;
  if (pick) return pick.map((prefix) => letterOf(letters, prefix));
  if (!io.ask) return [];
  io.stderr.write(`${letters.map((letter, index) => `${index + 1}  ${lineOf(letter, now)}`).join('\n')}\n`);
  const answer = await io.ask('Which (such as 1 3), all, or none? ');
  if (answer.trim() === 'all') return letters;
  const numbers = answer.split(/[\s,]+/).map(Number);
  return letters.filter((_letter, index) => numbers.includes(index + 1));
}

function letterOf(letters: readonly DeadLetter[], prefix: string): DeadLetter {
  const [found, ...others] = letters.filter(({ id }) => id.startsWith(prefix));
  if (found && others.length === 0) return found;
  throw new OperatorError({
    found: `${found ? others.length + 1 : 'no'} dead letters whose id begins with ${prefix}`,
    expected: 'one',
    next: 'look at wheelwright redrive --inspect',
  });
}

const lineOf = ({ id, queue, event, accountId = '', region = '', since }: DeadLetter, now: Date): string =>
  [id, queue, ...(accountId ? [`${accountId}/${region}`] : []), event, ageOf(now.getTime() - since.getTime())].join(
    '  ',
  );

/** `3 d 2 h`, `2 h 5 min`, `12 min`. */
function ageOf(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

function textOf(
  letters: readonly DeadLetter[],
  { done, hidden, now }: { readonly done: ReadonlySet<string>; readonly hidden: number; readonly now: Date },
): string {
  const blocks = letters.map((letter) =>
    [
      `${done.has(letter.id) ? '✓ put back' : '✗'}  ${lineOf(letter, now)}`,
      `  ${letter.reason}`,
      ...(letter.plan === undefined ? [] : [`  plan: ${letter.plan}`]),
    ].join('\n'),
  );
  const more = hidden === 0 ? [] : [`${hidden} more wait behind these: run the command again when these are gone.`];
  if (blocks.length === 0 && hidden === 0) return 'There are no dead letters.';
  const next =
    done.size < letters.length ? ['Next: remove the cause, then wheelwright redrive --pick <id>, or --all.'] : [];
  return [...blocks, ...more, ...next].join('\n');
}
