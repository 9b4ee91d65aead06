import { DisableRegionCommand, AccountClient, EnableRegionCommand } from '@aws-sdk/client-account';
import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  DeleteStackInstancesCommand,
  UpdateStackSetCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloseAccountCommand,
  ListAccountsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  AssociateResourceShareCommand,
  CreateResourceShareCommand,
  DisassociateResourceShareCommand,
  RAMClient,
} from '@aws-sdk/client-ram';
import { REGION, theft, type Ground, type Theft } from './ground';

const ram = (ground: Ground) => new RAMClient(ground.stolen(ground.hub, 'wheelwright-enroll'));
const ourShare = (ground: Ground): string => ground.scene.setting.hub.resourceShareArns[0] ?? '';
const share = (principals: (ground: Ground) => string[]) => (ground: Ground) =>
  ram(ground).send(
    new AssociateResourceShareCommand({ resourceShareArn: ourShare(ground), principals: principals(ground) }),
  );
const ofOrganization = ({ scene, management }: Ground, path: string): string =>
  `arn:aws:organizations::${management}:${path.replace('ORG', scene.setting.landingZone.organization.id)}`;

export const hubEnroll: readonly Theft[] = [
  theft(
    'share the hub with the organization',
    share((ground) => [ofOrganization(ground, 'organization/ORG')]),
  ),
  ...['Suspended', 'Workloads/Dev'].map((path) =>
    theft(
      `share the hub with the OU ${path}`,
      share((ground) => [ofOrganization(ground, `ou/ORG/${ground.unit(path)}`)]),
    ),
  ),
  theft(
    'share the hub with an account and the organization in one call',
    share((ground) => [ground.dev, ofOrganization(ground, 'organization/ORG')]),
  ),
  theft(
    'share the hub with a role',
    share((ground) => [`arn:aws:iam::${ground.dev}:role/any`]),
  ),
  theft('share another resource', (ground) =>
    ram(ground).send(
      new AssociateResourceShareCommand({
        resourceShareArn: ourShare(ground),
        resourceArns: [`arn:aws:ec2:${REGION}:${ground.hub}:subnet/${ground.ids.subnetId}`],
      }),
    ),
  ),
  theft('share another resource together with an account', (ground) =>
    ram(ground).send(
      new AssociateResourceShareCommand({
        ...{ resourceShareArn: ourShare(ground), principals: [ground.dev] },
        resourceArns: [`arn:aws:ec2:${REGION}:${ground.hub}:prefix-list/${ground.scene.setting.hub.prefixListId}`],
      }),
    ),
  ),
  theft('take the transit gateway out of the share', (ground) =>
    ram(ground).send(
      new DisassociateResourceShareCommand({
        resourceShareArn: ourShare(ground),
        resourceArns: [
          `arn:aws:ec2:${REGION}:${ground.hub}:transit-gateway/${ground.scene.setting.hub.transitGatewayId}`,
        ],
      }),
    ),
  ),
  theft('add an account to another share', (ground) =>
    ram(ground).send(
      new AssociateResourceShareCommand({ resourceShareArn: ground.ids.otherShareArn, principals: [ground.dev] }),
    ),
  ),
  theft('create a share', (ground) => ram(ground).send(new CreateResourceShareCommand({ name: 'wheelwright-hub' }))),
];

const config = (ground: Ground, region = 'us-east-1') => ground.stolen(ground.management, 'wheelwright-enroll', region);
const stackSets = (ground: Ground) => new CloudFormationClient(config(ground));
const deploy =
  (StackSetName: string, unit: (ground: Ground) => string, Regions = [REGION]) =>
  (ground: Ground) =>
    stackSets(ground).send(
      new CreateStackInstancesCommand({
        ...{ StackSetName, Regions },
        DeploymentTargets: { OrganizationalUnitIds: [unit(ground)] },
      }),
    );
const organizations = (ground: Ground) => new OrganizationsClient(config(ground));
const account = (ground: Ground) => new AccountClient(config(ground));

export const managementEnroll: readonly Theft[] = [
  ...['Suspended', 'Infrastructure'].map((path) =>
    theft(
      `deploy our roles into the OU ${path}, which is no segment’s`,
      deploy('wheelwright-roles', (ground) => ground.unit(path)),
    ),
  ),
  theft(
    'deploy our roles into the whole organization',
    deploy('wheelwright-roles', ({ scene }) => scene.setting.organization.rootId),
  ),
  theft('deploy our roles into an OU of a segment and another OU in one call', (ground) =>
    stackSets(ground).send(
      new CreateStackInstancesCommand({
        ...{ StackSetName: 'wheelwright-roles', Regions: [REGION] },
        DeploymentTargets: { OrganizationalUnitIds: [ground.unit('Workloads/Dev'), ground.unit('Suspended')] },
      }),
    ),
  ),
  theft(
    'deploy our rules in a region that the config does not govern',
    deploy('wheelwright-rules', (ground) => ground.unit('Workloads/Dev'), ['us-west-2']),
  ),
  theft('take our roles away from accounts', (ground) =>
    stackSets(ground).send(
      new DeleteStackInstancesCommand({
        ...{ StackSetName: 'wheelwright-roles', Regions: [REGION], RetainStacks: false },
        DeploymentTargets: { OrganizationalUnitIds: [ground.unit('Workloads/Dev')] },
      }),
    ),
  ),
  theft('change the template of a StackSet', (ground) =>
    stackSets(ground).send(
      new UpdateStackSetCommand({ StackSetName: 'wheelwright-roles', TemplateBody: '{"Resources":{}}' }),
    ),
  ),
  ...['af-south-1', 'eu-south-1'].map((RegionName) =>
    theft(`enable ${RegionName}, which the config does not govern`, (ground) =>
      account(ground).send(new EnableRegionCommand({ AccountId: ground.dev, RegionName })),
    ),
  ),
  theft('disable a governed region', (ground) =>
    account(ground).send(new DisableRegionCommand({ AccountId: ground.dev, RegionName: REGION })),
  ),
  theft('list the accounts of the organization', (ground) => organizations(ground).send(new ListAccountsCommand({}))),
  theft('close an account', (ground) => organizations(ground).send(new CloseAccountCommand({ AccountId: ground.dev }))),
  theft('move an account', (ground) =>
    organizations(ground).send(
      new MoveAccountCommand({
        ...{ AccountId: ground.dev, SourceParentId: ground.unit('Workloads/Dev') },
        DestinationParentId: ground.unit('Suspended'),
      }),
    ),
  ),
];
