import * as z from 'zod';

const id = (prefix: string) => z.string().startsWith(prefix);
const arn = z.string().startsWith('arn:');

/** What a worker knows of the hub: ids that only exist once the hub is deployed, as it travels in `WHEELWRIGHT_HUB`. */
export const hubResourcesSchema = z.strictObject({
  transitGatewayId: id('tgw-'),
  /** Transit gateway route tables by segment. */
  routeTableIds: z.record(z.string(), id('tgw-rtb-')),
  /** The mesh prefix list. */
  prefixListId: id('pl-'),
  /** Private hosted zones by name; bare ids, without `/hostedzone/`. */
  zoneIds: z.record(z.string(), id('Z')),
  /** The inbound resolver's addresses, one per Availability Zone. */
  resolverIps: z.array(z.ipv4()),
  queryLogConfigId: id('rqlc-'),
  flowLogBucketArn: arn,
  /** RAM shares that each enrolled account is a principal of. */
  resourceShareArns: z.array(arn),
  busArns: z.strictObject({ inbound: arn, outbound: arn }),
  /** Name of the DynamoDB table. */
  ledgerTable: z.string().min(1),
  /** By worker: `enroll`, `join`, `grant-pull`. */
  queueUrls: z.record(z.string(), z.url()),
});

export type HubResources = z.infer<typeof hubResourcesSchema>;

/** @throws SyntaxError or ZodError: a worker that does not know its hub must not start */
export const parseHub = (json: string): HubResources => hubResourcesSchema.parse(JSON.parse(json));
