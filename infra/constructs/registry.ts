import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { CfnOIDCProvider, CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import { acknowledge, acknowledgeWildcards } from './acknowledge';
import { logicalId } from './names';
import { allow, policyDocument } from './policy';

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:CompleteLayerUpload',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];
const GITHUB = 'token.actions.githubusercontent.com';

/** Untagged images go after two weeks; of the tagged ones a hundred stay. */
const LIFECYCLE = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
      action: { type: 'expire' },
    },
    {
      rulePriority: 2,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 100 },
      action: { type: 'expire' },
    },
  ],
});

/** The image repositories that the whole organization pulls from, and the GitHub workflows that push to them. */
export class Registry extends Construct {
  constructor(scope: Construct, id: string, { registry, organization }: LandingZone) {
    super(scope, id);
    const repositories = registry.repositories.map((repositoryName) => {
      const repository = new CfnRepository(this, logicalId(repositoryName), {
        repositoryName,
        imageScanningConfiguration: { scanOnPush: true },
        imageTagMutability: 'IMMUTABLE',
        encryptionConfiguration: { encryptionType: 'AES256' },
        lifecyclePolicy: { lifecyclePolicyText: LIFECYCLE },
        repositoryPolicyText: policyDocument({
          Sid: 'OrganizationPull',
          Effect: 'Allow',
          Principal: '*',
          Action: PULL,
          Condition: { StringEquals: { 'aws:PrincipalOrgID': organization.id } },
        }),
      });
      repository.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
      acknowledge(repository, 'ECR1', 'Every account of the organization pulls: a condition names the organization.');
      return repository;
    });
    if (registry.push.length === 0) return;
    const provider = new CfnOIDCProvider(this, 'GitHub', {
      url: `https://${GITHUB}`,
      clientIdList: ['sts.amazonaws.com'],
    });
    const repositoryArns = repositories.map(({ attrArn }) => attrArn);
    for (const { repository, ref } of registry.push) {
      const statements = [allow(['ecr:GetAuthorizationToken'], '*'), allow(PUSH, repositoryArns)];
      const role = new CfnRole(this, `${logicalId(`${repository}-${ref}`)}Push`, {
        roleName: pushRoleName(repository, ref),
        assumeRolePolicyDocument: policyDocument({
          Effect: 'Allow',
          Principal: { Federated: provider.attrArn },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              [`${GITHUB}:aud`]: 'sts.amazonaws.com',
              [`${GITHUB}:sub`]: `repo:${repository}:ref:${ref}`,
            },
          },
        }),
        policies: [
          {
            policyName: 'push',
            policyDocument: policyDocument(...statements),
          },
        ],
      });
      acknowledgeWildcards(role, statements, 'GetAuthorizationToken has no resource level.');
    }
  }
}

/** IAM takes 64 characters. */
const pushRoleName = (repository: string, ref: string): string =>
  `wheelwright-push-${repository}-${ref.replace(/^refs\/(heads|tags)\//, '')}`
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64);
