import {
  calls as clusterCalls,
  clusters,
  providers,
  pullRoles,
  type Cluster,
  type ClusterReader,
} from '../../aws/read/clusters';
import type { Account } from '../../aws/read/organization';
import { isFailure } from '../../aws/sdk/failure';
import { deniedCodeOrThrow } from '../../dispatch/watched';
import type { RecordOptions } from '../../dispatch/commit';
import { formerRecords, recordAsLeft, recordReports, type Records } from '../../dispatch/record';
import type { SpokeContext } from '../../dispatch/spoke-context';
import type { Worker } from '../../dispatch/worker';
import { noticeFor } from '../../dispatch/transition';
import { accountFacts, isHub, type WorkerContext } from '../../dispatch/worker-context';
import type { TargetRecord } from '../../hub/ledger';
import { whyExcluded } from '../../landing-zone';
import { CLUSTER, MANAGED, cleanText, pullRoleArn } from '../../names';
import { reconcile, type Report } from '../../reconcile/engine';
import type { Target } from '../../reconcile/target';
import { worker } from './worker';

/** The prefix of clusters' keys in the ledger, which also has the spoke's VPCs and account. */
const LEDGER_PREFIX = 'cluster/';

/** Lets the clusters of a spoke pull the hub's images; withdraws that when a cluster is gone or its account is not allowed to. */
export const grantPull = (context: WorkerContext): Worker => ({
  steps: worker.steps,
  watched: async (spoke) => ({
    account: await context.organization.accountWithoutTags(spoke.accountId),
    clusters: await clusters(readerOf(spoke)).catch(deniedCodeOrThrow),
  }),
  async reconcile(spoke) {
    const account = await context.organization.account(spoke.accountId);
    const forbidden = whyForbidden(context, account);
    const former = await formerRecords(context, spoke);
    const recorded = [...former.values()].filter(isCluster);
    // Where nothing is allowed or recorded there is nothing to do, and the account may have no role that we can assume.
    if (forbidden !== undefined && recorded.every(({ state }) => state === 'left')) return [];
    let targets: readonly Target[];
    try {
      targets = await targetsOf(spoke, forbidden);
    } catch (error) {
      // Outside the segments' OUs the StackSet removes our role, and in a closed account no role can be assumed.
      if (forbidden === undefined || !isFailure(error, 'denied')) throw error;
      const because = `${forbidden}, and it cannot be entered: its provider and role stay`;
      const options = optionsFor(context, spoke, account);
      await recordAsLeft(context, spoke, recorded, {
        ...{ ...options, steps: worker.steps, because: () => because, closed: true },
      });
      return [];
    }
    const reports = await reconcile(spoke.run(account), worker.steps, targets);
    await record(context, spoke, reports, { account, former });
    return reports;
  },
});

const readerOf = (spoke: SpokeContext): ClusterReader<keyof (typeof clusterCalls)['spoke']> => ({
  region: spoke.region,
  once: spoke.once,
  calls: spoke.bound(clusterCalls),
});

function whyForbidden({ landingZone }: WorkerContext, account: Account): string | undefined {
  if (isHub(landingZone, { accountId: account.id })) return 'the hub account is no spoke';
  const hasNone = landingZone.registry.repositories.length === 0;
  return whyExcluded(landingZone, account) ?? (hasNone ? 'the hub has no repositories' : undefined);
}

/** A target for each cluster that exists, and for each whose role or provider is left. */
async function targetsOf(spoke: SpokeContext, forbidden: string | undefined): Promise<readonly Target[]> {
  const reader = readerOf(spoke);
  const [existing, issuers, roles] = await Promise.all([clusters(reader), providers(reader), pullRoles(reader)]);
  const granted = [...issuers, ...roles].flatMap(({ tags }) => {
    const name = tags[MANAGED] === 'true' ? tags[CLUSTER] : undefined;
    return name === undefined ? [] : [name];
  });
  const names = [...new Set([...existing.map(({ name }) => name), ...granted])].sort();
  return names.map((name) =>
    targetOf(
      name,
      existing.find((cluster) => cluster.name === name),
      forbidden,
    ),
  );
}

function targetOf(key: string, cluster: Cluster | undefined, forbidden: string | undefined): Target {
  if (cluster === undefined) return { key, intent: 'leave', because: `cluster ${key} does not exist any more` };
  if (cluster.status === 'DELETING') return { key, intent: 'leave', because: `cluster ${key} is being deleted` };
  if (forbidden !== undefined) return { key, intent: 'leave', because: forbidden };
  return { key, intent: 'join', because: `cluster ${key} is in an account of the mesh` };
}

const isCluster = ({ key }: TargetRecord): boolean => key.startsWith(LEDGER_PREFIX);
/** A cluster's name may come from the tag of a provider, which people can write. */
const ledgerKey = ({ target }: Report): string => LEDGER_PREFIX + cleanText(target.key);

async function record(
  context: WorkerContext,
  spoke: SpokeContext,
  reports: readonly Report[],
  { account, former }: { readonly account: Account; readonly former: Records },
): Promise<void> {
  const options = optionsFor(context, spoke, account);
  const recorded = reports.map((report) => ({ report, key: ledgerKey(report) }));
  await recordReports(context, spoke, recorded, { ...options, former });
  const reported = reports.map(ledgerKey);
  const gone = [...former.values()].filter((known) => isCluster(known) && !reported.includes(known.key));
  await recordAsLeft(context, spoke, gone, {
    ...{ ...options, steps: worker.steps },
    because: () => 'neither the cluster nor a provider or role of ours exists any more',
  });
}

const optionsFor = ({ landingZone }: WorkerContext, spoke: SpokeContext, account: Account): RecordOptions => ({
  ...accountFacts(landingZone, account, spoke),
  noticeOf: noticeFor('cluster'),
  factsOf: (key) => ({ roleArn: pullRoleArn(spoke.accountId, spoke.region, key.slice(LEDGER_PREFIX.length)) }),
});
