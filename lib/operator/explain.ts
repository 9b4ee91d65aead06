import { isFailure } from '../aws/sdk/failure';
import { dynamodb } from '../aws/sdk/services/dynamodb';
import { LedgerReader, type TargetEntry } from '../hub/ledger-reader';
import { withTagPrefix } from '../landing-zone';
import { JOIN, LEDGER_TABLE, misspelledJoin, type WorkerName } from '../names';
import type { Report } from '../reconcile/engine';
import type { Outcome } from '../reconcile/outcome';
import { membershipOf } from '../reconcile/target';
import type { Connection } from './connection';
import { LOOK_SERVICES, lookAt, type Look } from './look';
import { fineText } from './fine-text';
import { remediesOf } from './remedies';
import { targetIn } from './targets';

export const EXPLAIN_SERVICES = [dynamodb, ...LOOK_SERVICES];

/** One line of an explanation: what was looked at, and what was found there now. */
export interface ExplainedLine {
  /** A concept, `asks`, `may` or `reads`. */
  readonly subject: string;
  /** `wrong`: people have to do something; `waits`: Wheelwright or AWS works at it. */
  readonly is: 'fine' | 'wrong' | 'waits';
  readonly text: string;
  /** The same for operators, where there is more to say. */
  readonly detail?: string;
}

export interface Explanation {
  readonly target: TargetEntry;
  /** Whether what AWS has now is what the record says is done. */
  readonly works: boolean;
  readonly lines: readonly ExplainedLine[];
  /** Commands of the AWS CLI with which the owner of the account may end what is wrong. */
  readonly remedies: readonly string[];
}

/**
 * Reads in AWS what a VPC, or an account, has now, as the workers do, and compares it with the ledger. It changes nothing.
 * @throws OperatorError for a target that the ledger has not; a `Failure` where AWS refuses a read of the hub
 */
export async function explain(connection: Connection, key: string): Promise<Explanation> {
  const ledger = new LedgerReader(LEDGER_TABLE, connection.hub);
  const target = await targetIn(ledger, key, connection.region);
  const { lines, remedies } = await (key.startsWith('vpc-') ? ofVpc : ofAccount)(connection, target);
  const isDone = target.record.state === 'joined' || target.record.state === 'left';
  const works = isDone && lines.every(({ is }) => is === 'fine');
  return { target, works, lines: lines.map((line) => withPrefix(connection, line)), remedies };
}

const WORKERS_OF_ACCOUNT: readonly WorkerName[] = ['enroll', 'grant-pull'];

const withPrefix = ({ landingZone }: Connection, { text, detail, ...line }: ExplainedLine): ExplainedLine => ({
  ...line,
  text: withTagPrefix(landingZone, text),
  ...(detail === undefined ? {} : { detail: withTagPrefix(landingZone, detail) }),
});

/** The look at the spoke of a target; a spoke that cannot be read is a line. */
async function looked(connection: Connection, target: TargetEntry, worker: WorkerName): Promise<Look | ExplainedLine> {
  try {
    return await lookAt(connection, worker, target);
  } catch (error) {
    if (!isFailure(error) || error.context.accountId !== target.accountId) throw error;
    return { subject: 'reads', is: 'wrong', text: `account ${target.accountId} cannot be read`, detail: error.message };
  }
}

type Found = Pick<Explanation, 'lines' | 'remedies'>;

async function ofVpc(connection: Connection, target: TargetEntry): Promise<Found> {
  const look = await looked(connection, target, 'join');
  if (!('reports' in look)) return { lines: [look], remedies: [] };
  const { key } = target.record;
  const vpc = (await look.spoke.reads.vpcs()).find(({ vpcId }) => vpcId === key);
  const isGone = target.record.state === 'left';
  if (vpc === undefined)
    return {
      lines: [{ subject: 'exists', is: isGone ? 'fine' : 'wrong', text: `${key} does not exist any more` }],
      remedies: [],
    };
  const report = look.reports.find(({ target: { key: found } }) => found === key);
  const asked = vpc.tags[JOIN];
  const misspelled = misspelledJoin(vpc.tags);
  const asks: ExplainedLine =
    asked === undefined
      ? {
          subject: 'asks',
          is: report ? 'wrong' : 'fine',
          text: misspelled ? `tag ${misspelled} is not ${JOIN}` : `no tag ${JOIN}`,
        }
      : { subject: 'asks', is: 'fine', text: `tag ${JOIN}=${asked}` };
  return {
    lines: [asks, ...(report ? linesOf(connection, report, look) : [])],
    remedies: await remediesOf(connection, target, look),
  };
}

async function ofAccount(connection: Connection, target: TargetEntry): Promise<Found> {
  const lines: ExplainedLine[] = [];
  for (const worker of WORKERS_OF_ACCOUNT) {
    const look = await looked(connection, target, worker);
    if ('reports' in look) lines.push(...look.reports.flatMap((report) => linesOf(connection, report, look)));
    else lines.push(look);
  }
  return { lines, remedies: [] };
}

/** Why the target is one, and each concept with what it found. A finding stops nothing, and is wrong all the same. */
function linesOf(connection: Connection, report: Report, { spoke }: Look): readonly ExplainedLine[] {
  const { target, outcomes, findings = [] } = report;
  const admitted = membershipOf(target);
  const refusedByAdmission = outcomes.size === 0 && report.status === 'refused';
  const may: ExplainedLine = {
    subject: 'may',
    is: refusedByAdmission || admitted?.quarantined === true ? 'wrong' : target.intent === 'leave' ? 'waits' : 'fine',
    text: target.because,
    ...(target.detail === undefined ? {} : { detail: target.detail }),
  };
  const concepts = [...outcomes].flatMap(([kind, outcome]) =>
    linesOfConcept(connection, report, kind, outcome, spoke.region),
  );
  const found = findings.map(({ because, detail }): ExplainedLine => ({
    ...{ subject: 'path', is: 'wrong', text: because },
    ...(detail === undefined ? {} : { detail }),
  }));
  return [may, ...concepts, ...found];
}

function linesOfConcept(
  connection: Connection,
  { target }: Report,
  subject: string,
  outcome: Outcome,
  region: string,
): readonly ExplainedLine[] {
  const planned = ('changes' in outcome ? outcome.changes : []).map(({ because }): ExplainedLine => ({
    ...{ subject, is: 'waits', text: because },
  }));
  switch (outcome.status) {
    case 'in-sync':
    case 'changed':
      return [{ subject, is: 'fine', text: fineText(connection.landingZone, target, subject, region) }];
    case 'planned':
      return planned;
    case 'waiting':
      return [{ subject, is: 'waits', text: outcome.because }];
    case 'refused': {
      const { because, detail, reason } = outcome;
      if (reason === 'frozen') return planned;
      return [{ subject, is: 'wrong', text: because, ...(detail === undefined ? {} : { detail }) }, ...planned];
    }
    case 'failed':
      return [
        {
          subject,
          is: 'wrong',
          text: `AWS refuses ${outcome.failure.context.action}`,
          detail: outcome.failure.message,
        },
      ];
  }
}
