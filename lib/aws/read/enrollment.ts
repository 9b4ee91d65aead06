import { ListStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import { GetResourceShareAssociationsCommand } from '@aws-sdk/client-ram';
import { STACK_SETS, grouped } from '../../names';
import { bind, type Bound, type Calls } from '../sdk/calls';
import { allPages } from '../sdk/pages';
import type { Session } from '../sdk/session';

export const calls = {
  spoke: {},
  hub: { listAssociations: GetResourceShareAssociationsCommand },
  management: { listInstances: ListStackInstancesCommand },
} satisfies Calls;

/** A stack instance of a StackSet of ours. */
export interface StackInstance {
  readonly accountId: string;
  readonly stackSet: string;
  readonly region: string;
  /** CURRENT, OUTDATED, INOPERABLE. */
  readonly status: string;
  /** PENDING, RUNNING, SUCCEEDED, FAILED … */
  readonly detail: string;
  /** Why the instance failed, in CloudFormation's words. */
  readonly reason: string;
  /** The id of the operation that deployed it last. */
  readonly operation: string;
}

/** A principal of a share, which RAM also lists after it was disassociated. */
export interface SharePrincipal {
  readonly accountId: string;
  readonly shareArn: string;
  /** ASSOCIATING, ASSOCIATED, FAILED, DISASSOCIATING, DISASSOCIATED, SUSPENDED … */
  readonly status: string;
}

/** What is read of one account, or of all where none is named. */
interface OfAccount {
  readonly accountId?: string;
}

/** CloudFormation returns 100 a page at most. `callAs`: a delegated administrator says that it is one. */
export const stackInstances = (
  { listInstances }: Bound<typeof calls.management>,
  options: OfAccount & { readonly stackSet: string; readonly callAs: 'DELEGATED_ADMIN' | undefined },
): Promise<readonly StackInstance[]> =>
  allPages(async (NextToken) => {
    const { stackSet, callAs: CallAs, accountId: StackInstanceAccount } = options;
    const page = await listInstances({ StackSetName: stackSet, CallAs, StackInstanceAccount, NextToken });
    return {
      items: page.Summaries?.map(({ Account, Region, Status, StackInstanceStatus, StatusReason, LastOperationId }) => ({
        stackSet,
        accountId: Account ?? '',
        region: Region ?? '',
        status: Status ?? '',
        detail: StackInstanceStatus?.DetailedStatus ?? '',
        reason: StatusReason ?? '',
        operation: LastOperationId ?? '',
      })),
      next: page.NextToken,
    };
  });

/** RAM returns 500 a page at most. A principal that is an OU or the organization has its ARN as `accountId`. */
export const sharePrincipals = (
  { listAssociations }: Bound<typeof calls.hub>,
  { accountId: principal, shareArns }: OfAccount & { readonly shareArns: readonly string[] },
): Promise<readonly SharePrincipal[]> =>
  allPages(async (nextToken) => {
    const page = await listAssociations({
      associationType: 'PRINCIPAL',
      principal,
      resourceShareArns: [...shareArns],
      maxResults: 500,
      nextToken,
    });
    return {
      items: page.resourceShareAssociations?.map(({ associatedEntity, resourceShareArn, status }) => ({
        accountId: associatedEntity ?? '',
        shareArn: resourceShareArn ?? '',
        status: status ?? '',
      })),
      next: page.nextToken,
    };
  });

/** The stack instances and principals of all accounts, each by account. */
export interface Enrollment {
  readonly instances: ReadonlyMap<string, readonly StackInstance[]>;
  readonly principals: ReadonlyMap<string, readonly SharePrincipal[]>;
}

/**
 * Reads what all accounts have of our StackSets and shares: a page for 100 instances or 500 principals, in place of three calls an
 * account. Throws a `Failure`.
 */
export async function enrollment(
  { management, hub }: { readonly management: Session; readonly hub: Session },
  options: Pick<Parameters<typeof stackInstances>[1], 'callAs'> & { readonly shareArns: readonly string[] },
): Promise<Enrollment> {
  const { callAs, shareArns } = options;
  const bound = bind(calls.management, management);
  const [principals, ...instances] = await Promise.all([
    sharePrincipals(bind(calls.hub, hub), { shareArns }),
    ...STACK_SETS.map((stackSet) => stackInstances(bound, { stackSet, callAs })),
  ]);
  return { instances: byAccount(instances.flat()), principals: byAccount(principals) };
}

const byAccount = <Each extends { readonly accountId: string }>(all: readonly Each[]) =>
  grouped(all, ({ accountId }) => accountId);
