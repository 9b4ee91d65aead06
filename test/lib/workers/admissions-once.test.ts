import type { Admissions, VpcAdmission } from '../../../lib/hub/admissions';
import { onceUntilWritten } from '../../../lib/workers/join/admissions-once';

const SPOKE = { accountId: '100000000004', region: 'eu-west-1' };
const VPC = { ...SPOKE, vpcId: 'vpc-1' };
const ADMISSION: VpcAdmission = { ...VPC, ranges: [], freed: [] };

function counted() {
  const reads: string[] = [];
  const failures: Error[] = [];
  const ofSpoke: Admissions['ofSpoke'] = ({ accountId }) => {
    reads.push(accountId);
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve([ADMISSION]);
  };
  const written = () => Promise.resolve();
  const admissions: Admissions = {
    ...{ ofSpoke, ofVpcs: () => Promise.resolve([]), overlapping: () => Promise.resolve([]) },
    ...{ waitingFor: () => Promise.resolve([]), waitFor: written },
    ...{ hold: () => Promise.resolve([]), leave: written, release: written, forgetFreed: written },
  };
  return { reads, failures, once: onceUntilWritten(admissions) };
}

it('reads the admissions of a spoke once', async () => {
  const { reads, once } = counted();
  await expect(Promise.all([once.ofSpoke(SPOKE), once.ofSpoke({ ...SPOKE })])).resolves.toEqual([
    [ADMISSION],
    [ADMISSION],
  ]);
  await once.ofSpoke({ ...SPOKE, accountId: '100000000005' });
  expect(reads).toHaveLength(2);
});

it.each<[string, (admissions: Admissions) => Promise<unknown>]>([
  ['hold', (admissions) => admissions.hold(VPC, [])],
  ['leave', (admissions) => admissions.leave(VPC, { since: new Date(0) })],
  ['release', (admissions) => admissions.release(VPC, new Date(0))],
  ['forgetFreed', (admissions) => admissions.forgetFreed(ADMISSION, [])],
])('reads them again after %s', async (_name, write) => {
  const { reads, once } = counted();
  await once.ofSpoke(SPOKE);
  await write(once);
  await once.ofSpoke(SPOKE);
  expect(reads).toHaveLength(2);
});

it('reads them again after a read that failed', async () => {
  const { failures, once } = counted();
  failures.push(new Error('DynamoDB does not answer'));
  await expect(once.ofSpoke(SPOKE)).rejects.toThrow('DynamoDB does not answer');
  await expect(once.ofSpoke(SPOKE)).resolves.toEqual([ADMISSION]);
});
