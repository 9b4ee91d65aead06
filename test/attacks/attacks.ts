/** An attack or a fault by its number, as test titles name it in brackets, with what withstands it. */
export interface Attack {
  readonly id: string;
  readonly attempt: string;
  readonly refusedBy: string;
}

const attack = (id: string, attempt: string, refusedBy: string): Attack => ({ id, attempt, refusedBy });

export const ATTACKS: readonly Attack[] = [
  attack(
    'A1',
    'attaches a VPC by hand before another account joins with the same range, and asks to join afterwards',
    'admission: an attachment reserves nothing, a recorded range does',
  ),
  attack('A2', 'adds the range of another member to a joined VPC', 'admission: the VPC that adds it is quarantined'),
  attack(
    'A3',
    'joins with the range of an attachment that operators made by hand',
    'admission: routes to attachments of others count',
  ),
  attack('A4', 'sets one of our tags with another case of its key', 'service control policy: keys in any case'),
  attack(
    'A5',
    'names a role or a user like ours, so that its calls are taken for ours',
    "event patterns and parser: the issuer's whole ARN",
  ),
  attack(
    'A6',
    'sets a tag value without a meaning on a joined VPC',
    'admission: a joined VPC is judged until it has left',
  ),
  attack(
    'A7',
    'lets several VPCs leave at once',
    'guards.maxLeaves: they stay, with their mark, until an operator confirms',
  ),
  attack('A8', 'fills the tags of a VPC', 'worker: the failure is that VPC’s own, and paths close before notes'),
  attack(
    'A9',
    'makes a flow log beforehand that records nothing useful',
    'flow-log: only a log that does the whole job is adopted',
  ),
  attack(
    'A10',
    'leaves attachments pending',
    'they count for no guard and keep no share, and the hub rejects them when the account leaves',
  ),
  attack('A11', 'disables a governed region, or leaves the organization', 'service control policy'),
  attack('A12', 'takes its whole segment with one VPC', 'admission: segments.*.maxVpcPrefix'),
  attack('A13', 'steals a session of a worker in a spoke', 'IAM: resources and conditions of wheelwright-spoke-join'),
  attack(
    'A14',
    'steals a session of the worker that enrols accounts',
    'IAM: our shares, accounts as principals, OUs of segments',
  ),
  attack(
    'A15',
    'brings roles with reserved names into the organization',
    'enroll: the account is refused and announced before anything is shared',
  ),
  attack('A16', 'delivers logs of other VPCs into the log bucket', 'bucket policy: the path of the own account'),
  attack(
    'A17',
    'has an attachment with IPv6 or appliance mode adopted',
    'attachment: our options are set before any propagation',
  ),
  attack('A18', 'writes control characters into tag values', 'values are cleaned before they are written anywhere'),
  attack('A19', 'probes the network by reading refusals', 'refusals name the segment only; the ledger has the rest'),
  attack(
    'A20',
    'pushes images by a tag named like a branch',
    'push roles of tags and of branches have different names',
  ),
  attack('A21', 'makes a service control policy too large', 'synth: an error that names the setting'),
  attack('B1', 'causes an error of AWS that no list has', 'engine: the failure is that VPC’s own, with its code'),
  attack('B8', 'holds a range that others wait for', 'admission: who waits for a range is woken when it is free'),
  attack('B15', 'has a range for pods that other VPCs have too', 'mesh.localCidrs: blackholes in every table'),
];

/** The number at the beginning of a test title. */
export const idOf = (title: string): string | undefined => /^\[([AB]\d+)\]/.exec(title)?.[1];
