import { failureOrBug, isFailure } from '../aws/sdk/failure';
import { account } from '../aws/sdk/services/account';
import { cloudformation } from '../aws/sdk/services/cloudformation';
import { dynamodb } from '../aws/sdk/services/dynamodb';
import { ec2 } from '../aws/sdk/services/ec2';
import { eventbridge } from '../aws/sdk/services/eventbridge';
import { iam } from '../aws/sdk/services/iam';
import { organizations } from '../aws/sdk/services/organizations';
import { ram } from '../aws/sdk/services/ram';
import { route53 } from '../aws/sdk/services/route53';
import { sqs } from '../aws/sdk/services/sqs';
import type { Connection } from './connection';
import { checksOf, type Checked } from './doctor/checks';
import { CHECKS, type CheckName, type Finding, type Verdict } from './doctor/finding';
import { OperatorError } from './operator-error';

export type { Finding, Status } from './doctor/finding';

export const DOCTOR_SERVICES = [
  ...[account, cloudformation, dynamodb, ec2, eventbridge, iam, organizations, ram, route53, sqs],
];

/**
 * Checks a hub that is deployed, its organization and its spokes, and changes nothing. A check that AWS refuses is `unreadable`;
 * the others go on. `progress` is told how many checks are done.
 * @throws OperatorError where no hub is deployed; a `Failure` if AWS refuses the read of its ids
 */
export async function doctor(
  checked: Checked,
  progress: (text: string) => void = () => undefined,
): Promise<readonly Finding[]> {
  const { connection } = checked;
  if ((await connection.parameters()).size === 0) await connection.hubs();
  const checks = checksOf(checked);
  let done = 0;
  const findings = CHECKS.map(async (name): Promise<readonly Finding[]> => {
    const check = checks[name];
    if (check === undefined) return [];
    const verdicts = await check().catch((error: unknown) => [unreadable(connection, name, error)]);
    progress(`checking: ${++done} of ${CHECKS.length} done`);
    return verdicts.map((verdict) => ({ check: name, ...verdict }));
  });
  return (await Promise.all(findings)).flat();
}

function unreadable({ landingZone: { hub } }: Connection, name: CheckName, error: unknown): Verdict {
  if (error instanceof OperatorError) return { status: 'unreadable', text: error.message, next: error.next };
  const failure = failureOrBug(error, { action: `the check ${name}`, accountId: hub.accountId, region: hub.region });
  return {
    status: 'unreadable',
    text: failure.message,
    next: isFailure(failure, 'denied')
      ? 'deploy the operator roles of this version, and look at who denies the call: wheelwright diff'
      : 'run wheelwright doctor again; if it stays so, report it with what --verbose prints',
  };
}
