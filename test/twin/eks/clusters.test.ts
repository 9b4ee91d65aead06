import * as eks from '@aws-sdk/client-eks';
import { DEV, worldWithOrganization, REGION, PROD } from '../organization-fixture';
import type { World } from '../world';
import { clusterGround } from './fixture';

let world: World;
let ground: Awaited<ReturnType<typeof clusterGround>>;
beforeEach(async () => {
  world = await worldWithOrganization();
  ground = await clusterGround(world, DEV, REGION);
});

const describeCluster = async (name: string) =>
  (await ground.eks.send(new eks.DescribeClusterCommand({ name }))).cluster;
const created = async (name: string) => {
  await ground.create(name);
  await world.clock.jump(world.times.cluster);
};
const refusal = async (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: unknown) => {
      const { name, $metadata } = error as eks.EKSServiceException;
      return [name, $metadata.httpStatusCode];
    },
  );

describe('a cluster', () => {
  test('has no issuer and no endpoint until it is ACTIVE, minutes later', async () => {
    const { cluster } = await ground.create('prod', { tags: { team: 'a' } });
    expect(cluster).toMatchObject({
      name: 'prod',
      status: 'CREATING',
      arn: `arn:aws:eks:${REGION}:${DEV}:cluster/prod`,
    });
    expect(cluster?.tags).toEqual({ team: 'a' });
    await world.clock.jump(world.times.cluster - 1);
    expect((await describeCluster('prod'))?.identity).toBeUndefined();
    await world.clock.jump(1);
    const active = await describeCluster('prod');
    expect(active?.status).toBe('ACTIVE');
    expect(active?.identity?.oidc?.issuer).toMatch(
      new RegExp(`^https://oidc\\.eks\\.${REGION}\\.amazonaws\\.com/id/[0-9A-F]{32}$`),
    );
  });

  test('is DELETING for minutes, and has another issuer when it is created again', async () => {
    await created('prod');
    const first = (await describeCluster('prod'))?.identity?.oidc?.issuer;
    const { cluster } = await ground.eks.send(new eks.DeleteClusterCommand({ name: 'prod' }));
    expect(cluster?.status).toBe('DELETING');
    await world.clock.jump(world.times.cluster);
    expect(await refusal(describeCluster('prod'))).toEqual(['ResourceNotFoundException', 404]);
    await created('prod');
    expect((await describeCluster('prod'))?.identity?.oidc?.issuer).not.toBe(first);
  });

  test('is the same one when the request comes again with its token', async () => {
    const clientRequestToken = 'once';
    const first = await ground.create('prod', { clientRequestToken });
    const again = await ground.create('prod', { clientRequestToken });
    expect(again.cluster).toEqual(first.cluster);
  });

  test.each<[string, Partial<eks.CreateClusterCommandInput>, unknown]>([
    ['a name that is taken', { name: 'taken' }, ['ResourceInUseException', 409]],
    ['a name with a dot', { name: 'a.b' }, ['InvalidParameterException', 400]],
    ['a role that is not there', { roleArn: `arn:aws:iam::${DEV}:role/none` }, ['InvalidParameterException', 400]],
    ['no subnets', { resourcesVpcConfig: { subnetIds: [] } }, ['InvalidParameterException', 400]],
    [
      'an unknown subnet',
      { resourcesVpcConfig: { subnetIds: ['subnet-0123456789abcdef0'] } },
      ['InvalidParameterException', 400],
    ],
  ])('is refused: %s', async (_why, more, expected) => {
    await ground.create('taken');
    expect(await refusal(ground.create('new', more))).toEqual(expected);
  });

  test('is not deleted while it is being made, nor when it is protected', async () => {
    const remove = (name: string) => ground.eks.send(new eks.DeleteClusterCommand({ name }));
    await ground.create('prod', { deletionProtection: true });
    expect(await refusal(remove('prod'))).toEqual(['ResourceInUseException', 409]);
    await world.clock.jump(world.times.cluster);
    expect(await refusal(remove('prod'))).toEqual(['InvalidRequestException', 400]);
    expect(await refusal(remove('none'))).toEqual(['ResourceNotFoundException', 404]);
  });

  test('is listed by name, in pages, in its own account and region', async () => {
    for (const name of ['c', 'a', 'b']) await ground.create(name);
    const first = await ground.eks.send(new eks.ListClustersCommand({ maxResults: 2 }));
    expect(first.clusters).toEqual(['a', 'b']);
    const second = await ground.eks.send(new eks.ListClustersCommand({ maxResults: 2, nextToken: first.nextToken }));
    expect([second.clusters, second.nextToken]).toEqual([['c'], undefined]);
    const elsewhere = new eks.EKSClient(world.config(world.administrator(PROD), REGION));
    expect((await elsewhere.send(new eks.ListClustersCommand({}))).clusters).toEqual([]);
  });
});

describe('EventBridge receives', () => {
  const published = async (source: string) => {
    await world.clock.jump(world.trail.delay);
    return world.trail.published.filter((event) => event.source === source);
  };

  test('a creation, through CloudTrail, in EKS’s own spelling', async () => {
    await ground.create('prod');
    const [event] = await published('aws.eks');
    expect(event).toMatchObject({ account: DEV, region: REGION, 'detail-type': 'AWS API Call via CloudTrail' });
    expect(event?.detail).toMatchObject({
      eventName: 'CreateCluster',
      requestParameters: { name: 'prod', roleArn: ground.roleArn, resourcesVpcConfig: { subnetIds: ground.subnetIds } },
      responseElements: { cluster: { name: 'prod', status: 'CREATING', createdAt: expect.any(Number) as number } },
    });
  });

  test('tags that change, and not those that stay', async () => {
    await created('prod');
    const resourceArn = `arn:aws:eks:${REGION}:${DEV}:cluster/prod`;
    const tags = { zone: 'a', team: 'b' };
    await ground.eks.send(new eks.TagResourceCommand({ resourceArn, tags }));
    await ground.eks.send(new eks.TagResourceCommand({ resourceArn, tags: { zone: 'a', team: 'c' } }));
    await ground.eks.send(new eks.UntagResourceCommand({ resourceArn, tagKeys: ['zone'] }));
    expect((await ground.eks.send(new eks.ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ team: 'c' });
    const changes = (await published('aws.tag')).filter(({ resources }) => resources[0] === resourceArn);
    expect(changes.map(({ detail }) => detail['changed-tag-keys'])).toEqual([['zone', 'team'], ['team'], ['zone']]);
    expect(changes[0]?.detail).toMatchObject({ service: 'eks', 'resource-type': 'cluster', tags });
  });

  test('nothing about tags of an unknown cluster', async () => {
    const resourceArn = `arn:aws:eks:${REGION}:${DEV}:cluster/none`;
    const call = ground.eks.send(new eks.TagResourceCommand({ resourceArn, tags: { a: 'b' } }));
    expect(await refusal(call)).toEqual(['NotFoundException', 404]);
  });
});
