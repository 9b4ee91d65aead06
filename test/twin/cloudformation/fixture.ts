import { AccountClient, EnableRegionCommand } from '@aws-sdk/client-account';
import {
  ActivateOrganizationsAccessCommand,
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DescribeStackSetOperationCommand,
  ListStackInstancesCommand,
  type CreateStackInstancesCommandInput,
  type CreateStackSetCommandInput,
} from '@aws-sdk/client-cloudformation';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreateOrganizationalUnitCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { as, DEV, HUB, MANAGEMENT, PROD } from '../organization-fixture';
import type { World } from '../world';

export const OPT_IN_REGION = 'ap-southeast-3';

export const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'app-role',
    Path: '/',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::${HUB}:root` } },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    Policies: [
      {
        PolicyName: 'grant',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'ec2:DescribeVpcs', Resource: '*' }],
        },
      },
    ],
  },
};

export const RULE = {
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: 'forward',
    EventPattern: { source: ['aws.tag'], account: [{ Ref: 'AWS::AccountId' }] },
    Targets: [
      {
        Id: 'hub',
        Arn: { 'Fn::Join': [':', ['arn:aws:events', { Ref: 'HubRegion' }, HUB, 'event-bus/inbound']] },
        RoleArn: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/forwarder' },
      },
    ],
  },
};

export const template = (Resources: object, Parameters: object = {}): string =>
  JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Parameters, Resources });

export const RULES = template({ Rule: RULE }, { HubRegion: { Type: 'String', Default: 'eu-west-1' } });

/** The management account's StackSets in us-east-1, and what tests do with them. */
export class StackSets {
  readonly client: CloudFormationClient;
  readonly #organizations: OrganizationsClient;

  private constructor(readonly world: World) {
    this.client = new CloudFormationClient(as(world, MANAGEMENT, 'us-east-1'));
    this.#organizations = new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1'));
  }

  static async activated(world: World): Promise<StackSets> {
    const sets = new StackSets(world);
    await sets.client.send(new ActivateOrganizationsAccessCommand({}));
    return sets;
  }

  async create(input: Partial<CreateStackSetCommandInput> = {}): Promise<string> {
    const command = new CreateStackSetCommand({
      StackSetName: 'roles',
      TemplateBody: template({ Role: ROLE }),
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      ...input,
    });
    return (await this.client.send(command)).StackSetId ?? '';
  }

  /** Creates the StackSet `rules`, whose rules name a role of each account and a bus of the hub: these exist from then on. */
  async createRules(input: Partial<CreateStackSetCommandInput> = {}): Promise<string> {
    const trust = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' };
    for (const accountId of [DEV, PROD])
      this.world.iam.putRole({
        ...{ accountId, name: 'forwarder', trust: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }) },
      });
    for (const region of ['eu-west-1', 'us-east-1'])
      await new EventBridgeClient(as(this.world, HUB, region)).send(new CreateEventBusCommand({ Name: 'inbound' }));
    return this.create({ StackSetName: 'rules', TemplateBody: RULES, ...input });
  }

  /** Requests instances in an OU or the root; returns the operation's id. */
  async deploy(unitId: string, input: Partial<CreateStackInstancesCommandInput> = {}): Promise<string> {
    const command = new CreateStackInstancesCommand({
      StackSetName: 'roles',
      DeploymentTargets: { OrganizationalUnitIds: [unitId] },
      Regions: ['us-east-1'],
      ...input,
    });
    return (await this.client.send(command)).OperationId ?? '';
  }

  /** Every instance as `account region status detail`. */
  async instances(StackSetName = 'roles'): Promise<string[]> {
    const { Summaries: summaries } = await this.client.send(new ListStackInstancesCommand({ StackSetName }));
    return (summaries ?? []).map(
      ({ Account, Region, Status, StackInstanceStatus }) =>
        `${Account} ${Region} ${Status} ${StackInstanceStatus?.DetailedStatus}`,
    );
  }

  async operation(OperationId: string, StackSetName = 'roles') {
    const command = new DescribeStackSetOperationCommand({ StackSetName, OperationId });
    return (await this.client.send(command)).StackSetOperation;
  }

  async unit(Name: string, ParentId = this.world.organizations.rootId): Promise<string> {
    const command = new CreateOrganizationalUnitCommand({ ParentId, Name });
    return (await this.#organizations.send(command)).OrganizationalUnit?.Id ?? '';
  }

  async move(AccountId: string, DestinationParentId: string): Promise<void> {
    const SourceParentId = this.world.organizations.account(AccountId)?.parentId;
    await this.#organizations.send(new MoveAccountCommand({ AccountId, SourceParentId, DestinationParentId }));
  }

  async enable(accountId: string, RegionName = OPT_IN_REGION): Promise<void> {
    await new AccountClient(as(this.world, accountId, 'us-east-1')).send(new EnableRegionCommand({ RegionName }));
    await this.world.clock.jump(this.world.times.other);
  }

  /** Waits as long as one operation takes for `regions` regions. */
  async settle(regions = 1): Promise<void> {
    await this.world.clock.jump(this.world.times.other * regions);
  }
}
