import { AwsError } from '../wire/errors';
import { overlaps } from './cidr';

const TEN = '10.0.0.0/8';
const SEVENTEEN = '172.16.0.0/12';
const NINETEEN = '192.168.0.0/16';
const PRIVATE = [TEN, SEVENTEEN, NINETEEN];
const BENCHMARK = '198.19.0.0/16';
const LINK_LOCAL = '169.254.0.0/16';

interface Restriction {
  /** Where a block of the VPC lies. */
  readonly existing: string;
  /** What cannot be added to such a VPC. */
  readonly restricted: readonly string[];
}

/** "IPv4 CIDR block association restrictions" (Amazon VPC User Guide, "VPC CIDR blocks"): the rows of ranges. */
const RESTRICTIONS: readonly Restriction[] = [
  { existing: TEN, restricted: [SEVENTEEN, NINETEEN, BENCHMARK] },
  { existing: '10.0.0.0/15', restricted: ['10.0.0.0/16'] },
  { existing: SEVENTEEN, restricted: [TEN, NINETEEN, '172.31.0.0/16', BENCHMARK] },
  { existing: NINETEEN, restricted: [TEN, SEVENTEEN, BENCHMARK] },
  { existing: BENCHMARK, restricted: PRIVATE },
];

/**
 * The row of "Publicly routable CIDR block (non-RFC 1918), or a CIDR block from the 100.64.0.0/10 range". A VPC that also
 * has a block of a row above keeps to that row: a private block comes first and a public one is added to it.
 */
const OF_PUBLIC = [...PRIVATE, BENCHMARK];

/** Throws InvalidVpc.Range for a link-local block, which no VPC can have (the table's row 169.254.0.0/16). */
export function requireAssignable(cidr: string): void {
  if (overlaps(cidr, LINK_LOCAL)) throw new AwsError('InvalidVpc.Range', `The CIDR '${cidr}' is invalid.`);
}

/** Throws InvalidVpc.Range for a block that AWS does not add beside the blocks that the VPC has. */
export function requireUnrestricted(existing: readonly string[], cidr: string): void {
  const rows = RESTRICTIONS.filter((row) => existing.some((block) => overlaps(block, row.existing)));
  const restricted = rows.length > 0 ? rows.flatMap((row) => row.restricted) : OF_PUBLIC;
  if (!restricted.some((range) => overlaps(range, cidr))) return;
  throw new AwsError(
    'InvalidVpc.Range',
    `The CIDR '${cidr}' is restricted. Use a CIDR from the same private address range as the current VPC CIDR, or use a publicly-routable CIDR. For additional restrictions, see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html`,
  );
}
