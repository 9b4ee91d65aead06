import { calls as clusterCalls, clusters, providers, pullRoles, type Cluster } from '../../aws/read/clusters';
import { isFailure } from '../../aws/sdk/failure';
import { concepts } from '../../concepts';
import { allowedSegments, pullRoleArn } from '../../landing-zone';
import type { KeyRecord } from '../../hub/ledger';
import { CLUSTER, MANAGED } from '../../names/tags';
import type { Account, Target } from '../../reconcile/concept';
import { applied, reconcile, type Report } from '../../reconcile/engine';
import { recordKeys } from '../../dispatch/record';
import type { Trade } from '../../dispatch/wake-up';
import type { Workpiece, Workplace } from '../../dispatch/context';

/** Clusters stand in the ledger beside VPCs and the account, by the last part of their ARN. */
const LEDGER = 'cluster/';
const STEPS = concepts['grant-pull'];

/** Lets the clusters of a spoke pull the hub's images, and takes that back when they, or the account's place, are gone. */
export const grantPull = (place: Workplace): Trade => ({
  steps: STEPS,
  watched: async (piece) => ({
    account: await place.organization.place(piece.accountId),
    clusters: await clusters(here(piece)).catch(closedTo),
  }),
  async reconcile(piece) {
    const account = await place.organization.account(piece.accountId);
    const forbidden = whyNot(place, account);
    if (forbidden !== undefined && !(await known(place, piece))) return [];
    let targets: readonly Target[];
    try {
      targets = await targetsOf(piece, forbidden);
    } catch (error) {
      // Outside the segments' OUs the StackSet takes our role away, and nobody enters a closed account.
      if (forbidden === undefined || !isFailure(error, 'denied')) throw error;
      const because = `${forbidden}, and it cannot be entered: what it has there stays`;
      await recordGone(place, piece, await place.ledger.keys(piece), [], because);
      return [];
    }
    const reports = await reconcile(piece.run(account), STEPS, targets);
    await note(place, piece, reports);
    return reports;
  },
});

const here = (piece: Workpiece) => ({
  region: piece.region,
  once: piece.once,
  calls: piece.bound(clusterCalls),
});

/** An account that cannot be entered is watched from outside. */
const closedTo = (error: unknown): string => {
  if (isFailure(error, 'denied')) return error.code;
  throw error;
};

function whyNot({ landingZone }: Workplace, account: Account): string | undefined {
  if (account.state !== 'ACTIVE') return `account ${account.id} is ${account.state}`;
  if (allowedSegments(landingZone, account.ouPath).length === 0)
    return `no OU of account ${account.id} permits a segment`;
  return landingZone.registry.repositories.length === 0 ? 'the hub has no repositories' : undefined;
}

/** An account that may have no grant and has none is not even entered: it may have no role of ours. */
async function known(place: Workplace, piece: Workpiece): Promise<boolean> {
  const keys = await place.ledger.keys(piece);
  return keys.some(({ key, state }) => key.startsWith(LEDGER) && state !== 'left');
}

/** Every cluster that is there, and every one whose role or provider of ours is left. */
async function targetsOf(piece: Workpiece, forbidden: string | undefined): Promise<readonly Target[]> {
  const spoke = here(piece);
  const [living, issuers, roles] = await Promise.all([clusters(spoke), providers(spoke), pullRoles(spoke)]);
  const granted = [...issuers, ...roles].flatMap(({ tags }) => {
    const name = tags[MANAGED] === 'true' ? tags[CLUSTER] : undefined;
    return name === undefined ? [] : [name];
  });
  const names = [...new Set([...living.map(({ name }) => name), ...granted])].sort();
  return names.map((name) =>
    targetOf(
      name,
      living.find((cluster) => cluster.name === name),
      forbidden,
    ),
  );
}

function targetOf(key: string, cluster: Cluster | undefined, forbidden: string | undefined): Target {
  if (cluster === undefined) return { key, intent: 'leave', because: `there is no cluster ${key} any more` };
  if (cluster.status === 'DELETING') return { key, intent: 'leave', because: `cluster ${key} is being deleted` };
  if (forbidden !== undefined) return { key, intent: 'leave', because: forbidden };
  return { key, intent: 'join', because: `cluster ${key} is in an account of the mesh` };
}

async function note(place: Workplace, piece: Workpiece, reports: readonly Report[]): Promise<void> {
  const before = await recordKeys(
    place,
    piece,
    reports.map((report) => ({ report: inLedger(report), cidrs: [] })),
  );
  for (const report of reports) await announce(place, piece, report, before.get(LEDGER + report.target.key)?.state);
  const present = reports.map(({ target }) => LEDGER + target.key);
  await recordGone(place, piece, [...before.values()], present, 'there is nothing of it any more');
}

const inLedger = (report: Report): Report => ({
  ...report,
  target: { ...report.target, key: LEDGER + report.target.key },
});

async function announce(
  place: Workplace,
  piece: Workpiece,
  report: Report,
  before: KeyRecord['state'] | undefined,
): Promise<void> {
  const { accountId, region } = piece;
  const { key: clusterName, intent, because } = report.target;
  if (report.status !== 'in-sync' && report.status !== 'changed') return;
  const roleArn = pullRoleArn(accountId, region, clusterName);
  const detail = { accountId, region, clusterName, roleArn, because };
  const changes = applied(report).map((change) => change.because);
  if (intent === 'leave') {
    if (changes.length > 0) await place.announce({ type: 'Image Pull Withdrawn', detail });
  } else if (before !== 'joined') await place.announce({ type: 'Image Pull Granted', detail });
  else if (changes.length > 0) await place.announce({ type: 'Drift Repaired', detail: { ...detail, changes } });
}

/** What the ledger knows and nobody has to do with any more. */
async function recordGone(
  place: Workplace,
  piece: Workpiece,
  before: readonly KeyRecord[],
  present: readonly string[],
  because: string,
): Promise<void> {
  const concepts = Object.fromEntries(STEPS.map(({ kind }) => [kind, 'absent']));
  for (const { key, state, cidrs } of before)
    if (key.startsWith(LEDGER) && !present.includes(key) && state !== 'left')
      await place.ledger.putKey(piece, { key, state: 'left', because, cidrs, concepts }, place.clock.now());
}
