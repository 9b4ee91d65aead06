import { CliCommand } from '../command';
import { applySchema } from '../schemas/apply';

/** Confirms a plan that waits for an operator. */
export const applyCommand = (): CliCommand =>
  new CliCommand('apply', {
    summary: 'Confirm exactly one plan that waits for an operator.',
    description:
      'More VPCs would leave within an hour than guards.maxLeaves allows, and all of them wait. Without --plan it prints them and the name of the plan. A confirmed plan is made anew when it is applied, and nothing leaves if it is another one by then.',
    examples: [
      ['apply', 'Print the plan that waits'],
      ['apply --plan 3f2a9c1b0d4e5f67 --yes', 'Confirm it'],
    ],
    exits: ['attention', 'declined'],
    schema: applySchema,
  })
    .option('--plan <id>', 'the name of the plan to confirm')
    .option('--yes', 'confirm it without a question')
    .runs<{ plan?: string; yes?: true }>(async (cli, { plan, yes }) => {
      const { ACT_SERVICES } = await import('../../lib/operator/services');
      const { confirmPlan, heldPlan, planNamed } = await import('../../lib/operator/apply');
      const connection = await cli.connect('act', ACT_SERVICES);
      const held = plan === undefined ? await heldPlan(connection) : await planNamed(connection, plan);
      if (held === undefined) {
        cli.print(applySchema, { plan: null, confirmed: false, vpcs: [] }, () => 'No plan waits for an operator.');
        return 'ok';
      }
      const vpcs = [...held.vpcs];
      const list = `${vpcs.length} VPCs would leave the mesh:\n${vpcs.map((vpc) => `  - ${vpc}`).join('\n')}`;
      if (plan === undefined) {
        const next = `Next: wheelwright apply --plan ${held.plan}`;
        cli.print(applySchema, { plan: held.plan, confirmed: false, vpcs }, () => `${list}\n${next}`);
        return 'attention';
      }
      cli.io.stderr.write(`${list}\n`);
      if (!(await cli.confirmed('Let them leave?', yes))) return 'declined';
      await cli.progress.during('confirming', () => confirmPlan(connection, held));
      cli.print(
        applySchema,
        { plan, confirmed: true, vpcs },
        () => `Plan ${plan} is confirmed, and its spokes are woken.`,
      );
      return 'ok';
    });
