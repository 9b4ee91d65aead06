import type { Stack } from 'aws-cdk-lib';
import { CfnParameter as SsmParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { HubResources, LandingZone } from '../../lib/landing-zone';
import { WORKERS, hubArns, logicalId } from './names';

/** What the hub stack makes of what workers know of the hub. */
export type HubNetwork = Omit<HubResources, 'busArns' | 'ledgerTable' | 'queueUrls'>;

const PATH = '/wheelwright/hub';

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

/** `WHEELWRIGHT_HUB` of the functions: the parameters' values at deployment, and the names that are fixed. */
export function hubResources(stack: Stack, landingZone: LandingZone, network: Pick<HubNetwork, 'resolverIps'>): string {
  const value = (name: string): string => StringParameter.valueForStringParameter(stack, `${PATH}/${name}`);
  const values = (folder: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, value(`${folder}/${name}`)]));
  const { hub, segments, zones } = landingZone;
  const { inbound, outbound, logBucket } = hubArns(landingZone);
  const queueUrl = (worker: string): string =>
    `https://sqs.${hub.region}.amazonaws.com/${hub.accountId}/wheelwright-${worker}.fifo`;
  const resources: HubResources = {
    transitGatewayId: value('transit-gateway-id'),
    routeTableIds: values('route-table-ids', Object.keys(segments)),
    prefixListId: value('prefix-list-id'),
    zoneIds: values(
      'zone-ids',
      zones.private.map(({ name }) => name),
    ),
    resolverIps: network.resolverIps,
    queryLogConfigId: value('query-log-config-id'),
    flowLogBucketArn: logBucket,
    resourceShareArns: [value('resource-share-arn')],
    busArns: { inbound, outbound },
    ledgerTable: 'wheelwright-ledger',
    queueUrls: Object.fromEntries(WORKERS.map((worker) => [worker, queueUrl(worker)])),
  };
  return stack.toJsonString(resources);
}
