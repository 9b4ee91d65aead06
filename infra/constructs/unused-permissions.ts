import { administratorAccount, administratorRoleName, namingOf, type LandingZone } from '../../lib/landing-zone';
import { READ_ROLE, functionRoleName, operatorRoleName, spokeRoleName } from '../../lib/names';

interface Reasons {
  /** By action, or by action and the last part of the resource: `dynamodb:PutItem wheelwright-admissions`. */
  readonly actions: Readonly<Record<string, string>>;
  /** By role, for those that are never assumed, or use less than they may. */
  readonly roles: Readonly<Record<string, string>>;
}

const LOGS = 'Lambda writes the function’s log with its role; the twin keeps logs in memory.';
const TRACES = 'Lambda sends traces with the function’s role; the twin has no X-Ray.';
const OWNERS =
  'AWS does not document whether IAM sees the StackSet in the management account or in that of its delegated administrator.';
const ACCEPTS = 'A transit gateway that existed may accept attachments by itself; a synth looks nothing up.';
const ROOT = 'The root is an OU of a segment, so that an account is without a segment only in a later config.';
const LOOKS =
  'A plan may need whatever a worker reads in any state of a VPC; the scenarios look at one that has joined, and list no accounts.';
const NO_COMMANDS = 'No command that changes something is run in the scenarios yet.';
const NO_IMAGES = 'registry.repositories is empty: only what an earlier config granted is withdrawn.';

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
      ...when(hasNoImages, { 'sqs:SendMessage wheelwright-grant-pull.fifo': NO_IMAGES }),
      ...when(hasRoot, { 'dynamodb:PutItem wheelwright-admissions': ROOT }),
      ...when(administratorAccount(landingZone) !== organization.managementAccountId, {
        'cloudformation:ListStackInstances': OWNERS,
        'cloudformation:CreateStackInstances': OWNERS,
      }),
    },
    roles: {
      ...when(hasNoImages, {
        [functionRoleName('grant-pull', naming)]: NO_IMAGES,
        [spokeRoleName('grant-pull', naming)]: NO_IMAGES,
      }),
      [operatorRoleName('act', naming)]: NO_COMMANDS,
      [operatorRoleName('look', naming)]: LOOKS,
      [administratorRoleName(landingZone, 'operator-read')]: LOOKS,
      [spokeRoleName(READ_ROLE, naming)]: LOOKS,
    },
  };
}
