import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { BatchGetImageCommand, DeleteRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  AttachRolePolicyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  IAMClient,
  PutRolePolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { MoveAccountCommand, OrganizationsClient, TagResourceCommand } from '@aws-sdk/client-organizations';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { busArn, PULL_BOUNDARY, queueUrl } from '../../../lib/landing-zone';
import { ADMISSIONS_TABLE, LEDGER_TABLE, PULL_PATH } from '../../../lib/names';
import { REGION, theft, type Ground, type Theft } from './ground';

const inHub = (ground: Ground, role: string) => ground.stolen(ground.hub, role);
const assumeFrom = (ground: Ground, thief: string, accountId: string, role: string) =>
  new STSClient(inHub(ground, thief)).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/${role}`, RoleSessionName: 'thief' }),
  );

const hubFunctions: readonly Theft[] = [
  theft('wheelwright-route cannot enter a spoke', (ground) =>
    assumeFrom(ground, 'wheelwright-route', ground.dev, 'wheelwright-spoke-join'),
  ),
  theft('wheelwright-route cannot read the ledger', (ground) =>
    new DynamoDBClient(inHub(ground, 'wheelwright-route')).send(new ScanCommand({ TableName: LEDGER_TABLE })),
  ),
  theft('wheelwright-sweep cannot enter a spoke', (ground) =>
    assumeFrom(ground, 'wheelwright-sweep', ground.dev, 'wheelwright-spoke-join'),
  ),
  theft('wheelwright-sweep cannot assume the role of enroll', (ground) =>
    assumeFrom(ground, 'wheelwright-sweep', ground.management, 'wheelwright-enroll'),
  ),
  theft('wheelwright-sweep cannot write to the ledger', (ground) =>
    new DynamoDBClient(inHub(ground, 'wheelwright-sweep')).send(
      new PutItemCommand({ TableName: LEDGER_TABLE, Item: { pk: { S: 'x' }, sk: { S: 'y' } } }),
    ),
  ),
  theft('wheelwright-grant-pull cannot enter a spoke with the role of join', (ground) =>
    assumeFrom(ground, 'wheelwright-grant-pull', ground.dev, 'wheelwright-spoke-join'),
  ),
  ...['wheelwright-grant-pull', 'wheelwright-enroll'].map((role) =>
    theft(`${role} cannot write admission records`, (ground) =>
      new DynamoDBClient(inHub(ground, role)).send(
        new PutItemCommand({ TableName: ADMISSIONS_TABLE, Item: { pk: { S: 'x' }, sk: { S: 'y' } } }),
      ),
    ),
  ),
  theft('wheelwright-grant-pull cannot read messages of join', (ground) =>
    new SQSClient(inHub(ground, 'wheelwright-grant-pull')).send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl(ground.scene.setting.landingZone, 'join') }),
    ),
  ),
];

const pulling = (ground: Ground) => new IAMClient(ground.stolen(ground.dev, 'wheelwright-spoke-grant-pull'));
const AssumeRolePolicyDocument = (ground: Ground): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${ground.hub}:root` } }],
  });
const pullRole = ({ scene, dev }: Ground): string => {
  const role = scene.world.iam.rolesIn(dev).find(({ path }) => path === PULL_PATH);
  if (!role) throw new Error('dev has no pull role.');
  return role.name;
};

const grantPull: readonly Theft[] = [
  theft('wheelwright-spoke-grant-pull cannot create a role without the boundary', (ground) =>
    pulling(ground).send(
      new CreateRoleCommand({
        ...{ RoleName: 'evil', Path: PULL_PATH, AssumeRolePolicyDocument: AssumeRolePolicyDocument(ground) },
      }),
    ),
  ),
  ...['/', '/wheelwright/'].map((Path) =>
    theft(`wheelwright-spoke-grant-pull cannot create a role under ${Path}`, (ground) =>
      pulling(ground).send(
        new CreateRoleCommand({
          ...{ RoleName: 'evil', Path, AssumeRolePolicyDocument: AssumeRolePolicyDocument(ground) },
          PermissionsBoundary: PULL_BOUNDARY,
        }),
      ),
    ),
  ),
  theft('wheelwright-spoke-grant-pull cannot remove the boundary', (ground) =>
    pulling(ground).send(new DeleteRolePermissionsBoundaryCommand({ RoleName: pullRole(ground) })),
  ),
  theft('wheelwright-spoke-grant-pull cannot attach a managed policy', (ground) =>
    pulling(ground).send(
      new AttachRolePolicyCommand({
        ...{ RoleName: pullRole(ground), PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      }),
    ),
  ),
  theft('wheelwright-spoke-grant-pull cannot change the role of join', (ground) =>
    pulling(ground).send(
      new PutRolePolicyCommand({ RoleName: 'wheelwright-spoke-join', PolicyName: 'calls', PolicyDocument: '{}' }),
    ),
  ),
  theft('wheelwright-spoke-grant-pull cannot tag other roles', (ground) =>
    pulling(ground).send(
      new TagRoleCommand({ RoleName: 'OrganizationAccountAccessRole', Tags: [{ Key: 'team', Value: 'x' }] }),
    ),
  ),
  ...['https://oidc.eks.evil.example/id/1', 'https://token.actions.githubusercontent.com'].map((Url) =>
    theft(`wheelwright-spoke-grant-pull cannot trust the issuer ${Url}`, (ground) =>
      pulling(ground).send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['sts.amazonaws.com'] })),
    ),
  ),
];

const reading = (ground: Ground) =>
  new OrganizationsClient(ground.stolen(ground.management, 'wheelwright-org-read', 'us-east-1'));
const forwarders = [
  ['hub', 'wheelwright-hub-forwarder'],
  ['dev', 'wheelwright-forwarder'],
  ['management', 'wheelwright-forwarder'],
] as const;
const ecr = (ground: Ground) => new ECRClient(inHub(ground, 'github-push-piksel-ina-odc-main'));
const pulled = (ground: Ground) => new ECRClient(ground.stolen(ground.dev, pullRole(ground)));
const image = ({ hub }: Ground, repositoryName: string) => ({ repositoryName, registryId: hub });

export const others: readonly Theft[] = [
  ...hubFunctions,
  ...grantPull,
  theft('wheelwright-org-read cannot move an account', (ground) =>
    reading(ground).send(
      new MoveAccountCommand({
        ...{ AccountId: ground.dev, SourceParentId: ground.unit('Workloads/Dev') },
        DestinationParentId: ground.unit('Suspended'),
      }),
    ),
  ),
  theft('wheelwright-org-read cannot choose the segment of an account', (ground) =>
    reading(ground).send(
      new TagResourceCommand({ ResourceId: ground.dev, Tags: [{ Key: 'wheelwright:segment', Value: 'prod' }] }),
    ),
  ),
  ...forwarders.flatMap(([account, role]) => [
    theft(`${role} (${account}) cannot put events on the outbound bus`, (ground) =>
      new EventBridgeClient(ground.stolen(ground[account], role)).send(
        new PutEventsCommand({
          Entries: [
            {
              ...{ EventBusName: busArn(ground.scene.setting.landingZone, 'outbound'), Source: 'wheelwright' },
              ...{ DetailType: 'x', Detail: '{}' },
            },
          ],
        }),
      ),
    ),
    theft(`${role} (${account}) cannot read VPCs`, (ground) =>
      new EC2Client(ground.stolen(ground[account], role)).send(new DescribeVpcsCommand({})),
    ),
  ]),
  theft('a GitHub push role cannot push to an image repository of another project', (ground) =>
    ecr(ground).send(new PutImageCommand({ ...image(ground, 'piksel/jupyter'), imageManifest: '{}' })),
  ),
  theft('a GitHub push role cannot delete an image repository', (ground) =>
    ecr(ground).send(new DeleteRepositoryCommand(image(ground, 'piksel/odc'))),
  ),
  theft('a pull role cannot push an image', (ground) =>
    pulled(ground).send(new PutImageCommand({ ...image(ground, 'piksel/odc'), imageManifest: '{}' })),
  ),
  theft('a pull role cannot read an image repository that is not in the config', (ground) =>
    pulled(ground).send(new BatchGetImageCommand({ ...image(ground, 'others'), imageIds: [{ imageTag: 'latest' }] })),
  ),
  theft(`a pull role cannot read VPCs in ${REGION}`, (ground) =>
    new EC2Client(ground.stolen(ground.dev, pullRole(ground))).send(new DescribeVpcsCommand({})),
  ),
];
