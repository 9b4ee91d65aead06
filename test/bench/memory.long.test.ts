import type { SQSEvent } from 'aws-lambda';
import { functionName } from '../../lib/names';
import { isObject } from '../twin/json';
import { AwsError } from '../twin/wire/errors';
import type { Around } from '../twin/wire/service';
import { memoryDocument } from './memory';
import { meshWorld, type BenchWorld } from './mesh-world';
import { deployedFunction, residentOf, type Resident } from './resident';

const WORKER = functionName('join');
const LARGE = 1_000;
const RATIO = 'times the resident memory of the first';
let setting: BenchWorld;
let small: Resident;

const measured = (): Promise<Resident> => {
  const woken = setting.world.functions.invocations.findLast((each) => each.functionName === WORKER);
  return residentOf(setting, WORKER, woken?.event as SQSEvent, 1);
};

/** Measured in a world whose answers go through `around`. */
async function measuredWith(around: Around): Promise<Resident> {
  setting.world.around.push(around);
  try {
    return await measured();
  } finally {
    setting.world.around.pop();
  }
}

const ratioOf = (large: Resident) => {
  const [hubReads, bytes] = [8, 1];
  const meshes = [
    { size: 4, hubReads, bytes, ...small },
    { size: LARGE, hubReads, bytes, ...large },
  ];
  return memoryDocument(1, meshes).goals.find(({ goal }) => goal === RATIO);
};

beforeAll(async () => {
  setting = await meshWorld({ joined: 4, seed: 1, progress: () => undefined });
  small = await measured();
});

it('a worker in a process of its own makes the calls of its reconciles, in less than half of the memory that its function has', async () => {
  // A reconcile without a change makes ten calls of AWS and three of the ledger at least.
  expect(small.calls).toBeGreaterThan(20 * 13);
  expect(small.residentBytes).toBeGreaterThan(60_000_000);
  // After hundreds of reconciles twice as much is resident (docs/performance.md). Lambda counts in MiB.
  const { properties } = await deployedFunction(setting.landingZone, WORKER);
  expect(small.residentBytes).toBeLessThan((Number(properties['MemorySize']) * 2 ** 20) / 2);
  expect(ratioOf(small)).toMatchObject({ value: 1, met: true });
});

it('a read of all attachments of a mesh of 1,000 would miss the goal', async () => {
  const growing: Around = async ({ operation }, next) => {
    const output = await next();
    if (operation !== 'DescribeTransitGatewayAttachments' || !isObject(output)) return output;
    const [one] = output['TransitGatewayAttachments'] as readonly object[];
    const others = Array.from({ length: LARGE }, (_, n) => ({
      ...one,
      ...{
        TransitGatewayAttachmentId: `tgw-attach-${n}`,
        ResourceId: `vpc-${n}`,
        ResourceOwnerId: `${400_000_000_000 + n}`,
      },
    }));
    return { ...output, TransitGatewayAttachments: [one, ...others] };
  };
  const large = await measuredWith(growing);
  expect(ratioOf(large)).toMatchObject({ met: false });
});

it('a process that AWS answers otherwise than the same worker beside the twin is no measurement', async () => {
  const denied: Around = ({ operation, call }, next) =>
    call.invocationId === undefined && operation === 'DescribeSubnets'
      ? Promise.reject(new AwsError('UnauthorizedOperation', 'no', {}, 403))
      : next();
  await expect(measuredWith(denied)).rejects.toThrow(/not handled|The process made/);
});
