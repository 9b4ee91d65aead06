import { worker } from '../../lib/workers/join/worker';
import { becauseOf } from '../../lib/dispatch/record';
import type { Report } from '../../lib/reconcile/engine';
import type { Target } from '../../lib/reconcile/target';
import { AwsError } from '../twin/wire/errors';
import type { World } from '../twin/world';
import { Bench, type BenchVpc } from './bench';
import { joining, leaving } from './harness';

const ROUNDS = 20;
let bench: Bench;
let vpcs: readonly BenchVpc[];
beforeAll(async () => {
  bench = await Bench.shared();
  vpcs = [await bench.vpc(), await bench.vpc(), await bench.vpc()];
});

const target = (intent: Target['intent'], { vpcId, cidr, subnetIds }: BenchVpc): Target =>
  intent === 'join' ? joining(vpcId, { cidrs: [cidr], subnetIds }) : leaving(vpcId);

const ownOptions = ({ vpcId }: BenchVpc): readonly string[] => {
  const used = vpcs.map((vpc) => ({ vpcId: vpc.vpcId, id: bench.world.ec2.vpc(vpc.vpcId)?.dhcpOptionsId ?? '' }));
  return used
    .filter((one) => one.vpcId === vpcId && used.every((other) => other === one || other.id !== one.id))
    .map(({ id }) => id);
};

/** Ids that a request about the VPC contains: its own, those of its parts, and of what was made for it. */
function idsOf({ vpcId, subnetIds, routeTableIds }: BenchVpc): readonly string[] {
  const { transitGatewayAttachments, flowLogs, endpoints } = bench.world.ec2;
  const attachments = [...transitGatewayAttachments.values()].filter((each) => each.vpcId === vpcId);
  return [
    ...[vpcId, ...subnetIds, ...routeTableIds],
    ...attachments.map(({ attachmentId }) => attachmentId),
    ...[...flowLogs.all()].filter(({ resourceId }) => resourceId === vpcId).map(({ flowLogId }) => flowLogId),
    ...[...endpoints.all()].filter((each) => each.vpcId === vpcId).map(({ vpcEndpointId }) => vpcEndpointId),
    // The default options belong to every VPC.
    ...vpcs.filter((vpc) => vpc.vpcId === vpcId).flatMap(ownOptions),
  ];
}

/** Runs all concepts for the VPCs until none of those in `others` waits. */
async function settle(intent: Target['intent'], others: readonly BenchVpc[]): Promise<ReadonlyMap<string, Report>> {
  let last = '';
  for (let round = 0; round < ROUNDS; round++) {
    const reports = await bench.runAll(
      worker.steps,
      vpcs.map((vpc) => target(intent, vpc)),
    );
    const byKey = new Map(reports.map((report) => [report.target.key, report]));
    if (others.every(({ vpcId }) => byKey.get(vpcId)?.status === 'in-sync')) return byKey;
    last = reports
      .map((report) => `${report.status} at ${report.stoppedAt ?? ''}: ${becauseOf(bench.landingZone, report)}`)
      .join('\n');
    await bench.world.clock.jump(30_000);
  }
  throw new Error(`The other VPCs did not ${intent} within ${ROUNDS} runs:\n${last}`);
}

type Around = World['around'][number];

/** Runs `work` while `around` sees every call. */
async function watching(around: Around, work: () => Promise<unknown>): Promise<void> {
  bench.world.around.push(around);
  await work();
  bench.world.around.splice(bench.world.around.indexOf(around), 1);
}

const names = (input: unknown, vpc: BenchVpc): boolean => {
  const request = JSON.stringify(input);
  return idsOf(vpc).some((id) => request.includes(id));
};

test('[B1] at each call of each concept, a refusal for one VPC of three stops neither of the others', async () => {
  const [victim, ...others] = vpcs;
  if (victim === undefined) throw new Error('The bench has no VPC.');
  const intents = ['join', 'leave'] as const;
  const called = new Set<string>();
  const planted = new Set<string>();
  for (const intent of intents)
    await watching(
      ({ operation, input }, next) => {
        if (names(input, victim)) called.add(`${intent} ${operation}`);
        return next();
      },
      () => settle(intent, vpcs),
    );
  for (const operation of new Set([...called].map((call) => call.split(' ')[1])))
    for (const intent of intents) {
      let refused = 0;
      const refusal: Around = (invocation, next) => {
        if (invocation.operation !== operation || !names(invocation.input, victim)) return next();
        refused++;
        throw new AwsError('PlantedByATest', 'This call is refused for one VPC.');
      };
      if (called.has(`${intent} ${operation}`)) await watching(refusal, () => settle(intent, others));
      if (refused > 0) planted.add(`${intent} ${operation}`);
      await settle(intent, vpcs);
    }
  expect(planted.size).toBeGreaterThan(18);
  // The endpoint stays when its VPC leaves, so it is created once, and interfaces are looked for once.
  expect([...called].filter((call) => !planted.has(call))).toEqual([
    'join DescribeNetworkInterfaces',
    'join CreateVpcEndpoint',
  ]);
});
