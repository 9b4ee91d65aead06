import { createHash } from 'node:crypto';
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { CfnOIDCProvider, CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { pushedTo, type LandingZone } from '../../lib/landing-zone';
import { acknowledge, acknowledgeWildcards } from './acknowledge';
import { logicalId } from './names';
import { allow, policyDocument } from './policy';
import { roleArn } from '../../lib/names';

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
  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const { registry, hub } = landingZone;
    const arns = new Map(registry.repositories.map((name) => [name, this.#repository(name, landingZone)]));
    if (registry.push.length === 0) return;
    const provider =
      registry.githubProvider === 'existing'
        ? roleArn(hub.accountId, GITHUB).replace(':role/', ':oidc-provider/')
        : new CfnOIDCProvider(this, 'GitHub', { url: `https://${GITHUB}`, clientIdList: ['sts.amazonaws.com'] })
            .attrArn;
    for (const push of registry.push) {
      const images = pushedTo(landingZone, push).flatMap((name) => arns.get(name) ?? []);
      const statements = [allow(['ecr:GetAuthorizationToken'], '*'), allow(PUSH, images)];
      const role = new CfnRole(this, `${logicalId(`${push.repository}-${push.ref}`)}Push`, {
        roleName: pushRoleName(push),
        assumeRolePolicyDocument: policyDocument({
          Effect: 'Allow',
          Principal: { Federated: provider },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com', [`${GITHUB}:sub`]: subjects(push) },
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

  #repository(repositoryName: string, { organization }: LandingZone): string {
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
    return repository.attrArn;
  }
}

type Push = LandingZone['registry']['push'][number];

/**
 * Whose tokens are taken, by their exact subject. Repositories made, renamed or moved since July 2026 say their own and
 * their owner's number in it (GitHub, "Immutable subject claims"); older ones do from when their owner chooses.
 */
function subjects({ repository, ref, ids }: Push): string | readonly string[] {
  const named = `repo:${repository}:ref:${ref}`;
  if (!ids) return named;
  const [owner, name] = repository.split('/');
  return [`repo:${owner}@${ids.owner}/${name}@${ids.repository}:ref:${ref}`, named];
}

const LONGEST_ROLE_NAME = 64;
const DIGEST = 8;

/**
 * Not named after us: what `wheelwright-*` does wakes nobody and is exempt from the service control policy. What is too
 * long for IAM ends in a digest, for two names may be the same as far as they fit.
 */
function pushRoleName({ repository, ref }: Push): string {
  const whole = `github-push-${repository}-${ref.replace(/^refs\/(heads|tags)\//, '')}`;
  const name = whole.replace(/[^\w+=,.@-]/g, '-');
  if (name.length <= LONGEST_ROLE_NAME) return name;
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, DIGEST);
  return `${name.slice(0, LONGEST_ROLE_NAME - DIGEST - 1)}-${digest}`;
}
