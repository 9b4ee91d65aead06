import type * as z from 'zod';
import type { Plan } from '../../lib/operator/plan';
import type { PlannedTarget } from '../../lib/operator/planned-target';
import type { ChangeText } from '../../lib/operator/change-text';
import { OperatorError } from '../../lib/operator/operator-error';
import type { Cli } from '../cli';
import { CliCommand } from '../command';
import type { ExitName } from '../exit-codes';
import { planSchema } from '../schemas/plan';

export interface PlanOptions {
  readonly all?: true;
  readonly role?: string;
  readonly managementRole?: string;
}

/** What Wheelwright would do, with nothing deployed or with another config than the deployed one. */
export const planCommand = (): CliCommand =>
  new CliCommand('plan', {
    summary: 'Print what would change, why, and what that opens, interrupts and costs.',
    description: [
      'It only reads, and needs nothing deployed: then it reads the hub as the caller (--profile), and spokes by the role that --role names.',
      'Without a deployment there are no records of admitted ranges: the routes of the transit gateway count, and the VPCs of the plan in the order of their accounts.',
      'What the stacks themselves make is in `cdk diff`.',
    ].join('\n'),
    examples: [
      [
        'plan --profile hub --role OrganizationAccountAccessRole --management-role ReadOrganization',
        'Plan before anything is deployed',
      ],
      ['plan --all', 'Also for VPCs that are attached and do not ask yet: what their adoption would do'],
      ['plan vpc-0519e64db69596a7f', 'Plan one VPC'],
      ['plan 100000000007 --json', 'Plan one account, for a script'],
    ],
    exits: ['changes'],
    schema: planSchema,
  })
    .argument('[account|vpc]', 'one account or one VPC; absent: all')
    .option('--all', 'also VPCs that are attached and do not ask to join: as if they asked')
    .option('--role <name>', 'the role that is assumed in spokes, with its path; absent: `wheelwright-read`')
    .option('--management-role <name>', 'the role that reads the organization in the management account')
    .runs<PlanOptions>(async (cli, options, target) => {
      const plan = await planned(cli, options, target);
      const document = documentOf(plan);
      cli.print(planSchema, document, () => textOf(cli, document));
      return exitOf(document);
    });

/** The plan of a target, which `adopt` shows, too. */
export async function planned(cli: Cli, options: PlanOptions, target: string | undefined): Promise<Plan> {
  const { makePlan, planConnection } = await import('../../lib/operator/plan-access');
  const { role, managementRole, all = false } = options;
  return cli.progress.during('reading the hub', async (now) => {
    const connection = await planConnection(
      (as, services) => cli.connect(as, services, managementRole === undefined ? {} : { managementRole }),
      { asCaller: role !== undefined || managementRole !== undefined },
    );
    return makePlan({
      ...{ connection, scope: { ...scopeOf(target), all }, progress: now },
      ...(role === undefined ? {} : { role }),
    });
  });
}

function scopeOf(target: string | undefined): { readonly accountId?: string; readonly vpcId?: string } {
  if (target === undefined) return {};
  if (/^\d{12}$/.test(target)) return { accountId: target };
  if (target.startsWith('vpc-')) return { vpcId: target };
  throw new OperatorError({
    found: target,
    expected: 'an account id of twelve digits, or the id of a VPC',
    next: 'leave it out to plan everything',
  });
}

export type PlanDocument = z.output<typeof planSchema>;

export function documentOf({ deployed, targets, unread }: Plan): PlanDocument {
  const changes = targets.flatMap((target) => target.changes);
  const all = (name: 'opens' | 'interrupts'): string[] => [...new Set(changes.flatMap((change) => change[name] ?? []))];
  const count = (sign: ChangeText['sign']): number => changes.filter((change) => change.sign === sign).length;
  return {
    deployed,
    targets: targets.map((target) => ({
      ...target,
      cidrs: [...target.cidrs],
      changes: target.changes.map((change) => ({ ...change })),
      held: [...target.held],
    })),
    unread: [...unread],
    ...{ opens: all('opens'), interrupts: all('interrupts'), costs: costsOf(targets) },
    ...{ add: count('+'), change: count('~'), remove: count('-') },
  };
}

/** Accounts that pay for the same, together. */
function costsOf(targets: readonly PlannedTarget[]): string[] {
  const payers = new Map<string, Set<string>>();
  for (const { accountId, accountName, changes } of targets)
    for (const { costs } of changes)
      if (costs !== undefined) payers.set(costs, (payers.get(costs) ?? new Set()).add(accountName || accountId));
  return [...payers].map(([costs, names]) => `${costs}: ${[...names].join(', ')}`);
}

const exitOf = ({ unread, add, change, remove }: PlanDocument): ExitName =>
  unread.length > 0 ? 'failed' : add + change + remove > 0 ? 'changes' : 'ok';

/** The plan for people. */
export function textOf(cli: Cli, document: PlanDocument): string {
  const { targets, unread, deployed, opens, interrupts, costs, add, change, remove } = document;
  const shown = targets.filter(({ changes, held }) => changes.length > 0 || held.length > 0);
  return [
    ...(deployed
      ? []
      : ['Nothing is deployed: ranges are judged by the routes of the transit gateway, and by this plan.', '']),
    ...shown.flatMap((target) => [...targetText(cli, target), '']),
    ...unread.map((text) => `${cli.colors.red('not read')}: ${text}`),
    ...(unread.length > 0 ? ['Name a role that may read there: --role <name>. The plan is not complete.', ''] : []),
    `Opens: ${listed(opens)}.  Interrupts: ${listed(interrupts)}.`,
    `Costs, and who pays: ${listed(costs)}.`,
    `Plan: ${add} to add, ${change} to change, ${remove} to remove.`,
  ].join('\n');
}

const listed = (texts: readonly string[]): string => (texts.length === 0 ? 'nothing' : texts.join('; '));

const COLORS = { '+': 'green', '~': 'yellow', '-': 'red' } as const;

function targetText({ colors }: Cli, target: PlannedTarget | PlanDocument['targets'][number]): readonly string[] {
  const { accountName, accountId, key, cidrs, adopts, asks, intent, changes, held } = target;
  const width = Math.max(0, ...changes.map(({ text }) => text.length));
  const notes = [
    ...(adopts ? ['adopts its attachment'] : []),
    ...(asks === false ? ['its team has not set the tag yet'] : []),
    ...(intent === 'leave' ? [`leaves: ${target.because}`] : []),
  ];
  return [
    `${accountName || accountId} / ${colors.bold(key)}  ${cidrs.join(', ')}${notes.length > 0 ? `  (${notes.join('; ')})` : ''}`.trimEnd(),
    ...changes.map(
      ({ sign, text, because }) => `  ${colors[COLORS[sign]](sign)} ${text.padEnd(width)}  ${colors.dim(because)}`,
    ),
    ...held.map((text) => `  ${colors.yellow('!')} ${text}`),
  ];
}
