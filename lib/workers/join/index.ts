import { note, calls as noteCalls } from './vpc-tags';
import { isFailure } from '../../aws/sdk/failure';
import { concepts } from '../../concepts';
import { allowedSegments } from '../../landing-zone';
import { formatStatus, type VpcStatus } from '../../names/vpc-status';
import { STATUS } from '../../names/tags';
import type { Account, Target } from '../../reconcile/concept';
import { applied, reconcile, type Report } from '../../reconcile/engine';
import type { Vpc } from '../../aws/read/shapes';
import type { Step } from '../../reconcile/step';
import { candidates, departed, type Candidate } from './vpc-decisions';
import { recordKeys, type Recorded } from '../../dispatch/record';
import type { Trade } from '../../dispatch/wake-up';
import { home } from './hub-account';
import { frozenBy, isHub, type Workpiece, type Workplace } from '../../dispatch/context';

/** Moves all VPCs of a spoke forward: into their segments, or out of the mesh. */
export const join = (place: Workplace): Trade => {
  const steps = chosen(place);
  return {
    steps,
    watched: async (piece) => ({
      account: await place.organization.place(piece.accountId),
      vpcs: await piece.reads.vpcs().then(watchedVpcs, closedTo),
    }),
    async reconcile(piece) {
      const account = await place.organization.account(piece.accountId);
      if (isHub(place.landingZone, piece)) return home(place, steps, piece, account);
      if (!(await concerned(place, piece, account))) return [];
      if (account.state !== 'ACTIVE') return release(place, steps, piece, account);
      try {
        return await active(place, steps, piece, account);
      } catch (error) {
        // Outside the segments' OUs the StackSet takes our role away: what cannot be entered is closed from the hub.
        const homeless = allowedSegments(place.landingZone, account.ouPath).length === 0;
        if (homeless && isFailure(error, 'denied')) return release(place, steps, piece, account);
        throw error;
      }
    },
  };
};

/** The ledger has the account and its clusters beside its VPCs. */
const isVpc = (key: string): boolean => key.startsWith('vpc-');

/** The concepts that the config chose, in order. */
const chosen = ({ landingZone }: Workplace): readonly Step[] => {
  const names: readonly string[] | 'all' = landingZone.join.concepts;
  return names === 'all' ? concepts.join : concepts.join.filter(({ kind }) => names.includes(kind));
};

const watchedVpcs = (vpcs: readonly Vpc[]) => vpcs.map(watchedOf).sort((a, b) => (a.vpcId < b.vpcId ? -1 : 1));

/** An account that cannot be entered is watched from outside. */
const closedTo = (error: unknown): string => {
  if (isFailure(error, 'denied')) return error.code;
  throw error;
};

/** Our own status tag changes nothing. */
const watchedOf = ({ vpcId, cidrs, tags: { [STATUS]: _status, ...tags } }: Vpc) => ({ vpcId, cidrs, tags });

/** An account that may use no segment and has nothing in the mesh is not even entered: it may have no role of ours. */
async function concerned(place: Workplace, piece: Workpiece, account: Account): Promise<boolean> {
  if (account.state === 'ACTIVE' && allowedSegments(place.landingZone, account.ouPath).length > 0) return true;
  const attachments = await piece.reads.attachments();
  if (attachments.some(({ accountId }) => accountId === account.id)) return true;
  const known = await place.ledger.keys({ accountId: account.id, region: piece.region });
  return known.some(({ key, state }) => isVpc(key) && state !== 'left');
}

async function active(
  place: Workplace,
  steps: readonly Step[],
  piece: Workpiece,
  account: Account,
): Promise<readonly Report[]> {
  const found = await candidates(place, piece, account);
  const targets = found.flatMap(({ target }) => target ?? []);
  const mesh = (await piece.reads.attachments()).length;
  const leaving = found.filter(({ target, attached }) => target?.intent === 'leave' && attached).length;
  const run = piece.run(account, { leaving, mesh });
  const writing = run.mode === 'apply' && frozenBy(place.landingZone, account) === undefined;
  if (writing) for (const candidate of found) await begin(piece, candidate);
  const reports = await reconcile(run, steps, targets);
  const all = [...reports, ...found.flatMap(({ refusal }) => refusal ?? [])];
  if (writing) for (const report of all) await finish(place, steps, piece, found, report);
  await record(
    place,
    steps,
    piece,
    all.map((each) => recorded(found, each)),
  );
  return all;
}

const recorded = (found: readonly Candidate[], report: Report): Recorded => ({
  report,
  cidrs: found.find(({ vpc }) => vpc.vpcId === report.target.key)?.vpc.cidrs ?? [],
});

/**
 * The status comes before the first change: it marks the VPC as ours to tidy up, whatever happens then. A VPC that was
 * refused and does not ask any more loses it.
 */
async function begin(piece: Workpiece, { vpc, target, refusal, status }: Candidate): Promise<void> {
  if (target === undefined && refusal === undefined) await write(piece, vpc, undefined);
  const segment = target?.intent === 'join' ? target.segment : undefined;
  if (target === undefined || segment === undefined) return;
  const here = status && 'segment' in status && status.segment === segment;
  const phase = target.quarantined ? 'quarantined' : 'joining';
  if (!here || (target.quarantined && status.phase !== phase)) await write(piece, vpc, { phase, segment });
}

async function finish(
  place: Workplace,
  steps: readonly Step[],
  piece: Workpiece,
  found: readonly Candidate[],
  report: Report,
): Promise<void> {
  const candidate = found.find(({ vpc }) => vpc.vpcId === report.target.key);
  if (!candidate) return;
  const { vpc, status } = candidate;
  const { intent, segment, quarantined, because } = report.target;
  const detail = { accountId: piece.accountId, region: piece.region, vpcId: vpc.vpcId, segment, because };
  if (candidate.refusal === report) {
    if (candidate.attached || formatStatus({ phase: 'refused', reason: because }) === vpc.tags[STATUS]) return;
    await write(piece, vpc, { phase: 'refused', reason: because });
    await place.announce({ type: 'Spoke VPC Refused', detail });
  } else if (!cameThrough(report, steps)) return;
  else if (intent === 'leave') {
    await write(piece, vpc, undefined);
    await place.announce({ type: 'Spoke VPC Left', detail });
  } else if (segment !== undefined && !quarantined) {
    const changes = applied(report);
    if (status?.phase !== 'joined' || status.segment !== segment) {
      await write(piece, vpc, { phase: 'joined', segment });
      await place.announce({ type: 'Spoke VPC Joined', detail });
    } else if (changes.length > 0)
      await place.announce({
        type: 'Drift Repaired',
        detail: { ...detail, changes: changes.map((change) => change.because) },
      });
  }
}

/** Refused at the very last concept, a VPC has joined, without that one thing. */
const cameThrough = ({ status, stoppedAt }: Report, steps: readonly Step[]): boolean =>
  status === 'in-sync' || status === 'changed' || (status === 'refused' && stoppedAt === steps.at(-1)?.kind);

async function write(piece: Workpiece, vpc: Vpc, status: VpcStatus | undefined): Promise<void> {
  await note(piece.bound(noteCalls), vpc.vpcId, status);
}

/** An account that cannot be entered any more: the hub closes the path from its own side. */
async function release(
  place: Workplace,
  steps: readonly Step[],
  piece: Workpiece,
  account: Account,
): Promise<readonly Report[]> {
  const targets: readonly Target[] = departed(account, await piece.reads.attachments());
  const hubSide = concepts.join.filter(({ hubReleases }) => hubReleases);
  const reports = await reconcile(piece.run(account, { closed: true }), hubSide, targets);
  await record(
    place,
    steps,
    piece,
    reports.map((report) => ({ report, cidrs: [] })),
  );
  return reports;
}

/**
 * Notes how each VPC stands. One that the ledger knows and nobody has to do with any more is out of the mesh: it was
 * deleted, a refused one no longer asks, its account is closed, or we died between letting it go and saying so.
 */
async function record(
  place: Workplace,
  steps: readonly Step[],
  piece: Workpiece,
  stands: readonly Recorded[],
): Promise<void> {
  const { accountId, region } = piece;
  const before = await recordKeys(place, piece, stands);
  const known = new Set(stands.map(({ report }) => report.target.key));
  const concepts = Object.fromEntries(steps.filter(({ stays }) => !stays).map(({ kind }) => [kind, 'absent']));
  for (const { key, state, cidrs } of before.values()) {
    if (!isVpc(key) || known.has(key) || state === 'left') continue;
    const gone = { key, state: 'left', because: `nothing of ${key} is in the mesh`, cidrs, concepts } as const;
    await place.ledger.putKey({ accountId, region }, gone, place.clock.now());
  }
}
