import type { Resources } from '../infra/deployed';

/** Hours of a month, as AWS counts them in its price examples. */
const HOURS = 730;

/** A month of one unit in US dollars: list prices of us-east-1. */
interface Price {
  readonly what: string;
  readonly dollars: number;
  /** AWS's page with the price. */
  readonly source: string;
}

export const PRICES = {
  attachment: {
    what: 'attachment of a VPC to the transit gateway',
    dollars: 0.05 * HOURS,
    source: 'https://aws.amazon.com/transit-gateway/pricing/',
  },
  resolverAddress: {
    what: 'address of the inbound resolver',
    dollars: 0.125 * HOURS,
    source: 'https://aws.amazon.com/route53/pricing/',
  },
  interfaceEndpointZone: {
    what: 'interface endpoint, in each Availability Zone',
    dollars: 0.01 * HOURS,
    source: 'https://aws.amazon.com/privatelink/pricing/',
  },
  hostedZone: { what: 'hosted zone', dollars: 0.5, source: 'https://aws.amazon.com/route53/pricing/' },
  alarm: { what: 'alarm', dollars: 0.1, source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  dashboard: { what: 'dashboard', dollars: 3, source: 'https://aws.amazon.com/cloudwatch/pricing/' },
} satisfies Record<string, Price>;

type Unit = keyof typeof PRICES;

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

/** How many priced units a resource is. A type that is not here must be in `BY_USE`. */
const UNITS: Readonly<Record<string, (properties: Readonly<Record<string, unknown>>) => readonly [Unit, number]>> = {
  'AWS::EC2::TransitGatewayVpcAttachment': () => ['attachment', 1],
  'AWS::Route53Resolver::ResolverEndpoint': ({ IpAddresses }) => ['resolverAddress', lengthOf(IpAddresses)],
  'AWS::EC2::VPCEndpoint': ({ VpcEndpointType, SubnetIds }) => [
    'interfaceEndpointZone',
    VpcEndpointType === 'Interface' ? lengthOf(SubnetIds) : 0,
  ],
  'AWS::Route53::HostedZone': () => ['hostedZone', 1],
  'AWS::CloudWatch::Alarm': () => ['alarm', 1],
  'AWS::CloudWatch::Dashboard': () => ['dashboard', 1],
};

/** Types of resources that cost nothing while nobody uses them, by service or by type. */
const BY_USE: readonly string[] = [
  ...['AWS::CloudFormation::', 'AWS::CloudTrail::', 'AWS::DynamoDB::', 'AWS::ECR::', 'AWS::Events::', 'AWS::IAM::'],
  ...['AWS::Lambda::', 'AWS::Logs::', 'AWS::Organizations::', 'AWS::RAM::', 'AWS::S3::', 'AWS::SNS::', 'AWS::SQS::'],
  ...['AWS::SSM::Parameter', 'AWS::Scheduler::', 'AWS::CDK::Metadata', 'AWS::Route53Resolver::ResolverQueryLogging'],
  ...['NetworkAcl', 'PrefixList', 'Route', 'SecurityGroup', 'Subnet', 'TransitGateway', 'VPC'].map(
    (name) => `AWS::EC2::${name}`,
  ),
];

/**
 * How many priced units the resources of a stack are.
 * @throws RangeError for a type of which it is not known whether it costs anything
 */
export function unitsOf(resources: Resources): ReadonlyMap<Unit, number> {
  const units = new Map<Unit, number>();
  for (const { Type, Properties } of Object.values(resources)) {
    const [unit, count] = UNITS[Type]?.(Properties) ?? [];
    if (unit !== undefined && count !== undefined) units.set(unit, (units.get(unit) ?? 0) + count);
    else if (!BY_USE.some((prefix) => Type.startsWith(prefix)))
      throw new RangeError(
        `${Type}: expected a price in test/docs/prices.ts, or that it costs by use only; found neither`,
      );
  }
  return units;
}

/** What the units cost a month, in US dollars. */
export const dollarsOf = (units: ReadonlyMap<Unit, number>): number =>
  [...units].reduce((sum, [unit, count]) => sum + count * PRICES[unit].dollars, 0);

/** `$36.50`. */
export const price = (dollars: number): string => `$${dollars.toFixed(2)}`;

/** The rows of the table of a hub's fixed costs. */
export const priceRows = (units: ReadonlyMap<Unit, number>): readonly string[] =>
  (Object.keys(PRICES) as Unit[]).flatMap((unit) => {
    const { what, dollars, source } = PRICES[unit];
    const count = units.get(unit) ?? 0;
    const name = new URL(source).pathname.split('/')[1] ?? '';
    return count === 0
      ? []
      : [`| ${what} | ${count} | ${price(dollars)} | ${price(count * dollars)} | [${name}](${source}) |`];
  });
