import type { Freeze } from '../../lib/operator/freeze';
import type { Cli } from '../cli';
import { CliCommand } from '../command';
import { freezesSchema, thawSchema } from '../schemas/freeze';

interface ScopeOptions {
  readonly all?: true;
  readonly account?: string;
}

const documentOf = (freezes: readonly Freeze[]) => ({
  freezes: freezes.map(([scope, { at, by, because }]) => ({
    ...scope,
    at,
    by,
    ...(because === undefined ? {} : { because }),
  })),
});

const tableOf = (cli: Cli, freezes: readonly Freeze[], textOf: (scope: Freeze[0]) => string): string =>
  freezes.length === 0
    ? 'Nothing is frozen by an operator.'
    : cli.table(
        [{ head: 'FROZEN' }, { head: 'SINCE' }, { head: 'BY' }, { head: 'BECAUSE' }],
        freezes.map(([scope, { at, by, because = '' }]) => [textOf(scope), at, by, because]),
      );

/** Stops changes of an account, a VPC or everything. */
export const freezeCommand = (): CliCommand =>
  new CliCommand('freeze', {
    summary: 'Change nothing of an account, of a VPC or of anything from now on.',
    description:
      'It counts from the next reconcile on; one that runs ends as it began, in seconds mostly. Not even a tag is written. The path of a VPC is closed nevertheless where Organizations forbids it: the account is closed, suspended, gone, or moved where it may not use the segment.',
    examples: [
      ['freeze 200000000001 --because "a team debugs its routes"', 'Freeze an account'],
      ['freeze vpc-0519e64db69596a7f', 'Freeze a VPC; --account names its account where it has not joined'],
      ['freeze --all --yes', 'Freeze everything, without a question'],
      ['freeze --list', 'Print what is frozen'],
    ],
    exits: ['declined'],
    schema: freezesSchema,
  })
    .argument('[target]', 'the id of an account or of a VPC')
    .option('--all', 'everything')
    .option('--account <id>', 'the account of the VPC')
    .option('--because <text>', 'why; operators see it, teams do not')
    .option('--list', 'print what is frozen, and change nothing')
    .option('--yes', 'freeze everything without a question')
    .runs<ScopeOptions & { because?: string; list?: true; yes?: true }>(async (cli, options, target) => {
      const { ACT_SERVICES } = await import('../../lib/operator/services');
      const operator = await import('../../lib/operator/freeze');
      const connection = await cli.connect('act', ACT_SERVICES);
      if (!options.list) {
        const scope = await operator.scopeOf(connection, { target, ...options });
        if (scope.kind === 'all' && !(await cli.confirmed('Freeze everything?', options.yes))) return 'declined';
        await cli.progress.during('freezing', () => operator.freeze(connection, scope, options.because));
      }
      const freezes = await operator.freezes(connection);
      cli.print(freezesSchema, documentOf(freezes), () => tableOf(cli, freezes, operator.textOf));
      return 'ok';
    });

/** Ends a freeze. */
export const thawCommand = (): CliCommand =>
  new CliCommand('thaw', {
    summary: 'End a freeze, and reconcile at once what it held.',
    description: 'It ends the freeze that is named. Others stay, and are printed.',
    examples: [
      ['thaw 200000000001', 'Thaw an account'],
      ['thaw --all', 'End the freeze of everything, and sweep all accounts'],
    ],
    schema: thawSchema,
  })
    .argument('[target]', 'the id of an account or of a VPC')
    .option('--all', 'everything')
    .option('--account <id>', 'the account of the VPC')
    .runs<ScopeOptions>(async (cli, options, target) => {
      const { ACT_SERVICES } = await import('../../lib/operator/services');
      const operator = await import('../../lib/operator/freeze');
      const connection = await cli.connect('act', ACT_SERVICES);
      const scope = await operator.scopeOf(connection, { target, ...options });
      await cli.progress.during('thawing', () => operator.thaw(connection, scope));
      const freezes = await operator.freezes(connection);
      const left = freezes.length === 0 ? '' : `\n${tableOf(cli, freezes, operator.textOf)}`;
      cli.print(
        thawSchema,
        { thawed: { ...scope }, ...documentOf(freezes) },
        () => `${operator.textOf(scope)}: thawed, and woken.${left}`,
      );
      return 'ok';
    });
