import {
  type Account as Described,
  DescribeAccountCommand,
  ListAccountsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-organizations';
import type { Clock } from '../sdk/clock';
import { bind, type Calls } from '../sdk/calls';
import { isFailure } from '../sdk/failure';
import { allPages } from '../sdk/pages';
import type { Session } from '../sdk/session';
import { type Tags, toRecord } from '../sdk/tags';
import { TAG_PREFIX } from '../../names';

export const calls = {
  spoke: {},
  hub: {},
  management: {
    describeAccount: DescribeAccountCommand,
    listAccounts: ListAccountsCommand,
    listTags: ListTagsForResourceCommand,
  },
} satisfies Calls;

/** An account as Organizations describes it, without its tags. */
export interface UntaggedAccount {
  readonly id: string;
  readonly name: string;
  /** ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED …; `DEPARTED` when it is not in the organization. */
  readonly state: string;
  /** Root and OU ids from the top down. */
  readonly ouPath: readonly string[];
}

export interface Account extends UntaggedAccount {
  readonly tags: Tags;
}

/** An account as it was read at a time: what one function hands on to another. Without `tags` they were not read. */
export interface AccountReading extends UntaggedAccount {
  /** The tags with keys of ours. */
  readonly tags?: Tags;
  /** ISO time. */
  readonly readAt: string;
}

export interface AccountsPage {
  readonly items: readonly AccountReading[];
  readonly next: string | undefined;
}

/**
 * How long a read is reused, whichever function made it. Organizations allows few calls per second, shared by the whole
 * organization. An event about the account ends it at once.
 */
const FRESH_MS = 300_000;

interface Kept<T> {
  readonly at: number;
  readonly value: T;
}

/** Reads accounts with the role `wheelwright-org-read` of the management account, and caches them. Throws a `Failure`. */
export class Organization {
  readonly #calls;
  readonly #clock: Clock;
  readonly #turn: (accountId: string) => Promise<void>;
  readonly #accounts = new Map<string, Kept<UntaggedAccount>>();
  readonly #tags = new Map<string, Kept<Tags>>();
  /** Accounts that have changed, and are read before those that take turns. */
  readonly #changed = new Set<string>();

  /** `turn`: waits until the account may be read. It may throw `Paced`. */
  constructor(session: Session, clock: Clock, turn: (accountId: string) => Promise<void> = () => Promise.resolve()) {
    this.#calls = bind(calls.management, session);
    this.#clock = clock;
    this.#turn = turn;
  }

  /**
   * Removes the account from the cache: an event reports that it has changed. The next read takes no turn, because a path may
   * have to be closed.
   */
  forget(accountId: string): void {
    this.#changed.add(accountId);
    this.#accounts.delete(accountId);
    this.#tags.delete(accountId);
  }

  /** The same for what was read before a time: another instance of the function has received the event. */
  forgetBefore(accountId: string, at: Date): void {
    for (const kept of [this.#accounts, this.#tags])
      if ((kept.get(accountId)?.at ?? Infinity) < at.getTime()) kept.delete(accountId);
  }

  /** Takes what another function has read, unless something newer is known. No reading is newer than now. */
  learn({ id, name, state, ouPath, tags, readAt }: AccountReading): void {
    const at = Math.min(Date.parse(readAt), this.#clock.now().getTime());
    const isNewer = (kept: Map<string, Kept<unknown>>): boolean => (kept.get(id)?.at ?? -Infinity) < at;
    if (isNewer(this.#accounts)) this.#accounts.set(id, { at, value: { id, name, state, ouPath } });
    if (tags && isNewer(this.#tags)) this.#tags.set(id, { at, value: tags });
  }

  /** What is known of the account, to be handed on: as old as its older part. */
  reading(accountId: string): AccountReading | undefined {
    const account = this.#accounts.get(accountId);
    const tags = this.#tags.get(accountId);
    if (account === undefined) return undefined;
    const readAt = new Date(Math.min(account.at, tags?.at ?? Infinity)).toISOString();
    return { ...account.value, readAt, ...(tags ? { tags: ours(tags.value) } : {}) };
  }

  /** An account that is not in the organization has the state `DEPARTED` and no OU path. */
  async account(accountId: string): Promise<Account> {
    if (!this.#isFresh(this.#accounts, accountId) || !this.#isFresh(this.#tags, accountId))
      await this.#takeTurn(accountId);
    const described = await this.#keep(this.#accounts, accountId, () => this.#describe(accountId));
    if (described.state === 'DEPARTED') return { ...described, tags: {} };
    return {
      ...described,
      tags: await this.#keep(this.#tags, accountId, () => this.#readTags(accountId)),
    };
  }

  /** The account as last read, at any time; read now if it never was. Only for uses that decide nothing about the account. */
  lastKnown(accountId: string): Promise<Account> {
    const described = this.#accounts.get(accountId)?.value;
    const tags = this.#tags.get(accountId)?.value;
    return described && tags ? Promise.resolve({ ...described, tags }) : this.account(accountId);
  }

  /**
   * State and OU path of the account: what is read again while a spoke waits. Its tags are read, too, where something has to be
   * read: what is handed on is as old as its older part.
   */
  async accountWithoutTags(accountId: string): Promise<UntaggedAccount> {
    const { tags: _, ...account } = await this.account(accountId);
    return account;
  }

  /**
   * The accounts with their tags, which are read now; without them where Organizations refuses that. One after the other: it serves ten
   * such reads a second to the whole organization.
   */
  async withTags(accounts: readonly AccountReading[]): Promise<readonly AccountReading[]> {
    const read: AccountReading[] = [];
    for (const account of accounts)
      try {
        read.push({ ...account, tags: ours(await this.#readTags(account.id)) });
      } catch (error) {
        if (!isFailure(error)) throw error;
        read.push(account);
      }
    return read;
  }

  /** Every account of the organization, without tags. */
  allAccounts(): Promise<readonly AccountReading[]> {
    return allPages((token) => this.#page(token));
  }

  /**
   * One page of all accounts, without tags: at most 20. `token` is that of the page before. A token that Organizations takes no
   * more costs the reads of the `index` pages before.
   */
  async accountsPage({ index, token }: { readonly index: number; readonly token?: string }): Promise<AccountsPage> {
    try {
      return await this.#page(token);
    } catch (error) {
      if (token === undefined || !isFailure(error, 'invalid')) throw error;
    }
    let page = await this.#page(undefined);
    for (let passed = 0; passed < index && page.next !== undefined; passed++) page = await this.#page(page.next);
    return page;
  }

  async #page(NextToken: string | undefined): Promise<AccountsPage> {
    const readAt = this.#clock.now().toISOString();
    const { Accounts = [], NextToken: next } = await this.#calls.listAccounts({ NextToken });
    return { items: Accounts.map((account) => ({ ...accountOf(account.Id ?? '', account), readAt })), next };
  }

  async #describe(accountId: string): Promise<UntaggedAccount> {
    try {
      const { Account } = await this.#calls.describeAccount({ AccountId: accountId });
      return accountOf(accountId, Account ?? {});
    } catch (error) {
      if (isFailure(error, 'not-found')) return { id: accountId, name: '', state: 'DEPARTED', ouPath: [] };
      throw error;
    }
  }

  async #readTags(accountId: string): Promise<Tags> {
    const tags = await allPages(async (NextToken) => {
      const page = await this.#calls.listTags({ ResourceId: accountId, NextToken });
      return { items: page.Tags, next: page.NextToken };
    });
    return toRecord(tags);
  }

  /** Both reads of an account take one turn: that of the scarcer. */
  async #takeTurn(accountId: string): Promise<void> {
    if (this.#changed.delete(accountId)) return;
    await this.#turn(accountId);
  }

  #isFresh<T>(kept: Map<string, Kept<T>>, key: string): boolean {
    return this.#clock.now().getTime() - (kept.get(key)?.at ?? -Infinity) < FRESH_MS;
  }

  async #keep<T>(kept: Map<string, Kept<T>>, key: string, read: () => Promise<T>): Promise<T> {
    const known = kept.get(key);
    if (known && this.#isFresh(kept, key)) return known.value;
    const at = this.#clock.now().getTime();
    const value = await read();
    kept.set(key, { at, value });
    return value;
  }
}

const ours = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => key.startsWith(TAG_PREFIX)));

/** `State` replaces `Status` and has more values; older responses have only `Status` (Organizations API reference). */
const accountOf = (id: string, { Name, State, Status, Paths }: Described): UntaggedAccount => ({
  id,
  name: Name ?? '',
  state: State ?? Status ?? 'ACTIVE',
  ouPath: unitsOf(Paths?.[0] ?? ''),
});

/** `o-…/r-…/ou-…/<account>/`: the root and the OUs, from the top down. */
const unitsOf = (path: string): readonly string[] => path.split('/').filter((part) => /^(r|ou)-/.test(part));
