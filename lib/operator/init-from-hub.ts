import { stringify } from 'yaml';
import { ec2 } from '../aws/sdk/services/ec2';
import { organizations } from '../aws/sdk/services/organizations';
import { ram } from '../aws/sdk/services/ram';
import { route53 } from '../aws/sdk/services/route53';
import { route53resolver } from '../aws/sdk/services/route53resolver';
import { LandingZoneError, parseLandingZone } from '../landing-zone';
import { connectAsCaller, type CallerOptions } from './connection';
import { managementAccountOf, readHub } from './existing-hub';
import { readOnly } from './planned-hub';
import { proposalOf, type Proposal } from './proposal';
import { asTagged, stnoTags, type StnoTagKeys, type StnoTags } from './stno';

/** What is asked of a hub that people made. */
export interface FromHubOptions extends Omit<CallerOptions, 'services'> {
  readonly transitGatewayId?: string;
  readonly vpcId?: string;
  /** The name of the role in the management account that reads the organization. */
  readonly managementRole?: string;
}

const SERVICES = [ec2, organizations, ram, route53, route53resolver];

/**
 * Reads a hub that people made, and proposes a landing zone that describes it. It changes nothing.
 * @throws OperatorError where it is not clear what is meant; a `Failure` if AWS refuses a call
 */
export const fromHub = async (options: FromHubOptions): Promise<ProposedFile> =>
  withFile(proposalOf((await readAs(options)).hub));

/** The same for a hub of Network Orchestration: the tags of VPCs say what is meant. `role`: the one that reads them. */
export async function fromNetworkOrchestration(
  options: FromHubOptions & { readonly role: string; readonly tags: StnoTagKeys },
): Promise<ProposedFile> {
  const { hub, sessions, sessionName } = await readAs(options);
  const { region, role } = options;
  const meant = new Map<string, StnoTags>();
  for (const accountId of new Set(hub.attachments.filter(({ kind }) => kind === 'vpc').map((each) => each.accountId))) {
    const roleArn = `arn:aws:iam::${accountId}:role/${role}`;
    const session =
      accountId === hub.accountId
        ? sessions.own(accountId, region)
        : sessions.assumed({ accountId, region, roleArn, sessionName });
    for (const [vpcId, tags] of await stnoTags(readOnly(session), options.tags)) meant.set(vpcId, tags);
  }
  const { hub: tagged, blocks } = asTagged(hub, meant);
  const proposal = proposalOf(tagged);
  return withFile({ ...proposal, blocks: [...blocks, ...proposal.blocks] });
}

export type ProposedFile = Proposal & { readonly file: string };

async function readAs(options: FromHubOptions) {
  const { region, managementRole } = options;
  const { sessions, accountId, operator: sessionName } = await connectAsCaller({ ...options, services: SERVICES });
  const hub = readOnly(sessions.own(accountId, region));
  const role = managementRole === undefined ? undefined : { account: await managementAccountOf(hub), managementRole };
  const management =
    role === undefined
      ? hub
      : sessions.assumed({
          ...{ accountId: role.account, region, sessionName },
          roleArn: `arn:aws:iam::${role.account}:role/${role.managementRole}`,
        });
  return { hub: await readHub({ ...options, hub, management: readOnly(management) }), sessions, sessionName };
}

function withFile(proposal: Proposal): ProposedFile {
  const file = fileOf(proposal);
  return { ...proposal, file, blocks: [...proposal.blocks, ...problemsOf(file)] };
}

/** What AWS allows and a landing zone does not, such as ranges of two segments that overlap. */
function problemsOf(file: string): Proposal['blocks'] {
  try {
    parseLandingZone(file, '');
    return [];
  } catch (error) {
    if (!(error instanceof LandingZoneError)) throw error;
    return error.problems.map(({ path, message }) => ({
      found: `${path}: ${message}`,
      next: `correct ${path} in the file`,
    }));
  }
}

const HEADER = `# yaml-language-server: $schema=./landing-zone.schema.json
# Proposed from a hub that exists. Look at names, CIDRs and OUs of the segments: they say who may join, and with which addresses.
`;

/** The proposal as the text of landing-zone.yaml. */
const fileOf = ({ landingZone }: Pick<Proposal, 'landingZone'>): string =>
  `${HEADER}${stringify(landingZone, { lineWidth: 120, defaultStringType: 'PLAIN' })}`;
