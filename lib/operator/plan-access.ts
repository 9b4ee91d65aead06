import { isFailure } from '../aws/sdk/failure';
import { account } from '../aws/sdk/services/account';
import { dynamodb } from '../aws/sdk/services/dynamodb';
import { ec2 } from '../aws/sdk/services/ec2';
import { eks } from '../aws/sdk/services/eks';
import { eventbridge } from '../aws/sdk/services/eventbridge';
import { organizations } from '../aws/sdk/services/organizations';
import { route53 } from '../aws/sdk/services/route53';
import { route53resolver } from '../aws/sdk/services/route53resolver';
import type { ServiceClient } from '../aws/sdk/session';
import type { OperatorRole } from '../names';
import type { Connection } from './connection';

export { makePlan } from './plan';

/** The clients that a plan needs: those of the worker that would carry it out, and of the hub's records. */
const SERVICES = [account, dynamodb, ec2, eks, eventbridge, organizations, route53, route53resolver];

/**
 * The way to what a plan reads. Where the hub has the operator role `look`, and the operator may assume it, that is the way; else
 * the caller's own credentials.
 */
export async function planConnection(
  connect: (role: OperatorRole | 'caller', services: readonly ServiceClient[]) => Promise<Connection>,
  { asCaller }: { readonly asCaller: boolean },
): Promise<Connection> {
  if (asCaller) return connect('caller', SERVICES);
  const look = await connect('look', SERVICES);
  try {
    await look.findHubs();
    return look;
  } catch (error) {
    if (!isFailure(error, 'denied')) throw error;
    return connect('caller', SERVICES);
  }
}
