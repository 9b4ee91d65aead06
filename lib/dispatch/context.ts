import { bind, type BoundCalls, type Calls } from '../aws/sdk/calls';
import type { Announce } from '../hub/notices';
import type { Organization } from '../aws/read/organization';
import { calls as readCalls, reads } from '../aws/read/reads';
import type { Sessions } from '../aws/sdk/session';
import type { HubResources, LandingZone } from '../landing-zone';
import type { Ledger } from '../hub/ledger';
import { FROZEN, PLAN_ONLY } from '../names/tags';
import type { Clock } from '../aws/sdk/clock';
import type { Account, Known, Spoke } from '../reconcile/concept';
import { frozen, maxLeaves, type Guard } from '../reconcile/guards';
import { remembering, type Once } from '../aws/read/once';
import type { Reads } from '../aws/read/shapes';
import type { Run } from '../reconcile/step';

/** What one worker's function instance has. Roles are names in the account they belong to. */
export interface Workplace {
  readonly worker: 'enroll' | 'join' | 'grant-pull';
  readonly landingZone: LandingZone;
  readonly hub: HubResources;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly organization: Organization;
  readonly ledger: Ledger;
  readonly announce: Announce;
  readonly roles: { readonly spoke: string; readonly management: string };
}

/** One spoke being worked on: its shared reads last as long as this. */
export interface Workpiece {
  readonly accountId: string;
  readonly region: string;
  readonly reads: Reads;
  readonly once: Once;
  bound<C extends Calls>(calls: C): BoundCalls<C>;
  /** A run for the account: only a plan where the config or the account's tag says so. */
  run(account: Account, how?: Partial<Pick<Run, 'leaving' | 'mesh'>> & { readonly closed?: boolean }): Run;
}

export function workpiece(place: Workplace, accountId: string, region: string, resumed: boolean): Workpiece {
  const { landingZone, hub, clock, sessions, worker } = place;
  const management = landingZone.organization.managementAccountId;
  const sessionName = `wheelwright-${worker}`;
  const sides = {
    spoke: isHub(landingZone, { accountId })
      ? sessions.own(accountId, region)
      : sessions.assumed({ accountId, region, roleName: place.roles.spoke, sessionName }),
    hub: sessions.own(landingZone.hub.accountId, landingZone.hub.region),
    management: sessions.assumed({
      accountId: management,
      region: landingZone.stsRegion,
      roleName: place.roles.management,
      sessionName,
    }),
  };
  const bound = <C extends Calls>(calls: C): BoundCalls<C> => ({
    spoke: bind<C['spoke']>(calls.spoke, sides.spoke),
    hub: bind<C['hub']>(calls.hub, sides.hub),
    management: bind(calls.management ?? {}, sides.management),
  });
  const shared = reads(bound(readCalls), hub.transitGatewayId, region);
  const once = remembering();

  return {
    accountId,
    region,
    reads: shared,
    once,
    bound,
    run(account, how = {}) {
      const known = new Map<string, Known>();
      return {
        leaving: how.leaving ?? 0,
        mesh: how.mesh ?? 0,
        mode: planOnly(landingZone, account) ? 'plan' : 'apply',
        guards: guards(landingZone, account),
        spoke: <C extends Calls>(calls: C): Spoke<C> => ({
          account,
          region,
          clock,
          landingZone,
          hub,
          calls: bound(calls),
          reads: shared,
          once,
          resumed,
          closed: how.closed ?? false,
        }),
        known(key) {
          const made = known.get(key) ?? {
            accountId,
            region,
            now: clock.now(),
            ouPath: account.ouPath,
            landingZone,
            hub,
          };
          known.set(key, made);
          return made;
        },
      };
    },
  };
}

/** The hub account is no spoke, but some of what it has of its own is kept true like a spoke's. */
export const isHub = ({ hub }: LandingZone, { accountId }: { readonly accountId: string }): boolean =>
  accountId === hub.accountId;

/** Who has frozen the account, if anybody: then nothing is written for it, not even a tag. */
export function frozenBy({ guards }: LandingZone, account: Account): string | undefined {
  if (guards.frozen) return 'guards.frozen in the config';
  return account.tags[FROZEN] === 'true' ? `the tag ${FROZEN} of account ${account.id}` : undefined;
}

const planOnly = ({ guards }: LandingZone, account: Account): boolean =>
  guards.planOnly || account.tags[PLAN_ONLY] === 'true';

function guards(landingZone: LandingZone, account: Account): readonly Guard[] {
  const by = frozenBy(landingZone, account);
  const limit = maxLeaves(landingZone.guards.maxLeaves);
  return by === undefined ? [limit] : [frozen(by), limit];
}
