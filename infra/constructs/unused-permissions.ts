import { administratorAccount, namingOf, type LandingZone } from '../../lib/landing-zone';
import {
  READ_ROLE,
  forwarderRoleName,
  functionRoleName,
  managementRoleName,
  operatorRoleName,
  spokeRoleName,
} from '../../lib/names';

interface Reasons {
  /** By action, or by action and the last part of the resource: `dynamodb:PutItem wheelwright-admissions`. */
  readonly actions: Readonly<Record<string, string>>;
  /** By role, for those that are never assumed, or use less than they may. */
  readonly roles: Readonly<Record<string, string>>;
  /** By role and action. */
  readonly ofRoles: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const LOGS = 'Lambda writes the function’s log with its role; the twin keeps logs in memory.';
const TRACES = 'Lambda sends traces with the function’s role; the twin has no X-Ray.';
const OWNERS =
  'AWS does not document whether IAM sees the StackSet in the management account or in that of its delegated administrator.';
const ACCEPTS = 'A transit gateway that existed may accept attachments by itself; a synth looks nothing up.';
const ROOT = 'The root is an OU of a segment, so that an account is without a segment only in a later config.';
const PLANS =
  'A plan reads it of a VPC that is about to change; the scenarios let operators look at a mesh in which nothing is about to.';
const NOTHING_HELD =
  'With few VPCs guards.maxLeaves may hold no plan, so that none is confirmed: test/cli/act.test.ts confirms one.';
const IN_HUB =
  'The StackSet of the root OU also deploys it to the hub account, where operators read with their own role.';
const NOT_HEARD =
  'rulesInUsEast1 is none: no rule hears of accounts in the management account, and only the sweep finds them.';
const NO_IMAGES = 'registry.repositories is empty: only what an earlier config granted is withdrawn.';

const PLANNED_IN_HUB = {
  'ec2:GetTransitGatewayRouteTablePropagations': PLANS,
  'route53:GetHostedZone': PLANS,
  'route53:ListVPCAssociationAuthorizations': PLANS,
};

/** What `wheelwright-read` reads of pull roles. */
const OF_PULL_ROLES = [
  ...['eks:ListClusters', 'eks:DescribeCluster', 'iam:ListOpenIDConnectProviders', 'iam:GetOpenIDConnectProvider'],
  ...['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'],
];

/**
 * Permissions that are granted and never used in the twin, with the reason. `npm run permissions` requires a reason for
 * every such action of our roles, and for every role that is never assumed.
 */
export function reasons(landingZone: LandingZone): Reasons {
  const { organization, hub, segments } = landingZone;
  const hasRoot = Object.values(segments).some(({ organizationalUnits }) =>
    organizationalUnits.includes(organization.rootId),
  );
  const naming = namingOf(landingZone);
  const hearsNothing = landingZone.rulesInUsEast1 === 'none';
  const hasNoImages = landingZone.registry.repositories.length === 0;
  const when = (condition: boolean, found: Record<string, string>) => (condition ? found : {});
  return {
    actions: {
      'logs:CreateLogStream': LOGS,
      'logs:PutLogEvents': LOGS,
      'xray:PutTraceSegments': TRACES,
      'xray:PutTelemetryRecords': TRACES,
      ...when('existing' in hub.transitGateway, {
        'ec2:AcceptTransitGatewayVpcAttachment': ACCEPTS,
        'ec2:RejectTransitGatewayVpcAttachment': ACCEPTS,
      }),
      ...when(hearsNothing, { 'sqs:SendMessage wheelwright-enroll.fifo': NOT_HEARD }),
      ...when(hasNoImages, { 'sqs:SendMessage wheelwright-grant-pull.fifo': NO_IMAGES }),
      ...when(hasRoot, {
        'dynamodb:PutItem wheelwright-admissions': ROOT,
        'ec2:RejectTransitGatewayVpcAttachment': ROOT,
      }),
      ...when(administratorAccount(landingZone) !== organization.managementAccountId, {
        'cloudformation:DescribeStackSet': OWNERS,
        'cloudformation:ListStackInstances': OWNERS,
        'cloudformation:CreateStackInstances': OWNERS,
      }),
    },
    roles: {
      ...when(hasRoot, { [spokeRoleName(READ_ROLE, naming)]: IN_HUB }),
      ...when(hearsNothing, { [forwarderRoleName('management', naming)]: NOT_HEARD }),
      ...when(hasNoImages, {
        [functionRoleName('grant-pull', naming)]: NO_IMAGES,
        [spokeRoleName('grant-pull', naming)]: NO_IMAGES,
      }),
    },
    ofRoles: {
      [operatorRoleName('look', naming)]: PLANNED_IN_HUB,
      [operatorRoleName('act', naming)]: { ...PLANNED_IN_HUB, 'dynamodb:PutItem': NOTHING_HELD },
      [managementRoleName('operator-read', naming)]: when(hearsNothing, {
        'events:ListRules': NOT_HEARD,
        'events:ListRuleNamesByTarget': NOT_HEARD,
      }),
      [spokeRoleName(READ_ROLE, naming)]: {
        'ec2:DescribeNetworkInterfaces': PLANS,
        'route53resolver:ListResolverRuleAssociations': PLANS,
        ...when(hasNoImages, Object.fromEntries(OF_PULL_ROLES.map((action) => [action, NO_IMAGES]))),
      },
    },
  };
}
