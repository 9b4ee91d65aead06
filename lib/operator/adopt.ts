import { sqs } from '../aws/sdk/services/sqs';
import { queues } from '../hub/queues';
import { fifoMessageOf } from '../hub/messages';
import { namingOf, queueUrl, type LandingZone } from '../landing-zone';
import type { Connection } from './connection';
import { OperatorError } from './operator-error';
import type { Plan } from './plan';
import type { PlannedTarget } from './planned-target';

export { forgetIn, type Forget } from './terraform';

export const ADOPT_SERVICES = [sqs];

/**
 * The VPC of a plan, if it can be adopted.
 * @throws OperatorError for one that is not attached, is in the mesh already or could not be read, and where nothing is deployed
 */
export function adoptable({ deployed, targets, unread }: Plan, vpcId: string): PlannedTarget {
  const [unreadable] = unread;
  if (unreadable !== undefined)
    throw new OperatorError({
      found: `that ${vpcId} cannot be read: ${unreadable}`,
      next: 'name a role that may read there: --role <name>',
    });
  if (!deployed)
    throw new OperatorError({
      found: 'no hub',
      expected: 'a deployed one, whose functions adopt the VPC',
      next: `deploy the config, or look at the plan alone: wheelwright plan ${vpcId}`,
    });
  const target = targets.find(({ key }) => key === vpcId);
  if (target?.adopts !== true)
    throw new OperatorError({
      found:
        target === undefined ? `no plan for ${vpcId}` : `${vpcId}, which Wheelwright manages or which is not attached`,
      expected: 'a VPC that people attached to the transit gateway',
      next: `wheelwright plan ${vpcId}`,
    });
  return target;
}

/** The command with which the team of a VPC asks to join: nobody else does so for it. */
export const tagCommand = (landingZone: LandingZone, { key }: PlannedTarget): string =>
  `aws ec2 create-tags --resources ${key} --tags Key=${namingOf(landingZone).tags.join},Value=true --region ${landingZone.hub.region}`;

/** Wakes the worker that adopts the VPC. */
export async function wakeForAdoption(connection: Connection, { accountId, key }: PlannedTarget): Promise<void> {
  const { landingZone, region, hub, clock, operator } = connection;
  const because = `${operator} has ${key} adopted`;
  const message = { accountId, region, because, accountChanged: true, keys: [key] };
  await queues(hub).send(
    queueUrl(landingZone, 'join'),
    fifoMessageOf(message, `adopt/${key}/${clock.now().toISOString()}`),
  );
}
