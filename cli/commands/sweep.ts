import { CliCommand } from '../command';
import { sweepSchema } from '../schemas/sweep';

/** Begins a sweep. */
export const sweepCommand = (): CliCommand =>
  new CliCommand('sweep', {
    summary: 'Wake every account now, as the schedule does every six hours.',
    description:
      'It finds what was missed where events were lost. Accounts are woken page by page, ten thousand within the hour; the ledger says what was found.',
    examples: [
      ['sweep', 'Wake every account'],
      ['sweep --waiting', 'Wake only the spokes with a long wait, as the schedule does every five minutes'],
    ],
    schema: sweepSchema,
  })
    .option('--waiting', 'only the spokes with a long wait')
    .runs<{ waiting?: true }>(async (cli, { waiting }) => {
      const { ACT_SERVICES } = await import('../../lib/operator/services');
      const { orderSweep } = await import('../../lib/operator/wake');
      const sweep = waiting ? 'waiting' : 'all';
      const connection = await cli.connect('act', ACT_SERVICES);
      await cli.progress.during('ordering the sweep', () => orderSweep(connection, { sweep }));
      cli.print(
        sweepSchema,
        { sweep },
        () => `A sweep of ${sweep === 'all' ? 'all accounts' : 'waiting spokes'} begins.`,
      );
      return 'ok';
    });
