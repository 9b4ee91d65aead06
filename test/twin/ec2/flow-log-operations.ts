import type * as ec2 from '@aws-sdk/client-ec2';
import { AwsError } from '../wire/errors';
import type { Call, Ops, Output } from '../wire/service';
import type { World } from '../world';
import { list, missingParameter, required, unsupported, type FilterTable, type Tags } from './common';
import { arrives, deliveryRefusal } from './flow-log-delivery';
import { unknownId } from './resources';
import { tagFields, tagsAtCreation } from './tags';
import { seesAttachment } from './tgw-lookups';
import { Tokens } from './tokens';
import { ownSubnet, ownVpc } from './vpc-lookups';
import type { FlowLog } from './vpc-types';

type CreateInput = Parameters<NonNullable<Ops<typeof ec2>['CreateFlowLogs']>>[0];

const DEFAULT_FORMAT =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';
const MAX_IDS = { VPC: 300, Subnet: 300, TransitGateway: 25, TransitGatewayAttachment: 25 } as const;
type LoggedType = keyof typeof MAX_IDS;

const invalid = (message: string): AwsError => new AwsError('InvalidParameter', message);

/**
 * EC2 API reference: CreateFlowLogs, DeleteFlowLogs, DescribeFlowLogs. What concerns a single resource comes back in
 * `Unsuccessful` of an answer that is a success (200). A flow log cannot be changed.
 */
export function flowLogOps(world: World): Ops<typeof ec2> {
  const creations = new Tokens<Output<typeof ec2, 'CreateFlowLogs'>>(world);
  return {
    CreateFlowLogs: (input, call) => creations.once(call, input, () => create(world, call, input)),

    DeleteFlowLogs(input, call) {
      const unsuccessful: ec2.UnsuccessfulItem[] = [];
      for (const id of input.FlowLogIds ?? []) {
        if (world.ec2.flowLogs.owned(id, call)) {
          world.ec2.flowLogs.delete(id);
          world.ec2.tags.drop(id);
        } else unsuccessful.push(unsuccessfulFor(id, unknownId('vpc-flow-log', id)));
      }
      return { Unsuccessful: unsuccessful };
    },

    DescribeFlowLogs(input, call) {
      const { page, next } = list({ ...input, Filters: input.Filter }, input.FlowLogIds, {
        visible: world.ec2.flowLogs.of(call),
        idOf: ({ flowLogId }) => flowLogId,
        unknown: (id) => unknownId('vpc-flow-log', id),
        filters: filters(world, call),
        tagsOf: tagsOf(world, call),
        pageSizes: { minimum: 1, maximum: 1000 },
      });
      return { FlowLogs: page.map((log) => describeFlowLog(world, call, log)), ...next };
    },
  };
}

function create(world: World, call: Call, input: CreateInput) {
  unsupported({
    DeliverCrossAccountRole: input.DeliverCrossAccountRole,
    TagFieldSpecifications: input.TagFieldSpecifications,
  });
  const resourceType = loggedType(input);
  const settings = settingsFrom(resourceType, input);
  const tags = tagsAtCreation(input.TagSpecifications, 'vpc-flow-log');
  const ids = input.ResourceIds ?? [];
  if (ids.length > MAX_IDS[resourceType])
    throw invalid(`At most ${MAX_IDS[resourceType]} resources of the type ${resourceType} at once.`);
  for (const id of ids) requireResource(world, call, resourceType, id);

  const refusal = deliveryRefusal(world, call, settings);
  const flowLogIds: string[] = [];
  const unsuccessful: ec2.UnsuccessfulItem[] = [];
  for (const resourceId of ids) {
    const problem = refusal ?? existing(world, call, resourceId, settings);
    if (problem) {
      unsuccessful.push(unsuccessfulFor(resourceId, problem));
      continue;
    }
    const flowLogId = world.ids.ec2('fl');
    const owner = { ownerId: call.accountId, region: call.region };
    world.ec2.flowLogs.add(flowLogId, {
      ...settings,
      ...owner,
      flowLogId,
      resourceId,
      creationTime: world.clock.now(),
    });
    world.ec2.setTags(flowLogId, call.accountId, tags);
    flowLogIds.push(flowLogId);
  }
  return { FlowLogIds: flowLogIds, Unsuccessful: unsuccessful, ClientToken: input.ClientToken };
}

type Settings = Omit<FlowLog, 'ownerId' | 'region' | 'flowLogId' | 'resourceId' | 'creationTime'>;

const isLogged = (type: string): type is LoggedType => type in MAX_IDS;

function loggedType({ ResourceType }: CreateInput): LoggedType {
  const type = required(ResourceType, 'resourceType');
  if (!isLogged(type))
    throw new AwsError('UnsupportedOperation', `The twin does not model flow logs of the type ${type}.`);
  return type;
}

function settingsFrom(resourceType: LoggedType, input: CreateInput): Settings {
  const ofVpc = resourceType === 'VPC' || resourceType === 'Subnet';
  // Of a transit gateway all traffic is logged, every minute (Transit Gateway guide, flow logs).
  if (ofVpc && input.TrafficType === undefined) throw missingParameter('trafficType');
  if (!ofVpc && input.TrafficType !== undefined)
    throw invalid('TrafficType is not supported for transit gateways and their attachments.');
  const interval = input.MaxAggregationInterval ?? (ofVpc ? 600 : 60);
  if (interval !== 60 && (interval !== 600 || !ofVpc)) throw invalid(`Invalid Flow Log Max Aggregation Interval`);
  return {
    trafficType: input.TrafficType,
    ...destinationFrom(input),
    format: input.LogFormat ?? DEFAULT_FORMAT,
    maxAggregationInterval: interval,
    destinationOptions: input.DestinationOptions,
  };
}

function destinationFrom(input: CreateInput) {
  const destinationType = input.LogDestinationType ?? 'cloud-watch-logs';
  const { LogDestination: destination, LogGroupName: logGroupName, DeliverLogsPermissionArn } = input;
  if (destination === undefined && logGroupName === undefined)
    throw invalid('LogDestination can not be empty if LogGroupName is not provided.');
  if (destination !== undefined && logGroupName !== undefined)
    throw new AwsError('InvalidParameterCombination', 'LogDestination and LogGroupName cannot be given together.');
  if (destinationType === 'cloud-watch-logs' && DeliverLogsPermissionArn === undefined)
    throw invalid('DeliverLogsPermissionArn can not be empty if LogDestinationType is cloud-watch-logs.');
  if (destinationType !== 'cloud-watch-logs' && logGroupName !== undefined)
    throw invalid(`LogGroupName must be empty if LogDestinationType is ${destinationType}.`);
  if (destinationType === 's3' && DeliverLogsPermissionArn !== undefined)
    throw invalid('DeliverLogsPermissionArn must be empty if LogDestinationType is s3.');
  if (destinationType === 'kinesis-data-firehose')
    throw new AwsError('UnsupportedOperation', 'The twin does not model flow logs to Firehose.');
  return { destinationType, destination, logGroupName, deliverLogsPermissionArn: DeliverLogsPermissionArn };
}

/** The error for a resource that the caller may not log: it must be the caller's own. */
function requireResource(world: World, call: Call, type: LoggedType, id: string): void {
  const ec2State = world.ec2;
  switch (type) {
    case 'VPC':
      ownVpc(world, call, id);
      return;
    case 'Subnet':
      ownSubnet(world, call, id);
      return;
    case 'TransitGateway': {
      const gateway = ec2State.transitGateway(id);
      if (gateway?.ownerId !== call.accountId || gateway.region !== call.region) throw unknownId('transit-gateway', id);
      return;
    }
    case 'TransitGatewayAttachment': {
      const attachment = ec2State.transitGatewayAttachments.get(id);
      if (!attachment || !seesAttachment(world, call, attachment)) throw unknownId('transit-gateway-attachment', id);
    }
  }
}

/** Same resource, traffic and destination: FlowLogAlreadyExists (VPC User Guide, flow log troubleshooting). */
function existing(world: World, call: Call, resourceId: string, settings: Settings): AwsError | undefined {
  const logs = world.ec2.flowLogs.of(call).filter((log) => log.resourceId === resourceId);
  if (logs.length >= world.ec2.quotas.flowLogsPerResource)
    return new AwsError('FlowLogsLimitExceeded', `The maximum number of flow logs of ${resourceId} has been reached.`);
  const same = logs.some(
    (log) =>
      log.trafficType === settings.trafficType &&
      log.destination === settings.destination &&
      log.logGroupName === settings.logGroupName,
  );
  return same
    ? new AwsError(
        'FlowLogAlreadyExists',
        'Error. There is an existing Flow Log with the same configuration and log destination.',
      )
    : undefined;
}

const unsuccessfulFor = (ResourceId: string, { code, message }: AwsError): ec2.UnsuccessfulItem => ({
  ResourceId,
  Error: { Code: code, Message: message },
});

const filters = (world: World, call: Call): FilterTable<FlowLog> => ({
  'deliver-log-status': (log) => deliveryOf(world, call, log).DeliverLogsStatus,
  'log-destination-type': ({ destinationType }) => destinationType,
  'flow-log-id': ({ flowLogId }) => flowLogId,
  'log-group-name': ({ logGroupName }) => logGroupName,
  'resource-id': ({ resourceId }) => resourceId,
  'traffic-type': ({ trafficType }) => trafficType,
});

const tagsOf =
  (world: World, call: Call) =>
  ({ flowLogId }: FlowLog): Tags =>
    world.ec2.tagsOf(flowLogId, call.accountId);

/** AWS tries to deliver every five minutes, and says how the last attempt ended. Here the bucket decides. */
const deliveryOf = (world: World, call: Call, log: FlowLog) =>
  deliveryRefusal(world, call, log) === undefined && arrives(world, log)
    ? { DeliverLogsStatus: 'SUCCESS' }
    : { DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage: 'Access error' };

const describeFlowLog = (world: World, call: Call, log: FlowLog): ec2.FlowLog => ({
  FlowLogId: log.flowLogId,
  FlowLogStatus: 'ACTIVE',
  ...deliveryOf(world, call, log),
  CreationTime: log.creationTime,
  ResourceId: log.resourceId,
  TrafficType: log.trafficType,
  LogDestinationType: log.destinationType,
  LogDestination: log.destination,
  LogGroupName: log.logGroupName,
  DeliverLogsPermissionArn: log.deliverLogsPermissionArn,
  LogFormat: log.format,
  MaxAggregationInterval: log.maxAggregationInterval,
  DestinationOptions: log.destinationOptions,
  ...tagFields(tagsOf(world, call)(log)),
});
