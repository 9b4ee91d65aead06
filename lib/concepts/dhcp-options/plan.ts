import { dnsOf, type LandingZone } from '../../landing-zone';
import type { PlanInputs } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { refused, waiting, type ChangeBase, type Finding, type Refused, type Waiting } from '../../reconcile/outcome';
import type { DhcpOptions } from '../../aws/read/shapes';
import { FORMER, by } from '../../names';

type Configuration = DhcpOptions['configuration'];

export type Desired =
  | {
      readonly dns: 'inbound';
      readonly nameServers: readonly string[];
      /** `keep`: a VPC that would lose names is not switched. `restore`: one that has lost some gets its own options back. */
      readonly ownNames: LandingZone['join']['ownNames'];
      /** The route tables of subnets from which the hub's resolver is not reached. */
      readonly unreached: readonly string[];
    }
  | {
      readonly dns: 'own';
      readonly now: Date;
      /** No concept follows that waits and runs again. */
      readonly last: boolean;
      /** Until when the path stays; not before the VPC uses its own set again. */
      readonly drainedUntil?: Date;
    };

export interface Actual {
  readonly vpcId: string;
  readonly current: DhcpOptions;
  /** The sets of this spoke with the tag `wheelwright:former`: Wheelwright made them. */
  readonly ours: readonly DhcpOptions[];
  /** Ids of those that no VPC uses. */
  readonly unused: readonly string[];
  /** What only the VPC's own resolver answers, and the VPC would lose. */
  readonly ownNames: readonly string[];
}

export type Change = ChangeBase &
  (
    | Readonly<{ what: 'switch'; reuse?: string; configuration: Configuration; former: string }>
    | Readonly<{ what: 'restore'; former: string; configuration: Configuration }>
    | Readonly<{ what: 'remove'; dhcpOptionsId: string }>
  );

const NAME_SERVERS = 'domain-name-servers';
const LONG_MS = 15 * 60_000;
/** Once a VPC has its own set again, the next run removes ours. */
const REMOVE_SECONDS = 5;

export function desire(target: Target, inputs: PlanInputs): Desired | Waiting {
  const { landingZone, hub, now } = inputs;
  if (target.intent === 'leave') {
    const drainedUntil = target.drain?.until;
    // Without a drain, and without an attachment to delete, no concept waits and runs again.
    return { dns: 'own', now, last: target.drain === undefined, ...(drainedUntil ? { drainedUntil } : {}) };
  }
  const { membership } = target;
  if (membership === undefined || dnsOf(landingZone, membership.segment) === 'zones')
    return { dns: 'own', now, last: true };
  const nameServers = landingZone.join.nameServers.flatMap((server) =>
    server === 'hub-inbound' ? hub.resolverIps : [server],
  );
  const { unreached = [] } = inputs;
  return { dns: 'inbound', nameServers, unreached, ownNames: landingZone.join.ownNames };
}

/**
 * | the VPC uses        | dns `inbound`                                    | dns `own`                           |
 * |---------------------|--------------------------------------------------|-------------------------------------|
 * | a set of the team   | switch to a copy; refused if names would be lost | after the drain: remove unused sets |
 * | ours, right servers | remove unused sets; restored if names are lost and the config says so | restore |
 * | ours, other servers | switch to another copy                           | restore                             |
 *
 * Unused sets of ours are removed for every VPC of the spoke: the VPC that used one may have been deleted, or its team may
 * have associated another set.
 *
 * A set cannot be changed, so other name servers take another set; its tag keeps the id of the team's former set. The
 * order of name servers counts: AWS keeps it.
 */
export function diff({
  desired,
  actual,
}: {
  desired: Desired;
  actual: Actual;
}): readonly Change[] | Waiting | Refused<Change> {
  const { vpcId: key, current } = actual;
  const ours = [...actual.ours].sort(by(({ dhcpOptionsId }) => dhcpOptionsId));
  const ownNames = [...actual.ownNames].sort();
  const switched = ours.includes(current) || ours.some(({ dhcpOptionsId }) => dhcpOptionsId === current.dhcpOptionsId);
  return desired.dns === 'own' ? restore(desired, actual, switched) : switchToInbound();

  function switchToInbound(): readonly Change[] | Refused<Change> {
    if (desired.dns !== 'inbound') return [];
    if (!switched && desired.unreached.length > 0)
      return { ...refused('resolver-not-reached', notReached(key, desired.unreached)), changes: removeUnused(actual) };
    if (switched && ownNames.length > 0 && desired.ownNames === 'restore')
      return { ...refused('own-names', lost(key, ownNames)), changes: toOwn(actual) };
    if (!switched && ownNames.length > 0 && desired.ownNames !== 'give-up')
      return {
        ...refused(
          'own-names',
          `with the hub's resolver ${key} would no longer resolve ${ownNames.join(', ')}; remove these from the VPC, or set join.ownNames to give-up in the config`,
        ),
        changes: removeUnused(actual),
      };
    const configuration = { ...current.configuration, [NAME_SERVERS]: desired.nameServers };
    if (switched && same(current.configuration, configuration)) return removeUnused(actual);
    const former = current.tags[FORMER] ?? formerTag(current);
    const fit = ours.filter((set) => set.tags[FORMER] === former && same(set.configuration, configuration));
    const reuse = fit.find(({ dhcpOptionsId }) => !actual.unused.includes(dhcpOptionsId)) ?? fit[0];
    return [
      {
        verb: 'update',
        what: 'switch',
        key,
        former,
        configuration,
        because: `${key} uses the name servers ${serversOf(current).join(', ')}, expected ${desired.nameServers.join(', ')}`,
        ...(reuse ? { reuse: reuse.dhcpOptionsId } : {}),
      },
      ...removeUnused(actual).filter(({ dhcpOptionsId }) => dhcpOptionsId !== reuse?.dhcpOptionsId),
    ];
  }
}

/** What is said of a VPC that uses the hub's resolver already: it keeps the DHCP options that it has. */
export function find({ desired, actual }: { desired: Desired; actual: Actual }): readonly Finding[] {
  const { vpcId: key, current, ours } = actual;
  const switched = ours.some(({ dhcpOptionsId }) => dhcpOptionsId === current.dhcpOptionsId);
  if (desired.dns !== 'inbound' || !switched) return [];
  const ownNames = desired.ownNames === 'keep' ? actual.ownNames : [];
  return [
    ...(desired.unreached.length === 0
      ? []
      : [{ reason: 'resolver-not-reached' as const, because: notReached(key, desired.unreached) }]),
    ...(ownNames.length === 0 ? [] : [{ reason: 'names-lost' as const, because: lost(key, ownNames) }]),
  ];
}

const lost = (key: string, ownNames: readonly string[]): string =>
  `${key} uses the hub's resolver, and has ${[...ownNames].sort().join(', ')}, which that does not answer; remove these from the VPC`;

/** The VPC's own options, at once: it stays in the mesh. */
const toOwn = (actual: Actual): readonly Change[] => {
  const changes = restore({ dns: 'own', now: new Date(0), last: false }, actual, true);
  return 'status' in changes ? [] : changes;
};

const notReached = (key: string, unreached: readonly string[]): string =>
  `subnets of ${key} do not reach the hub's resolver, because routes lead elsewhere: ${unreached.join(', ')}; remove these routes`;

const removeUnused = ({ vpcId: key, unused }: Actual): readonly (Change & { what: 'remove' })[] =>
  [...unused].sort().map((dhcpOptionsId) => ({
    verb: 'delete',
    what: 'remove',
    key,
    dhcpOptionsId,
    because: `no VPC uses ${dhcpOptionsId}`,
  }));

function restore(desired: Desired & { dns: 'own' }, actual: Actual, switched: boolean): readonly Change[] | Waiting {
  const { vpcId: key, current } = actual;
  const { now, last, drainedUntil } = desired;
  const leftMs = drainedUntil === undefined ? 0 : drainedUntil.getTime() - now.getTime();
  const until = drainedUntil?.toISOString() ?? '';
  const drain = { retryAfterSeconds: Math.ceil(leftMs / 1000), long: leftMs > LONG_MS };
  if (!switched) {
    if (leftMs <= 0) return removeUnused(actual);
    const because = `the path of ${key} stays until ${until}, while instances renew their DHCP leases`;
    return waiting(because, drain.retryAfterSeconds, drain.long);
  }
  const { id, nameServers } = parseFormer(current.tags[FORMER] ?? '');
  const { [NAME_SERVERS]: _replaced, ...rest } = current.configuration;
  return [
    {
      verb: 'update',
      what: 'restore',
      key,
      former: id,
      configuration: nameServers.length === 0 ? rest : { ...rest, [NAME_SERVERS]: nameServers },
      because: `${key} still uses the hub's resolver`,
      ...(leftMs > 0
        ? { wait: { because: `${key} uses its own DNS servers again; its path stays until ${until}`, ...drain } }
        : {}),
      ...(leftMs <= 0 && last
        ? { wait: { because: `${key} uses its own DNS servers again`, retryAfterSeconds: REMOVE_SECONDS } }
        : {}),
    },
  ];
}

const serversOf = ({ configuration }: DhcpOptions): readonly string[] => configuration[NAME_SERVERS] ?? [];

/** `wheelwright:former`: the set's id and its name servers, so that it can be created again if it is deleted. */
const formerTag = (options: DhcpOptions): string => [options.dhcpOptionsId, ...serversOf(options)].join(' ');

function parseFormer(tag: string): { readonly id: string; readonly nameServers: readonly string[] } {
  const [id = 'default', ...nameServers] = tag.split(' ');
  return { id, nameServers };
}

const same = (one: Configuration, other: Configuration): boolean => canonical(one) === canonical(other);
const canonical = (configuration: Configuration): string =>
  JSON.stringify(Object.entries(configuration).sort(by(([key]) => key)));
