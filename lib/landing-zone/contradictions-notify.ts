import { duplicates, type Contradiction, type Path } from './contradiction';
import type { Parts } from './parts';

type Entry = NonNullable<NonNullable<Parts['notify']>[number]>;
type Recipient = Exclude<Entry, string>;

/** Contradictions about who gets notices. */
export function* notifyContradictions({ hub, notify = [], contacts = {} }: Parts): Generator<Contradiction> {
  yield* duplicates(
    notify.map((entry) => (typeof entry === 'string' ? entry : undefined)),
    (index) => ['notify', index],
  );
  const recipients = notify.map((entry) => (typeof entry === 'object' ? entry : undefined));
  yield* duplicates(
    recipients.map((entry) => entry && goal(entry)),
    (index) => ['notify', index, ...keyOf(recipients[index])],
  );
  const named = Object.entries(contacts).map(([name, contact]) => [['contacts', name], contact] as const);
  const listed = recipients.map((entry, index) => [['notify', index], entry] as const);
  for (const [path, entry] of [...listed, ...named]) if (entry) yield* ofRecipient(hub, path, entry);
}

const goal = (entry: Recipient): string => ('address' in entry ? entry.address : entry.secret);
const keyOf = (entry: Recipient | undefined): readonly string[] =>
  entry === undefined ? [] : 'address' in entry ? ['address'] : ['secret'];

function* ofRecipient(hub: Parts['hub'], path: Path, entry: Recipient): Generator<Contradiction> {
  yield* duplicates(entry.on, (index) => [...path, 'on', index]);
  if (!('secret' in entry) || hub?.accountId === undefined || hub.region === undefined) return;
  const [, , , region, accountId] = entry.secret.split(':');
  if (region !== hub.region || accountId !== hub.accountId)
    yield {
      path: [...path, 'secret'],
      message: `expected a secret of the hub account ${hub.accountId} in ${hub.region}; the function that sends notices reads it there`,
    };
}
