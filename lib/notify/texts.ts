import { callerText, cleanText, type Caller, type NoticeKind } from '../names';
import type { Notice } from './notice';

/**
 * Characters of one fact at most, so that the command at the end of a line is never cut off: a block of Slack has 3,000, and an
 * escaped character counts as up to five.
 */
const LONGEST_FACT = 400;

/** One line for operators: what has happened to what, who made the call because of which, what ends it, and the command that says more. */
export function operatorText({ kind, facts }: Notice): string {
  const { accountId, region, callers } = facts;
  const what = kind === 'drift-repaired' && facts.changes.length > 0 ? facts.changes.join('; ') : whyOf(facts);
  return line([
    `${kind}: ${subjectOf(facts)} of account ${accountId} in ${region}: ${cut(what)}`,
    whoOf(callers),
    cut(facts.cure ?? ''),
    nextStep(facts),
  ]);
}

/**
 * The same for the team of the account. It has the text that is written for teams, which names no other account, VPC or CIDR, and
 * a principal only if it is of the account itself.
 */
export function teamText({ kind, facts }: Notice): string {
  const { accountId, region, because, reason, changes, cure = '' } = facts;
  const what: Readonly<Partial<Record<NoticeKind, string>>> = {
    'drift-repaired': `${changes.length} ${changes.length === 1 ? 'change was' : 'changes were'} undone`,
    unreadable: `the account could not be read since ${facts.since ?? 'a while'}, and what is known may be out of date`,
  };
  const why = what[kind] ?? withReason(because, reason);
  const text = line([
    `${kind}: your ${subjectOf(facts)} in ${region}: ${cut(why)}`,
    whoOf(facts.callers.map((caller) => ofAccount(caller, accountId))),
    cut(cure),
    `Operators know more by: ${commandOf(facts)}`,
  ]);
  return text.replaceAll(/(?<!\d)\d{12}(?!\d)/g, (id) => (id === accountId ? id : '(another account)'));
}

type Facts = Notice['facts'];

function subjectOf({ vpcId, vpcIds, clusterName }: Facts): string {
  if (vpcId !== undefined) return `VPC ${vpcId}`;
  if (clusterName !== undefined) return `cluster ${cut(clusterName)}`;
  return vpcIds.length === 0 ? 'account' : `VPCs ${cut(vpcIds.join(', '))}`;
}

const whyOf = ({ detail, because, reason }: Facts): string => withReason(detail ?? because, reason);
const withReason = (text: string, reason: string | undefined): string =>
  reason === undefined ? text : `${text} (${reason})`;

const whoOf = (callers: readonly Caller[]): string =>
  callers.length === 0 ? '' : `After ${cut(callers.map(callerText).join(', '))}`;

const ofAccount = (caller: Caller, accountId: string): Caller =>
  caller.principal.split(':')[4] === accountId ? caller : { ...caller, principal: 'a principal of another account' };

/** The command knows VPCs. */
const commandOf = ({ vpcId, vpcIds: [first] }: Facts): string => {
  const id = vpcId ?? first;
  return id === undefined ? 'wheelwright status' : `wheelwright explain ${id}`;
};
const nextStep = (facts: Facts): string => `Next: ${commandOf(facts)}`;

const cut = (text: string): string => cleanText(text, LONGEST_FACT);

/** Sentences on one line, each with its full stop. A command gets none. */
const line = (sentences: readonly string[]): string =>
  sentences
    .filter((sentence) => sentence !== '')
    .map((sentence, index, all) => (index === all.length - 1 || /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
