import type { Stack } from 'aws-cdk-lib';
import { CfnParameter as SsmParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { HubResources, LandingZone } from '../../lib/landing-zone';
import { WORKERS, hubArns, logicalId } from './names';

/** What the hub stack makes of what workers know of the hub. */
export type HubNetwork = Omit<HubResources, 'busArns' | 'ledgerTable' | 'queueUrls'>;

/** The folder of the hub's parameters. */
export const PATH = '/wheelwright/hub';

/** The parameters of the hub by their names below the path. Lists have commas between. */
const parameters = (hub: HubNetwork): Readonly<Record<string, string>> => ({
  'transit-gateway-id': hub.transitGatewayId,
  'prefix-list-id': hub.prefixListId,
  'resolver-ips': hub.resolverIps.join(','),
  'query-log-config-id': hub.queryLogConfigId,
  'flow-log-bucket-arn': hub.flowLogBucketArn,
  'resource-share-arn': hub.resourceShareArns.join(','),
  ...under('route-table-ids', hub.routeTableIds),
  ...under('zone-ids', hub.zoneIds),
});

/** Values by name as parameters in a folder. */
export const under = (folder: string, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${folder}/${name}`, value]));

/** Tells the rest of the world what the hub has: our own stacks and everybody downstream read the same parameters. */
export class HubParameters extends Construct {
  constructor(scope: Construct, id: string, hub: HubNetwork, more: Readonly<Record<string, string>>) {
    super(scope, id);
    for (const [name, value] of Object.entries({ ...parameters(hub), ...more }))
      new SsmParameter(this, logicalId(name), { name: `${PATH}/${name}`, type: 'String', value });
  }
}

/** All variables of a function have 4 KB (Lambda, "Quotas"), and it has others. */
const MOST_BYTES = 3500;

/**
 * `WHEELWRIGHT_HUB` of the functions: the parameters' values at deployment, and the names that are fixed.
 * @throws RangeError where it would be too long, with ids as long as AWS's are
 */
export function hubResources(stack: Stack, landingZone: LandingZone, network: Pick<HubNetwork, 'resolverIps'>): string {
  const bytes = Buffer.byteLength(JSON.stringify(known(landingZone, network, sample(landingZone))));
  if (bytes > MOST_BYTES) {
    const { segments, zones } = landingZone;
    throw new RangeError(
      `WHEELWRIGHT_HUB would have ${bytes} bytes, and functions take ${MOST_BYTES}: landing-zone.yaml has ${Object.keys(segments).length} segments and ${zones.private.length} zones.private; have fewer, or shorter names.`,
    );
  }
  return stack.toJsonString(
    known(landingZone, network, (name) => StringParameter.valueForStringParameter(stack, `${PATH}/${name}`)),
  );
}

function known(
  landingZone: LandingZone,
  { resolverIps }: Pick<HubNetwork, 'resolverIps'>,
  value: (parameter: string) => string,
): HubResources {
  const values = (folder: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, value(`${folder}/${name}`)]));
  const { hub, segments, zones } = landingZone;
  const { inbound, outbound, logBucket } = hubArns(landingZone);
  const queueUrl = (worker: string): string =>
    `https://sqs.${hub.region}.amazonaws.com/${hub.accountId}/wheelwright-${worker}.fifo`;
  return {
    transitGatewayId: value('transit-gateway-id'),
    routeTableIds: values('route-table-ids', Object.keys(segments)),
    prefixListId: value('prefix-list-id'),
    zoneIds: values(
      'zone-ids',
      zones.private.map(({ name }) => name),
    ),
    resolverIps: [...resolverIps],
    queryLogConfigId: value('query-log-config-id'),
    flowLogBucketArn: logBucket,
    resourceShareArns: [value('resource-share-arn')],
    busArns: { inbound, outbound },
    ledgerTable: 'wheelwright-ledger',
    queueUrls: Object.fromEntries(WORKERS.map((worker) => [worker, queueUrl(worker)])),
  };
}

/** Parameters with values as long as AWS makes them; most zones' ids are of 21 characters, some shorter. */
const sample =
  ({ hub }: LandingZone) =>
  (parameter: string): string => {
    const hex = '0'.repeat(17);
    const uuid = '0'.repeat(36);
    const [folder = ''] = parameter.split('/');
    const samples: Readonly<Record<string, string>> = {
      'transit-gateway-id': `tgw-${hex}`,
      'route-table-ids': `tgw-rtb-${hex}`,
      'prefix-list-id': `pl-${hex}`,
      'zone-ids': `Z${'0'.repeat(20)}`,
      'query-log-config-id': `rqlc-${hex}`,
      'resource-share-arn': `arn:aws:ram:${hub.region}:${hub.accountId}:resource-share/${uuid}`,
    };
    return samples[folder] ?? '';
  };
