import { attachmentOwners } from '../aws/read/attachment-owners';
import type { FreezeOrder, FreezeScope } from '../hub/freezes';
import { FreezesTable } from '../hub/freezes-table';
import { hubOf } from '../landing-zone';
import { LEDGER_TABLE } from '../names';
import type { Connection } from './connection';
import { OperatorError } from './operator-error';
import { orderSweep, spokesOfAccount, wakeSpokes } from './wake';

/** What an operator names: an account, a VPC (with its account where it has no attachment), or everything. */
export interface FreezeRequest {
  readonly target?: string | undefined;
  readonly all?: boolean | undefined;
  readonly account?: string | undefined;
}

/** A freeze that is in force. */
export type Freeze = readonly [scope: FreezeScope, order: FreezeOrder];

const tableOf = ({ hub }: Pick<Connection, 'hub'>): FreezesTable => new FreezesTable(LEDGER_TABLE, hub);

export const freezes = (connection: Pick<Connection, 'hub'>): Promise<readonly Freeze[]> => tableOf(connection).all();

/**
 * The scope that a request names.
 * @throws OperatorError for one that names nothing, or more than one thing
 */
export async function scopeOf(connection: Connection, { target, all, account }: FreezeRequest): Promise<FreezeScope> {
  const wanted = 'an account of twelve digits, a VPC, or --all';
  if (all === true && target === undefined) return { kind: 'all' };
  if (all === true || target === undefined)
    throw new OperatorError({
      found: all === true ? `${target} and --all` : 'nothing',
      expected: wanted,
      next: 'name one of them',
    });
  if (target.startsWith('vpc-')) {
    const accountId = account ?? (await ownerOf(connection, target));
    spokesOfAccount(connection, accountId);
    return { kind: 'vpc', accountId, region: connection.region, vpcId: target };
  }
  spokesOfAccount(connection, target);
  return { kind: 'account', accountId: target };
}

async function ownerOf(connection: Connection, vpcId: string): Promise<string> {
  const { transitGatewayId } = hubOf(await connection.hubs(), connection.region);
  const owner = (await attachmentOwners(connection.hub, transitGatewayId)()).find(
    (each) => each.vpcId === vpcId && each.live,
  );
  if (owner) return owner.accountId;
  throw new OperatorError({
    found: `${vpcId} without an attachment to the hub's transit gateway`,
    expected: 'one, or the account of the VPC',
    next: `name its account: wheelwright freeze ${vpcId} --account <id>`,
  });
}

/** Freezes a scope from the next reconcile on. */
export function freeze(connection: Connection, scope: FreezeScope, because: string | undefined): Promise<void> {
  const { clock, operator } = connection;
  return tableOf(connection).freeze(scope, {
    ...{ at: clock.now().toISOString(), by: operator },
    ...(because === undefined ? {} : { because }),
    ...(scope.kind === 'vpc' ? { region: scope.region } : {}),
  });
}

/**
 * Ends a freeze, and reconciles at once what it held. Other freezes stay.
 * @throws OperatorError for a scope that is not frozen
 */
export async function thaw(connection: Connection, scope: FreezeScope): Promise<void> {
  const frozen = (await freezes(connection)).some(([each]) => textOf(each) === textOf(scope));
  if (!frozen)
    throw new OperatorError({
      found: `no freeze of ${textOf(scope)}`,
      expected: 'one that wheelwright freeze has made',
      next: 'look at wheelwright freeze --list; guards.frozen is in the config, the tag wheelwright:frozen on the account',
    });
  await tableOf(connection).thaw(scope);
  const because = 'thawed';
  if (scope.kind === 'all') await orderSweep(connection, { sweep: 'all' });
  else if (scope.kind === 'account')
    await wakeSpokes(connection, spokesOfAccount(connection, scope.accountId), because);
  else await wakeSpokes(connection, [scope], because, ['join']);
}

/** `everything`, `account 111122223333`, `vpc-1 of account 111122223333`. */
export function textOf(scope: FreezeScope): string {
  if (scope.kind === 'all') return 'everything';
  return scope.kind === 'account' ? `account ${scope.accountId}` : `${scope.vpcId} of account ${scope.accountId}`;
}
