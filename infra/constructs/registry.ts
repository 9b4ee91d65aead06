import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { CfnOIDCProvider, CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { pushedTo, type LandingZone } from '../../lib/landing-zone';
import { acknowledge, acknowledgeWildcards } from './acknowledge';
import { logicalId } from './names';
import { allow, policyDocument } from './policy';
import { pushRoles } from './push-roles';
import { roleProps } from './role-settings';

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const PUSH = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:CompleteLayerUpload',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];
const GITHUB = 'token.actions.githubusercontent.com';

/** Expires untagged images after two weeks, and all but the newest hundred images. */
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

/** The image repositories, from which the whole organization may pull, and the roles of GitHub workflows that push to them. */
export class Registry extends Construct {
  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const { registry, hub } = landingZone;
    const arns = new Map(registry.repositories.map((name) => [name, this.#repository(name, landingZone)]));
    if (registry.push.length === 0) return;
    const provider =
      registry.githubProvider === 'existing'
        ? `arn:aws:iam::${hub.accountId}:oidc-provider/${GITHUB}`
        : new CfnOIDCProvider(this, 'GitHub', { url: `https://${GITHUB}`, clientIdList: ['sts.amazonaws.com'] })
            .attrArn;
    for (const { push, roleName, constructId } of pushRoles(registry.push)) {
      const images = pushedTo(landingZone, push).flatMap((name) => arns.get(name) ?? []);
      const statements = [allow(['ecr:GetAuthorizationToken'], '*'), allow(PUSH, images)];
      const role = new CfnRole(this, constructId, {
        roleName,
        ...roleProps(landingZone, hub.accountId),
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
    acknowledge(repository, 'ECR1', 'Every account of the organization may pull: a condition names the organization.');
    return repository.attrArn;
  }
}

type Push = LandingZone['registry']['push'][number];

/**
 * The exact subjects of the tokens that the role accepts. The subjects of repositories created, renamed or moved since
 * July 2026 contain the ids of repository and owner (GitHub, "Immutable subject claims"); those of older repositories do
 * once their owner opts in.
 */
function subjects({ repository, ref, ids }: Push): string | readonly string[] {
  const withoutIds = `repo:${repository}:ref:${ref}`;
  if (!ids) return withoutIds;
  const [owner, name] = repository.split('/');
  return [`repo:${owner}@${ids.owner}/${name}@${ids.repository}:ref:${ref}`, withoutIds];
}
