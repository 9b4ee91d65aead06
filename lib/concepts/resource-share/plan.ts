import type { SharePrincipal } from '../../aws/read/enrollment';
import { by } from '../../names';
import type { Target } from '../../reconcile/target';
import { waiting, type ChangeBase, type Waiting } from '../../reconcile/outcome';

export interface Desired {
  readonly shared: boolean;
}

export interface Share {
  readonly arn: string;
  /** ASSOCIATING, ASSOCIATED, FAILED, DISASSOCIATING, SUSPENDED …, or `absent`. */
  readonly status: string;
}

/** What an account has of each share. RAM also lists earlier, disassociated principals. */
export const sharesIn = (arns: readonly string[], principals: readonly SharePrincipal[]): readonly Share[] =>
  arns.map((arn) => {
    const statuses = principals.filter(({ shareArn }) => shareArn === arn).map(({ status }) => status);
    return { arn, status: statuses.find((status) => status !== 'DISASSOCIATED') ?? 'absent' };
  });

export interface Invitation {
  readonly arn: string;
  readonly shareArn: string;
}

export interface Actual {
  readonly accountId: string;
  readonly shares: readonly Share[];
  /** Pending invitations from the hub; empty if sharing within the organization is enabled. */
  readonly invitations: readonly Invitation[];
  /** VPCs of the account that are still in the mesh, by attachments of ours. */
  readonly attached: readonly string[];
}

export type Change = ChangeBase & Readonly<{ what: 'principal' | 'invitation'; arn: string }>;

const RETRY_SECONDS = 10;
const byArn = by(({ arn }: { readonly arn: string }) => arn);

export const desire = (target: Target): Desired => ({ shared: target.intent === 'join' });

/**
 * The account loses its shares only when none of its VPCs is attached. AWS deletes a query log association with its
 * share, and logging must not end before the path does.
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Waiting {
  const { accountId: key } = actual;
  const shares = [...actual.shares].sort(byArn);
  const invitations = [...actual.invitations].sort(byArn);
  const attached = [...actual.attached].sort();
  const present = shares.filter(({ status }) => status !== 'absent' && status !== 'FAILED');
  const inProgress = present.find(
    ({ status }) => status === 'DISASSOCIATING' || (desired.shared && status === 'ASSOCIATING'),
  );
  if (!desired.shared) {
    if (present.length > 0 && attached.length > 0)
      return waiting(
        `${attached.join(', ')} of account ${key} must leave the mesh before its shares are removed`,
        60,
        true,
      );
    if (inProgress) return waiting(`${inProgress.arn} is ${inProgress.status} for account ${key}`, RETRY_SECONDS);
    return present.map(({ arn }) => change('delete', 'principal', arn, `account ${key} is no longer in a segment`));
  }
  const accept = invitations.map(({ arn, shareArn }) =>
    change('update', 'invitation', arn, `account ${key} has not accepted ${shareArn}`),
  );
  const associate = shares
    .filter(({ status }) => status === 'absent' || status === 'FAILED')
    .map(({ arn }) => change('create', 'principal', arn, `account ${key} is not a principal of ${arn}`));
  if (accept.length + associate.length > 0) return [...associate, ...accept];
  return inProgress ? waiting(`${inProgress.arn} is ${inProgress.status} for account ${key}`, RETRY_SECONDS) : [];

  function change(verb: ChangeBase['verb'], what: Change['what'], arn: string, because: string): Change {
    const wait = { because: `${arn} is being changed for account ${key}`, retryAfterSeconds: RETRY_SECONDS };
    return { verb, what, key, arn, because, wait };
  }
}
