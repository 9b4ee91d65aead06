import { families } from '../../events';
import type { Finding, Status } from '../../lib/operator/doctor';
import type { Cli } from '../cli';
import { CliCommand } from '../command';
import { doctorSchema } from '../schemas/doctor';

/** Checks what is installed. */
export const doctorCommand = (): CliCommand =>
  new CliCommand('doctor', {
    summary: 'Check what is installed: roles, rules, shares, StackSets, regions, queues, quotas.',
    description:
      'It changes nothing, and enters no spoke: what spokes have is known from the StackSets. A finding is ok, a warning (it works, and people should know), failed, or unreadable (AWS refuses the read, and nothing is known). Where the hub account is the delegated administrator, operators have no role in the management account, and its roles and rules are not checked. Exit code 3: something failed; 1: something is unreadable.',
    examples: [
      ['doctor', 'Everything, each check in a line'],
      ['doctor --json', 'One document, for a script'],
    ],
    exits: ['attention'],
    schema: doctorSchema,
  }).runs(async (cli) => {
    const { DOCTOR_SERVICES, doctor } = await import('../../lib/operator/doctor');
    const connection = await cli.connect('look', DOCTOR_SERVICES);
    const findings = await cli.progress.during('checking', (now) => doctor({ connection, families }, now));
    const document = {
      at: cli.io.clock.now().toISOString(),
      summary: summaryOf(findings),
      findings: findings.map(({ about, ...finding }) => ({ ...finding, ...(about ? { about: [...about] } : {}) })),
    };
    cli.print(doctorSchema, document, () => textOf(cli, findings));
    if (document.summary.unreadable > 0) return 'failed';
    return document.summary.failed > 0 ? 'attention' : 'ok';
  });

const summaryOf = (findings: readonly Finding[]): Record<Status, number> => {
  const summary = { ok: 0, warning: 0, failed: 0, unreadable: 0 };
  for (const { status } of findings) summary[status]++;
  return summary;
};

/** What has more names is shortened; `--json` has all. */
const NAMED = 5;

function textOf(cli: Cli, findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const { ok, warning, failed, unreadable } = summaryOf(findings);
  const counts = [`${ok} ok`, `${warning} warnings`, `${failed} failed`, `${unreadable} unreadable`];
  return [...findings.map((finding) => lineOf(cli, finding, width)), '', counts.join(', ')].join('\n');
}

function lineOf({ colors }: Cli, { check, status, text, about = [], next }: Finding, width: number): string {
  const mark = {
    ok: colors.green('✓ ok'.padEnd(STATUS_WIDTH)),
    warning: colors.yellow('! warning'.padEnd(STATUS_WIDTH)),
    failed: colors.red('✗ failed'.padEnd(STATUS_WIDTH)),
    unreadable: colors.red('? unreadable'),
  }[status];
  const more = about.length > NAMED ? ` and ${about.length - NAMED} more` : '';
  const indent = ' '.repeat(STATUS_WIDTH + 2);
  return [
    `${mark}  ${check.padEnd(width)}  ${text}`,
    ...(about.length === 0 ? [] : [`${indent}${about.slice(0, NAMED).join(', ')}${more}`]),
    ...(next === undefined ? [] : [`${indent}Next: ${next}`]),
  ].join('\n');
}

const STATUS_WIDTH = '? unreadable'.length;
