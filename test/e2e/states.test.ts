import type { PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { logBucketName } from '../../lib/landing-zone';
import { MEMBER, REASONS, VERSION } from '../../lib/names';
import { onlyConcepts, Scene } from '../attacks/scene';
import { AwsError } from '../twin/wire/errors';
import type { World } from '../twin/world';

let scene: Scene;
let dev: string;
interface Published {
  readonly type: string | undefined;
  readonly detail: Readonly<Record<string, unknown>>;
}
/** Events on the outbound bus. */
const notices: Published[] = [];
beforeAll(async () => {
  scene = await Scene.build(onlyConcepts('flow-log', 'attachment', 'segment-routing', 'vpc-route'));
  dev = scene.account('dev');
  scene.world.around.push((invocation, next) => {
    if (invocation.operation === 'PutEvents')
      for (const { DetailType, Detail = '{}' } of (invocation.input as PutEventsCommandInput).Entries ?? [])
        notices.push({ type: DetailType, detail: JSON.parse(Detail) as Record<string, unknown> });
    return next();
  });
});

/** Refuses calls in the account with the code, until the returned function is called. */
function refuse(operation: string, code: string, about = '', accountId = dev): () => void {
  const around: World['around'][number] = (served, next) => {
    const concerned = served.call.accountId === accountId && JSON.stringify(served.input).includes(about);
    if (served.operation === operation && concerned) throw new AwsError(code, 'The request was refused by a test.');
    return next();
  };
  scene.world.around.push(around);
  return () => {
    scene.world.around.splice(scene.world.around.indexOf(around), 1);
  };
}
const about = (vpcId: string) => notices.filter(({ detail }) => detail['vpcId'] === vpcId).map(({ type }) => type);
const invocations = (name: string): number =>
  scene.world.functions.invocations.filter(({ functionName }) => functionName === name).length;

test('[B3] a VPC of which AWS refuses a call says since when and why, in its tag, in the ledger and in one notice', async () => {
  const vpcId = await scene.vpc(dev, '10.1.0.0/24');
  const allow = refuse('CreateRoute', 'RouteLimitExceeded');
  await scene.tag(dev, vpcId);
  await scene.wait(5);
  const failing = scene.row(vpcId);
  expect(failing).toMatchObject({
    ...{ state: 'failing', reason: 'aws-quota', cure: REASONS['aws-quota'].cure, segment: 'dev' },
    text: 'AWS refused ec2:CreateRoute: RouteLimitExceeded',
    detail: expect.stringContaining('The request was refused by a test.') as string,
  });
  const since = failing?.since.slice(0, 16) ?? '';
  expect(scene.status(vpcId)).toBe(`failing dev since ${since}Z: AWS refused ec2:CreateRoute: RouteLimitExceeded`);
  await scene.wait(20);
  expect(scene.row(vpcId)).toEqual(failing);
  expect(about(vpcId)).toEqual(['Spoke VPC Failing']);
  allow();
  await scene.until(vpcId, 'joined');
  expect(scene.status(vpcId)).toBe('joined dev');
  expect(about(vpcId)).toEqual(['Spoke VPC Failing', 'Spoke VPC Joined']);
});

test('[B1] a refusal that names the attachment of one VPC reaches no other, neither its decision nor its concepts', async () => {
  const refused = await scene.joined(dev, '10.1.9.0/24');
  const { attachmentId = '' } = scene.attachmentOf(refused) ?? {};
  const hub = scene.setting.landingZone.hub.accountId;
  const allow = refuse('DescribeTransitGatewayVpcAttachments', 'UnauthorizedOperation', attachmentId, hub);
  const other = await scene.joined(dev, '10.1.10.0/24');
  await scene.sweep();
  expect(scene.row(refused)).toMatchObject({ state: 'failing', reason: 'aws-denied' });
  expect(scene.row(other)).toMatchObject({ state: 'joined', flags: [] });
  allow();
  await scene.sweep();
  await scene.until(refused, 'joined');
});

test('[B4] a VPC in quarantine says so, with the reason and what ends it', async () => {
  const vpcId = await scene.joined(dev, '10.1.1.0/24');
  await scene.addCidr(dev, vpcId, '10.2.1.0/24');
  await scene.wait(5);
  const text = 'CIDR 10.2.1.0/24 lies outside the range of segment dev (10.1.0.0/16); disassociate it';
  expect(scene.row(vpcId)).toMatchObject({
    ...{ state: 'quarantined', segment: 'dev', reason: 'cidr-outside-segment', text },
    cure: REASONS['cidr-outside-segment'].cure,
  });
  expect(scene.status(vpcId)).toBe(`quarantined dev: ${text}`);
  expect(about(vpcId)).toEqual(['Spoke VPC Joined', 'Spoke VPC Quarantined']);
});

test('[D13] a joined VPC that is tagged for a segment that it may not use leaves, and says at once that it is refused', async () => {
  const vpcId = await scene.joined(dev, '10.1.2.0/24');
  await scene.tag(dev, vpcId, 'prod');
  await scene.wait(10);
  expect(scene.attachmentOf(vpcId)).toBeUndefined();
  expect(scene.status(vpcId)).toMatch(/^refused the tag wheelwright:join names segment "prod"/);
  expect(scene.world.ec2.tagsOf(vpcId, dev).get(MEMBER)).toBeUndefined();
  expect(scene.row(vpcId)).toMatchObject({ state: 'refused', reason: 'segment-forbidden', segment: null });
  const told = ['Spoke VPC Joined', 'Spoke VPC Leaving', 'Spoke VPC Left', 'Spoke VPC Refused'];
  expect(about(vpcId)).toEqual(told);
  await scene.sweep();
  expect(about(vpcId)).toEqual(told);
});

test('[B2] a spoke that cannot be read is said to be unreadable, with since when and why, until it can be read again', async () => {
  const vpcId = await scene.joined(dev, '10.1.3.0/24');
  const before = scene.row(vpcId);
  const published = notices.length;
  const allow = refuse('DescribeVpcs', 'UnauthorizedOperation');
  const woken = invocations('wheelwright-enroll');
  await scene.sweep();
  await scene.wait(60);
  const found = scene.row(vpcId);
  expect(found).toMatchObject({ ...before, flags: ['unreadable'], tagIs: 'last known' });
  expect(Date.parse(found?.unreadableSince ?? '')).toBeLessThan(scene.world.clock.now().getTime() - 50 * 60_000);
  expect(notices.slice(published)).toEqual([
    {
      type: 'Spoke Unreadable',
      detail: expect.objectContaining({
        vpcIds: expect.arrayContaining([vpcId]) as string[],
        because: expect.stringContaining('ec2:DescribeVpcs') as string,
      }) as object,
    },
  ]);
  // Once by the sweep, for each account, and once to look.
  const accounts = scene.world.organizations.accounts().length;
  expect(invocations('wheelwright-enroll') - woken).toBeLessThanOrEqual(accounts + 1);
  allow();
  await scene.sweep();
  expect(scene.row(vpcId)).toEqual(before);
});

test('[B5] the VPC of an account that falls to the root does not go on saying that it is joined', async () => {
  const account = await scene.secondDev();
  const vpcId = await scene.joined(account, '10.1.4.0/24');
  const { organization, people } = scene.setting;
  await people.move(account, organization.organizationalUnits['Workloads/Dev'] ?? '', organization.rootId);
  await scene.wait(8 * 60);
  expect(scene.attachmentOf(vpcId)).toBeUndefined();
  expect(scene.status(vpcId)).not.toMatch(/^joined/);
  const row = scene.row(vpcId);
  const flowLogs = [...scene.world.ec2.flowLogs.all()].filter(({ resourceId }) => resourceId === vpcId);
  expect(row).toMatchObject({ state: 'left', segment: null });
  expect(row?.concepts['flow-log'] === 'absent').toBe(flowLogs.length === 0);
});

describe('the history of a VPC', () => {
  let day: string;
  let steps: readonly Readonly<Record<string, unknown>>[];
  beforeAll(async () => {
    const vpcId = await scene.joined(dev, '10.1.5.0/24');
    day = scene.world.clock.now().toISOString().slice(0, 10);
    await scene.world.functions.invoke('wheelwright-history', { day });
    const { hub } = scene.setting.landingZone;
    const s3 = new S3Client(scene.world.config(scene.world.administrator(hub.accountId), hub.region));
    const { Body } = await s3.send(
      new GetObjectCommand({
        Bucket: logBucketName(scene.setting.landingZone),
        Key: `wheelwright-history/${day.replaceAll('-', '/')}.jsonl`,
      }),
    );
    const lines = ((await Body?.transformToString()) ?? '').trim().split('\n');
    steps = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ key, state, from }) => key === vpcId && state !== from);
  });

  it('is written to the log bucket with what woke the worker, the states, the changes, the config and the version', () => {
    expect(steps.map(({ from, state }) => [from, state])).toEqual([
      [undefined, 'joining'],
      ['joining', 'joined'],
    ]);
    expect(steps[0]).toMatchObject({
      ...{ accountId: dev, worker: 'join', version: VERSION },
      because: expect.stringMatching(/^vpc-tag-changed \(/) as string,
      applied: expect.arrayContaining([
        expect.objectContaining({ concept: 'attachment', verb: 'create', because: expect.any(String) as string }),
      ]) as object[],
      configHash: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(steps[1]?.['applied']).toContainEqual(
      expect.objectContaining({ concept: 'vpc-route', opens: expect.stringContaining('→ the mesh') as string }),
    );
  });

  it('is written once a day for the day before', async () => {
    const from = scene.world.calls.length;
    await scene.wait(24 * 60);
    const puts = scene.world.calls.slice(from).filter(({ action }) => action === 's3:PutObject');
    expect(puts.map(({ caller }) => caller)).toEqual(['wheelwright-history']);
  });
});
