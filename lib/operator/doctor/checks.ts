import { readOnce } from '../../aws/read/once';
import { bind, type Bound } from '../../aws/sdk/calls';
import type { Session } from '../../aws/sdk/session';
import { stackSetRegions } from '../../concepts/spoke-access/plan';
import { fingerprintOf } from '../../dispatch/fingerprint';
import { LedgerReader } from '../../hub/ledger-reader';
import { sweepsTable } from '../../hub/sweeps';
import { DEPLOYED, hubOf, isDelegated, isSpoke, type HubResources, type LandingZone } from '../../landing-zone';
import { ADMISSIONS_TABLE, LEDGER_TABLE, STATES, VERSION } from '../../names';
import { ago } from '../ago';
import { heldPlan } from '../apply';
import type { Connection } from '../connection';
import { doctorCalls as calls } from '../doctor-calls';
import { freezes, textOf } from '../freeze';
import { expectedRules, judgeBusPolicies, judgeDeadLetters, judgeRules, judgeSweep, type RuleFamily } from './events';
import { counted, orOk, type CheckName, type Verdict } from './finding';
import { judgeFreezes, type FoundFreezes } from './freezes';
import {
  hubRoles,
  judgeDelegation,
  judgeDeployment,
  judgeRoles,
  judgeServiceAccess,
  managementRoles,
} from './platform';
import { judgeAttachments, judgePrefixList, judgeReferences, judgeRoutes, judgeZones } from './quotas';
import { readBusPolicies, readDeadLetters, readDelivering, readRules } from './read-events';
import {
  countAttachments,
  countReferences,
  countRoutes,
  readGateway,
  readPrefixList,
  readShares,
  readZones,
} from './read-hub';
import { readDelegation, readRoles, readServiceAccess } from './read-platform';
import { readRegions, readStackSet } from './read-spokes';
import { judgeGateway, judgeShares } from './sharing';
import { judgeRegions, judgeStackSet, stackSetsFine } from './spokes';

export interface Checked {
  readonly connection: Connection;
  /** Of which rules have to exist. */
  readonly families: readonly RuleFamily[];
}

type Check = () => Promise<readonly Verdict[]>;

interface Context extends Checked {
  readonly landingZone: LandingZone;
  readonly hub: Bound<typeof calls.hub>;
  readonly management: Bound<typeof calls.management>;
  readonly ids: () => Promise<HubResources>;
  /** The accounts that may use a segment, without the hub account. */
  readonly members: () => Promise<readonly string[]>;
  /** The hub account, or the management account, in a region. */
  readonly session: (account: 'hub' | 'management', region: string) => Session;
}

/** What each check reads and how it is judged. One that does not apply to the config is undefined. */
export function checksOf(checked: Checked): Readonly<Record<CheckName, Check | undefined>> {
  const context = contextOf(checked);
  return { ...platformChecks(context), ...spokeChecks(context), ...workChecks(context), ...quotaChecks(context) };
}

function contextOf(checked: Checked): Context {
  const { connection } = checked;
  const { landingZone, sessions, organization } = connection;
  const { accountId } = landingZone.hub;
  const { once } = readOnce();
  return {
    ...{ ...checked, landingZone },
    hub: bind(calls.hub, connection.hub),
    management: bind(calls.management, connection.management(landingZone.stsRegion)),
    ids: async () => hubOf(await connection.hubs(), connection.region),
    members: () =>
      once('members', async () =>
        (await organization.allAccounts()).filter((each) => isSpoke(landingZone, each)).map(({ id }) => id),
      ),
    session: (account, region) => (account === 'hub' ? sessions.own(accountId, region) : connection.management(region)),
  };
}

function platformChecks({ connection, landingZone, management, session, families }: Context) {
  const { hub } = connection;
  return {
    deployment: async () => {
      const published = await connection.parameters();
      const found = { version: published.get(DEPLOYED.version), config: published.get(DEPLOYED.config) };
      return judgeDeployment(found, { version: VERSION, config: fingerprintOf(landingZone) });
    },
    'hub-roles': async () => judgeRoles(hubRoles(landingZone), await readRoles(landingZone, hub)),
    'management-roles': isDelegated(landingZone)
      ? undefined
      : async () => {
          const found = await readRoles(landingZone, session('management', landingZone.stsRegion));
          return judgeRoles(managementRoles(landingZone), found);
        },
    'service-access': async () => judgeServiceAccess(landingZone, await readServiceAccess(management)),
    delegation: isDelegated(landingZone)
      ? async () => judgeDelegation(landingZone, await readDelegation(management))
      : undefined,
    'bus-policies': async () => judgeBusPolicies(landingZone, await readBusPolicies(hub)),
    'event-rules': async () => {
      const { once } = readOnce();
      const expected = expectedRules(landingZone, families);
      const verdicts = expected.map(async (rules) => {
        const { account, region, bus } = rules;
        const at = session(account, region);
        const [states, delivering] = await Promise.all([
          once([account, region, bus].join(' '), () => readRules(at, rules)),
          readDelivering(at, rules),
        ]);
        return judgeRules(rules, { states, delivering });
      });
      const rules = expected.reduce((sum, { names }) => sum + names.length, 0);
      return orOk((await Promise.all(verdicts)).flat(), `${counted(rules, 'rule')} are enabled, with their targets`);
    },
  } satisfies Partial<Record<CheckName, Check | undefined>>;
}

function spokeChecks({ landingZone, management, hub, members, ids }: Context) {
  return {
    'stack-sets': async () => {
      const accounts = await members();
      const sets = Object.entries(stackSetRegions(landingZone, landingZone.regions)).map(async ([name, regions]) => {
        const found = await readStackSet(management, landingZone, name);
        return judgeStackSet(landingZone, name, { found, members: accounts, regions });
      });
      return orOk((await Promise.all(sets)).flat(), stackSetsFine(accounts));
    },
    regions: async () => judgeRegions(landingZone, await readRegions(management, landingZone, await members())),
    share: async () => {
      const { transitGatewayId, prefixListId, queryLogConfigId } = await ids();
      return judgeShares({
        ...(await readShares(hub, await ids())),
        members: await members(),
        expectedResources: [
          `transit-gateway/${transitGatewayId}`,
          `prefix-list/${prefixListId}`,
          `resolver-query-log-config/${queryLogConfigId}`,
        ],
      });
    },
    'transit-gateway': async () => {
      const found = await ids();
      return judgeGateway(found.transitGatewayId, await readGateway(hub, found), found.resourceShareArns);
    },
  } satisfies Partial<Record<CheckName, Check>>;
}

function workChecks({ connection, landingZone }: Context) {
  const { hub, clock } = connection;
  return {
    'dead-letters': async () => judgeDeadLetters(await readDeadLetters(hub, landingZone)),
    sweep: async () => judgeSweep(await sweepsTable(ADMISSIONS_TABLE, hub).last(), clock.now(), ago),
    freezes: async () => judgeFreezes(landingZone, await readFreezes(connection)),
  } satisfies Partial<Record<CheckName, Check>>;
}

async function readFreezes(connection: Connection): Promise<FoundFreezes> {
  const ledger = new LedgerReader(LEDGER_TABLE, connection.hub);
  const accounts = { frozen: new Set<string>(), 'plan-only': new Set<string>() };
  for (const state of STATES)
    for await (const page of ledger.marks(state))
      for (const { key, flags } of page.filter((mark) => /^\d{12}$/.test(mark.key)))
        for (const flag of ['frozen', 'plan-only'] as const) if (flags.includes(flag)) accounts[flag].add(key);
  const orders = await freezes(connection);
  const held = await heldPlan(connection);
  return {
    orders: orders.map(
      ([scope, { at, by, because }]) =>
        `${textOf(scope)} (since ${at}, by ${by}${because === undefined ? '' : `: ${because}`})`,
    ),
    frozenAccounts: [...accounts.frozen],
    planOnlyAccounts: [...accounts['plan-only']],
    heldLeaves: held?.vpcs.length ?? 0,
  };
}

function quotaChecks({ landingZone, hub, ids }: Context) {
  return {
    attachments: async () => judgeAttachments(await countAttachments(hub, await ids())),
    routes: async () => judgeRoutes(await countRoutes(hub, await ids())),
    zones: async () => {
      const { zones, unseen } = await readZones(hub, landingZone, await ids());
      return judgeZones(zones, unseen);
    },
    'prefix-list': async () => judgePrefixList(await readPrefixList(hub, await ids())),
    'prefix-list-references': async () => judgeReferences(await countReferences(hub, await ids())),
  } satisfies Partial<Record<CheckName, Check>>;
}
