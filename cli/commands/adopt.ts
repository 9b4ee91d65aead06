import type { Forget } from '../../lib/operator/adopt';
import { CliCommand } from '../command';
import { adoptSchema } from '../schemas/adopt';
import { documentOf, planned, textOf, type PlanOptions } from './plan';

interface Options extends Omit<PlanOptions, 'all'> {
  readonly terraform?: string;
  readonly yes?: true;
}

/** Adopts one VPC that people attached. */
export const adoptCommand = (): CliCommand =>
  new CliCommand('adopt', {
    summary: 'Adopt one VPC that people attached to the transit gateway.',
    description:
      'It prints what adoption changes and interrupts, and asks. If the team of the VPC has set the tag, the worker is woken, which adopts the VPC; else it prints the command with which the team asks.',
    examples: [
      ['adopt vpc-0519e64db69596a7f', 'Look, and agree'],
      ['adopt vpc-0519e64db69596a7f --terraform state.json', 'Also print what Terraform has to forget'],
    ],
    exits: ['attention', 'declined'],
    schema: adoptSchema,
  })
    .argument('<vpc>', 'the VPC')
    .option('--role <name>', 'the role that is assumed in the spoke, with its path; absent: `wheelwright-read`')
    .option('--management-role <name>', 'the role that reads the organization in the management account')
    .option('--terraform <file>', 'the output of terraform show -json')
    .option('--yes', 'do not ask')
    .runs<Options>(async (cli, options, vpcId = '') => {
      const { adoptable, forgetIn, tagCommand, wakeForAdoption, ADOPT_SERVICES } =
        await import('../../lib/operator/adopt');
      const plan = await planned(cli, options, vpcId);
      const target = adoptable(plan, vpcId);
      const { terraform } = options;
      const forget =
        terraform === undefined ? undefined : forgetIn(await cli.io.files.read(terraform), target.attachmentId ?? '');
      const document = documentOf(plan);
      const shown = [textOf(cli, document), ...(forget ? ['', forgetText(forget)] : [])].join('\n');
      if (!cli.options.json) cli.say(shown);
      if (!(await cli.confirmed(`Adopt ${vpcId}?`, options.yes))) return 'declined';
      const asks = target.asks === true;
      const command = asks ? undefined : tagCommand(await cli.landingZone(), target);
      if (asks) await wakeForAdoption(await cli.connect('act', ADOPT_SERVICES), target);
      const answer = {
        ...{ plan: document, woken: asks },
        ...(command === undefined ? {} : { tagCommand: command }),
        ...(forget ? { terraform: { blocks: [...forget.blocks], commands: [...forget.commands] } } : {}),
      };
      cli.print(adoptSchema, answer, () =>
        command === undefined
          ? `The worker is woken. Follow it: wheelwright explain ${vpcId}`
          : `The team of account ${target.accountId} asks to join with:\n  ${command}`,
      );
      return asks ? 'ok' : 'attention';
    });

const forgetText = ({ blocks, commands }: Forget): string =>
  blocks.length + commands.length === 0
    ? 'Terraform: its state has nothing of the attachment.'
    : [
        'Terraform: in place of the resources, before the next apply:',
        ...blocks,
        ...(commands.length > 0 ? ['and, as a removed block takes no instance key:', ...commands] : []),
      ].join('\n');
