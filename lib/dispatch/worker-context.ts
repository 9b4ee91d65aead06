import type { Account, Organization } from '../aws/read/organization';
import type { Together } from '../aws/read/attachment-reads';
import type { DhcpSets } from '../aws/read/dhcp-sets';
import type { ZonesRead } from '../aws/read/zone-vpcs';
import { isRegionEnabled } from '../aws/read/region-status';
import type { Clock } from '../aws/sdk/clock';
import type { Sessions } from '../aws/sdk/session';
import type { Pace } from '../hub/pace';
import type { Admissions } from '../hub/admissions';
import type { Foreign } from '../hub/foreign';
import { freezeOf, type Freezes } from '../hub/freezes';
import type { Leaves } from '../hub/leaves';
import type { Found, Ledger, Provenance } from '../hub/ledger';
import type { Announce } from '../hub/notices';
import type { Queues } from '../hub/queues';
import {
  administratorAccount,
  administratorRoleArn,
  hubOf,
  namingOf,
  type Hubs,
  type LandingZone,
} from '../landing-zone';
import {
  CONTACT,
  FROZEN,
  PLAN_ONLY,
  spokeRoleArn,
  zoneOwnerRoleArn,
  type Caller,
  type EnteredRole,
  type Flag,
  type SpokeAddress,
} from '../names';
import { frozen, heldBack, ordered, type Guard } from '../reconcile/guards';
import type { Target } from '../reconcile/target';
import type { Run } from '../reconcile/step';
import type { Named } from './found';
import { spokeContext, type SpokeContext } from './spoke-context';
import type { Telemetry } from './telemetry';
import type { WorkerDeclaration } from './worker';

/** Everything that one function instance of a worker has. */
export interface WorkerContext {
  readonly worker: Pick<WorkerDeclaration, 'name' | 'managementRole'> & { readonly spokeRole: EnteredRole };
  readonly landingZone: LandingZone;
  readonly hubs: Hubs;
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly organization: Organization;
  readonly ledger: Ledger;
  readonly admissions: Admissions;
  readonly leaves: Leaves;
  readonly foreign: Foreign;
  /** Absent where nothing is written. */
  readonly pace?: Pace;
  /** Absent: each reconcile reads its own. */
  readonly dhcpSets?: DhcpSets;
  readonly queues: Queues;
  readonly announce: Announce;
  readonly telemetry: Telemetry;
  /** The config and the version that records are made with. */
  readonly provenance: Provenance;
}

/** How a spoke is opened. */
interface Opening {
  /** The attempt before this one ended without a result. */
  readonly resumed: boolean;
  /** What woke the worker, and who made the calls that did. */
  readonly because: string;
  readonly callers?: readonly Caller[];
  readonly freezes: Freezes;
  /** The keys that it must look at. */
  readonly concerned?: Named;
  /** What was found before a wait and still counts. */
  readonly found?: Found | undefined;
  /** Reads the account's attachments with those of others. */
  readonly attachments?: Together | undefined;
  /** The zones of its VPCs as a sweep has read them. */
  readonly zones?: ZonesRead | undefined;
}

/** Opens a spoke with sessions of the worker's roles. */
export function openSpoke(context: WorkerContext, address: SpokeAddress, opening: Opening): SpokeContext {
  const { landingZone, clock, sessions, worker, pace } = context;
  const { accountId, region } = address;
  const naming = namingOf(landingZone);
  const sessionName = `wheelwright-${worker.name}`;
  const management = sessions.assumed({
    accountId: administratorAccount(landingZone),
    region: landingZone.stsRegion,
    roleArn: administratorRoleArn(landingZone, worker.managementRole),
    sessionName,
  });
  return spokeContext({
    address,
    landingZone,
    hub: hubOf(context.hubs, region),
    clock,
    ...(pace ? { turn: (call) => pace.take(call) } : {}),
    ...(context.dhcpSets ? { dhcpSets: context.dhcpSets.ofSpoke(address) } : {}),
    ...opening,
    sessions: {
      spoke: isHub(landingZone, address)
        ? sessions.own(accountId, region)
        : sessions.assumed({
            ...{ accountId, region, roleArn: spokeRoleArn(accountId, worker.spokeRole, naming), sessionName },
            isRegionEnabled: () => isRegionEnabled(management, address),
          }),
      hub: sessions.own(landingZone.hub.accountId, region),
      management,
      owner: (owner) =>
        sessions.assumed({ accountId: owner, region, roleArn: zoneOwnerRoleArn(owner, naming), sessionName }),
    },
    mode: (account) => modeOf(landingZone, account),
    guards: (account) => guardsOf(landingZone, account, opening.freezes),
  });
}

/** Whether the address is in the hub account. It is not a spoke, but some of its resources are reconciled like a spoke's. */
export const isHub = ({ hub }: LandingZone, { accountId }: Pick<SpokeAddress, 'accountId'>): boolean =>
  accountId === hub.accountId;

/** The setting that freezes the account, if any. For a frozen account nothing is written, not even a tag. */
function frozenBy({ guards }: LandingZone, account: Account): string | undefined {
  if (guards.frozen) return 'guards.frozen in the config';
  return account.tags[FROZEN] === 'true' ? `the tag ${FROZEN} of account ${account.id}` : undefined;
}

/** `plan` where the config or the account's tag asks for plans only. */
export const modeOf = ({ guards }: LandingZone, account: Account): Run['mode'] =>
  guards.planOnly || account.tags[PLAN_ONLY] === 'true' ? 'plan' : 'apply';

/** What operators have frozen, as the spoke was opened with it. */
type Frozen = Pick<SpokeContext, 'freezes'>;

/** Whether anything is written, be it a tag or a record: for the account, or for one of its VPCs. */
export const mayWrite = (landingZone: LandingZone, account: Account, { freezes }: Frozen, vpcId?: string): boolean =>
  modeOf(landingZone, account) === 'apply' &&
  frozenBy(landingZone, account) === undefined &&
  freezeOf(freezes, vpcId) === undefined;

/** What records and notices of the account's targets have of the account: their flags, and who gets the notices. */
export const accountFacts = (landingZone: LandingZone, account: Account, spoke: Frozen) => ({
  flags: accountFlags(landingZone, account, spoke),
  accountName: account.name,
  contact: account.tags[CONTACT],
});

/** The flags of each target of the account: what the config, the account's tags or operators keep from being changed. */
const accountFlags =
  (landingZone: LandingZone, account: Account, { freezes }: Frozen) =>
  (key: string): readonly Flag[] => [
    ...(frozenBy(landingZone, account) === undefined && freezeOf(freezes, key) === undefined
      ? []
      : ['frozen' as const]),
    ...(modeOf(landingZone, account) === 'plan' ? ['plan-only' as const] : []),
  ];

export const guardsOf = (landingZone: LandingZone, account: Account, freezes: Freezes): readonly Guard[] => [
  ...freezing(landingZone, account, freezes),
  heldBack,
];

const freezing = (landingZone: LandingZone, account: Account, freezes: Freezes): readonly Guard[] => {
  const setting = frozenBy(landingZone, account);
  return [...(setting === undefined ? [] : [frozen(setting)]), ordered((key) => freezeOf(freezes, key))];
};

/** Why nothing of a target is changed now, for operators; undefined where nothing of it is frozen. */
export function whyFrozen(
  landingZone: LandingZone,
  account: Account,
  freezes: Freezes,
  target: Target,
): string | undefined {
  const refusals = freezing(landingZone, account, freezes).map((guard) =>
    guard({ target, changes: [], isPath: false }),
  );
  const first = refusals.find((refusal) => refusal !== undefined);
  return first === undefined ? undefined : (('detail' in first ? first.detail : undefined) ?? first.because);
}
