import { CloudFormationClient, DeleteStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import { CreateOrganizationalUnitCommand } from '@aws-sdk/client-organizations';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { fifoMessageOf } from '../../lib/hub/messages';
import { logBucketName, queueUrl } from '../../lib/landing-zone';
import { enrolledOrganization, untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { QUICK_STATES, sharedOrganization } from '../world/shared';
import { smallLandingZone } from '../world/small-landing-zone';
import type { World } from '../twin/world';

/** Of real time: the app synthesizes this landing zone before the test. */
const LONG = 120_000;

/** The small landing zone, in which a VPC of `dev` has joined. `prepare` changes what the twin usually does, before the deployment. */
async function joined(prepare?: (world: World) => void): Promise<EnrolledWorld & { dev: string }> {
  const setting = prepare
    ? await enrolledOrganization(smallLandingZone(), { prepare, times: QUICK_STATES })
    : await sharedOrganization(smallLandingZone());
  const dev = setting.organization.accounts['dev'] ?? '';
  const vpcId = await setting.people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab' });
  await setting.people.tag(dev, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  return { ...setting, dev };
}

const resolverRole = ({ world, dev }: Awaited<ReturnType<typeof joined>>) =>
  world.iam.roleNamed(dev, 'AWSServiceRoleForRoute53Resolver');

describe('in a new account', () => {
  let setting: Awaited<ReturnType<typeof joined>>;
  beforeAll(async () => {
    setting = await joined();
  }, LONG);

  it("[FC1] the first VPC joins where Resolver's service-linked role has to be created for its query log", () => {
    expect(resolverRole(setting)).toBeDefined();
  });

  it("[FC3] the hub shares its query log config, whose policy RAM changes with the worker's permissions", () => {
    const { world, hub, dev } = setting;
    const config = world.resolver.queryLogConfig(hub.queryLogConfigId);
    expect(config && world.resolver.usable(config, dev)).toBe(true);
  });
});

describe('a new account', () => {
  let setting: EnrolledWorld;
  beforeEach(async () => {
    setting = await sharedOrganization(smallLandingZone());
  }, LONG);

  /** Creates an account in an OU, and waits until auto-deployment is over. */
  async function enter(unitId: string): Promise<string> {
    const { people, organization, world } = setting;
    const accountId = await people.createAccount('dev-2');
    await people.move(accountId, organization.rootId, unitId);
    await world.clock.jump(120_000);
    return accountId;
  }
  const devUnit = (): string => setting.organization.organizationalUnits['Workloads/Dev'] ?? '';

  it('[FC5] gets its roles before the rules that name one of them, which EventBridge refuses otherwise', async () => {
    const accountId = await enter(devUnit());
    const deployed = setting.world.cloudformation
      .all()
      .flatMap(({ operations }) => operations.filter(({ automatic }) => automatic))
      .flatMap(({ work }) => work.filter((one) => one.accountId === accountId && one.region === 'us-east-1'));
    expect(deployed.map(({ status, reason }) => reason ?? status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });

  it('[FC10] in an OU below that of a segment gets what its StackSets have for the OU of the segment', async () => {
    const { OrganizationalUnit } = await setting.people.organizations.send(
      new CreateOrganizationalUnitCommand({ Name: 'Team', ParentId: devUnit() }),
    );
    const accountId = await enter(OrganizationalUnit?.Id ?? '');
    const { world, landingZone } = setting;
    const { managementAccountId } = landingZone.organization;
    const management = world.config(world.administrator(managementAccountId), 'us-east-1');
    await new CloudFormationClient(management).send(
      new DeleteStackInstancesCommand({
        ...{ StackSetName: 'wheelwright-rules', Regions: [landingZone.hub.region], RetainStacks: false },
        DeploymentTargets: {
          ...{ OrganizationalUnitIds: [devUnit()], Accounts: [accountId], AccountFilterType: 'INTERSECTION' },
        },
      }),
    );
    await world.clock.jump(60_000);
    await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    await world.clock.jump(300_000);
    const [roles, rules] = world.cloudformation.all();
    expect(rules?.instances.get(`${accountId}/${landingZone.hub.region}`)?.status).toBe('CURRENT');
    for (const set of [roles, rules]) expect([...(set?.targets.keys() ?? [])]).toEqual([devUnit()]);
  });
});

it.each([
  { reading: 'has no', lacks: true },
  { reading: 'has the', lacks: false },
])(
  "[FD3] a VPC joins where the region $reading service-linked role of Resolver's",
  async ({ lacks }) => {
    const region = smallLandingZone().hub.region;
    const setting = await joined(lacks ? (world) => world.resolver.withoutLinkedRole.add(region) : undefined);
    expect(resolverRole(setting) === undefined).toBe(lacks);
  },
  LONG,
);

it.each([false, true])(
  '[FD6] where log delivery extends the policy of the bucket (%s), a deployment raises no alarm, and a VPC joins',
  async (extended) => {
    const prepare = ({ s3 }: World): void => void (s3.deliveryExtendsPolicy = true);
    const { world, landingZone } = await joined(extended ? prepare : undefined);
    const { accountId, region } = landingZone.hub;
    expect(world.sns.messages(`arn:aws:sns:${region}:${accountId}:wheelwright-alarms`)).toEqual([]);
    expect(/AWSLogDeliveryWrite\d/.test(world.s3.bucket(logBucketName(landingZone))?.policy ?? '')).toBe(extended);
  },
  LONG,
);

it.each([false, true])(
  'a region that an account has not enabled is waited for, where AWS says so (%s) and where it says that credentials are wrong',
  async (saysOptInRequired) => {
    const { world, landingZone, dev } = await joined();
    world.account.saysOptInRequired = saysOptInRequired;
    const { accountId, region } = landingZone.hub;
    world.account.change(dev, region, 'DISABLED', dev);
    await world.clock.jump(60_000);
    world.functions.logs.length = 0;
    const hub = new SQSClient(world.config(world.administrator(accountId), region));
    const { body, group, deduplicationId } = fifoMessageOf({ accountId: dev, region, because: 'asked' }, 'asked');
    const message = { MessageBody: body, MessageGroupId: group, MessageDeduplicationId: deduplicationId };
    await hub.send(new SendMessageCommand({ QueueUrl: queueUrl(landingZone, 'join'), ...message }));
    await world.clock.jump(20_000);
    const waits = world.functions.logs.filter(({ line }) => line.includes('"spoke waits"'));
    expect(waits.map(({ functionName, line }) => [functionName, line.includes(`has not enabled ${region}`)])).toEqual([
      ['wheelwright-join', true],
    ]);
  },
  LONG,
);
