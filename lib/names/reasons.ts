import type { Flag } from './states';

interface Row {
  readonly cure: string;
  readonly flag?: Flag;
}

/**
 * Why a VPC, an account or a cluster is not as asked, by a code that stays, with what ends it. The texts of a state say what
 * was found; these codes are what ledger, notices and metrics can be searched by. `flag`: what the VPC is flagged with.
 */
export const REASONS = {
  // Admission
  'tag-value': { cure: 'Set the tag wheelwright:join to "true" or to a segment that the account may use.' },
  'tag-key': { cure: 'Name the tag wheelwright:join, in lower case: tag keys are case-sensitive.' },
  'segment-forbidden': { cure: 'Name a segment that the OU of the account permits, or move the account.' },
  'segment-ambiguous': { cure: 'Pick one of the segments by the tag of the account or of the VPC.' },
  'foreign-vpc': { cure: 'Tag the VPC in the account that owns it.' },
  'other-region': { cure: "Create the VPC in the region of the hub's transit gateway." },
  'account-inactive': { cure: 'Reactivate the account.' },
  'default-vpc': { cure: 'Create a VPC with a CIDR of the segment and tag that.' },
  'cidr-outside-segment': { cure: 'Use a CIDR in the range of the segment, or have an operator approve this one.' },
  'cidr-too-large': { cure: 'Use smaller CIDRs, or have maxVpcPrefix of the segment changed.' },
  'cidr-overlap': { cure: 'Use a free CIDR. The VPC is looked at again once the range is free.' },
  'too-few-zones': { cure: 'Add subnets in more Availability Zones.' },
  'subnet-full': { cure: 'Free an address in the subnets, or add subnets. The next sweep looks again.' },
  'dns-attributes': { cure: 'Turn on enableDnsSupport and enableDnsHostnames of the VPC.' },
  // The VPC
  quarantined: { cure: 'Remove the CIDR with which the VPC could not join.' },
  'flow-log-in-the-way': { cure: "Delete the flow log that delivers to the hub's bucket without all required fields." },
  'flow-log-fails': { cure: "Correct the policy of the hub's log bucket, or its key's: AWS's error is in the text." },
  'own-names': { cure: 'Remove what only the own resolver of the VPC answers, or set join.ownNames to give-up.' },
  'names-lost': { cure: "Remove what the hub's resolver does not answer, or set join.ownNames to restore." },
  'route-in-the-way': { cure: 'Remove the route for the mesh prefix list that leads elsewhere.' },
  shadowed: { cure: 'Remove the routes that lead addresses of the mesh elsewhere.', flag: 'shadowed' },
  'route-blackhole': {
    cure: 'The route follows the attachment. If it stays a blackhole, look at the attachment.',
    flag: 'shadowed',
  },
  'resolver-not-reached': { cure: "Remove the routes that keep subnets from the hub's resolver." },
  'zone-in-the-way': { cure: 'Disassociate the private zone that has the name of a zone of the hub, or delete it.' },
  's3-endpoint-missing': {
    cure: 'Create a gateway endpoint for S3, which breaks open connections to S3 for a moment.',
  },
  // The account
  'foreign-role': { cure: 'Delete the role: its name is exempt from the service control policies.' },
  'name-taken': { cure: 'Delete or rename the resource that has a name of ours.' },
  'hub-in-segment': {
    cure: 'Move the hub account out of the OU: the service control policies of spokes bind its deployer there.',
  },
  'cluster-failed': { cure: 'Delete the cluster and create it again.' },
  // AWS
  'aws-denied': { cure: 'Have an operator look at the roles and policies of the account; the next sweep tries again.' },
  'aws-quota': { cure: 'Free some of what the quota counts, or have AWS raise it.' },
  'aws-conflict': { cure: 'Remove the resource that is in the way.' },
  'aws-invalid': { cure: 'Have an operator look at the call that AWS calls invalid.' },
  'aws-not-found': { cure: 'None: the next reconcile makes what is gone anew.' },
  'aws-busy': { cure: 'None: the call is made again.' },
  'aws-unknown': { cure: 'Have an operator look up the code of AWS.' },
  bug: { cure: 'Have an operator read the log line "unexpected error (bug)", which has the stack.' },
  // Operators
  frozen: { cure: 'Run wheelwright thaw, or remove guards.frozen from the config or the tag wheelwright:frozen.' },
  'plan-only': { cure: 'Remove guards.planOnly from the config, or the tag wheelwright:plan-only from the account.' },
  'held-back': {
    cure: 'Look for what makes so many VPCs leave; if it is meant, confirm the plan, or raise guards.maxLeaves.',
  },
} as const satisfies Readonly<Record<string, Row>>;

export type Reason = keyof typeof REASONS;

const rows: Readonly<Record<Reason, Row>> = REASONS;

/** What ends a state of this reason. */
export const cureOf = (reason: Reason): string => rows[reason].cure;
/** The flag of a finding, if it has one. */
export const flagOf = (reason: Reason): Flag | undefined => rows[reason].flag;
/** Whether a text is the code of a reason. */
export const isReason = (text: string): text is Reason => Object.hasOwn(REASONS, text);
