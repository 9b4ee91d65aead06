import type { World } from '../twin/world';

/**
 * What exists in a world, one line a resource, apart from what teams make in their VPCs: those appear with their gateway
 * endpoints, and with tags and attachments that others made.
 */
export function inventory(world: World): ReadonlySet<string> {
  return new Set([
    ...global(world),
    ...world.organizations
      .accounts()
      .flatMap(({ id }) =>
        ['us-east-1', 'ap-southeast-3'].flatMap((region) => regional(world, { accountId: id, region })),
      ),
  ]);
}

function global({ ec2, iam, ram, route53, s3, sns, organizations, cloudformation, functions }: World): string[] {
  const live = <T extends { readonly state?: string }>(all: Iterable<T>): T[] =>
    [...all].filter(({ state }) => state !== 'deleted');
  return [
    ...live(ec2.transitGateways.values()).map(({ ownerId }) => `${ownerId} transit gateway`),
    ...live(ec2.transitGatewayAttachments.values()).map(({ vpcId }) => `attachment of ${vpcId}`),
    ...live(ec2.transitGatewayRouteTables.values()).map(() => 'transit gateway route table'),
    ...[...ec2.prefixLists.values()]
      .filter(({ state, ownerId }) => state !== 'delete-complete' && ownerId !== 'AWS')
      .map(({ name }) => `prefix list ${name}`),
    ...[...iam.oidcProviders.keys()],
    ...[...ram.shares.values()].filter(({ status }) => status !== 'DELETED').map(({ name }) => `share ${name}`),
    ...[...route53.zones.values()].map(({ name, vpcs }) => `${vpcs.size > 0 ? 'private ' : ''}zone ${name}`),
    ...[...s3.buckets.keys()].map((name) => `bucket ${name}`),
    ...sns.topics(),
    ...organizations.policies.all().map(({ name }) => `policy ${name}`),
    ...cloudformation.all().map(({ name }) => `StackSet ${name}`),
    ...functions.all().map(({ arn }) => arn),
  ];
}

function regional(world: World, place: { readonly accountId: string; readonly region: string }): string[] {
  const { ec2, resolver, eventbridge, sqs, ssm, dynamodb, ecr, iam } = world;
  const { buses, archives } = eventbridge.scope(place);
  const vpcs = ec2.vpcs.of(place).filter(({ isDefault }) => !isDefault);
  return [
    ...iam.rolesIn(place.accountId).map(({ name }) => `role ${name}`),
    ...vpcs.flatMap(({ vpcId }) =>
      [...ec2.tagsOf(vpcId, place.accountId).keys()].map((key) => `tag ${key} of ${vpcId}`),
    ),
    ...vpcs.map(({ vpcId }) => `VPC ${vpcId}`),
    ...ec2.endpoints.of(place).map(({ serviceName, vpcId }) => `endpoint ${serviceName} in ${vpcId}`),
    ...ec2.flowLogs.of(place).map(({ resourceId }) => `flow log of ${resourceId}`),
    ...ec2.dhcpOptions
      .of(place)
      .filter(({ dhcpOptionsId }) => dhcpOptionsId !== ec2.defaultsOf(place).dhcpOptionsId)
      .map(({ dhcpOptionsId }) => `DHCP options ${dhcpOptionsId}`),
    ...resolver.endpoints.of(place).map(({ name }) => `resolver endpoint ${name}`),
    ...resolver.queryLogConfigs.of(place).map(({ name }) => `query log config ${name}`),
    ...resolver.queryLogAssociationsOf(place).map(({ vpcId }) => `query log of ${vpcId}`),
    ...[...buses.values()].flatMap(({ name, rules }) => [
      `bus ${name}`,
      ...[...rules.keys()].map((rule) => `rule ${rule}`),
    ]),
    ...[...archives.keys()].map((name) => `archive ${name}`),
    ...[...sqs.queues(place).keys()].map((name) => `queue ${name}`),
    ...[...ssm.parameters(place).keys()].map((name) => `parameter ${name}`),
    ...[...dynamodb.tables(place).keys()].map((name) => `table ${name}`),
    ...[...ecr.repositories.of(place).keys()].map((name) => `repository ${name}`),
  ].map((line) => `${place.accountId} ${line}`);
}
