import type { LedgerReader, TargetEntry } from '../hub/ledger-reader';
import { OperatorError } from './operator-error';

/**
 * The target that a VPC id, or an account id in a region, means.
 * @throws OperatorError for an id that is none, and for one that the ledger has not
 */
export async function targetIn(ledger: LedgerReader, key: string, region: string): Promise<TargetEntry> {
  if (!/^(vpc-[0-9a-f]+|\d{12})$/.test(key))
    throw new OperatorError({
      found: `"${key}"`,
      expected: 'the id of a VPC, vpc-…, or of an account, twelve digits',
      next: 'find it with: wheelwright status --all',
    });
  const found = (await ledger.find(key)).find((entry) => entry.region === region);
  if (found) return found;
  throw new OperatorError({
    found: `no record of ${key} in ${region}`,
    expected: 'a VPC that asked to join once, or an account that was enrolled',
    next: 'set the tag wheelwright:join on the VPC; an account is enrolled when it is in an OU of a segment',
  });
}
