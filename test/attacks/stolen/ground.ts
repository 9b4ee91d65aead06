import * as ec2 from '@aws-sdk/client-ec2';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { CreateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import { open } from '../../twin/sts/assume-role';
import { fixtureLandingZone } from '../../world/landing-zone';
import { clusterGround } from '../../twin/eks/fixture';
import type { Scene } from '../scene';

export const REGION = fixtureLandingZone().hub.region;
/** An id of EC2 that no resource has. */
export const noId = (prefix: string): string => `${prefix}-${'0'.repeat(17)}`;

/** An enrolled organization with one joined VPC in `dev`, and resources of teams and of the hub beside ours. */
export class Ground {
  private constructor(
    readonly scene: Scene,
    readonly ids: Awaited<ReturnType<typeof prepared>>,
  ) {}

  static async prepare(scene: Scene): Promise<Ground> {
    return new Ground(scene, await prepared(scene));
  }

  get dev(): string {
    return this.scene.account('dev');
  }

  get hub(): string {
    return this.scene.setting.landingZone.hub.accountId;
  }

  get management(): string {
    return this.scene.setting.landingZone.organization.managementAccountId;
  }

  unit(path: string): string {
    return this.scene.setting.organization.organizationalUnits[path] ?? '';
  }

  /** The configuration of a client whose calls are those of a stolen session of a role. */
  stolen(accountId: string, roleName: string, region = REGION) {
    const { world } = this.scene;
    const role = world.iam.roleNamed(accountId, roleName);
    if (!role) throw new Error(`${accountId} has no role ${roleName}.`);
    return world.config(open(world, role, 'thief', 3600).identity, region);
  }
}

async function prepared(scene: Scene) {
  const { world, setting } = scene;
  const dev = scene.account('dev');
  const hub = world.config(world.administrator(setting.landingZone.hub.accountId), REGION);
  const clusters = await clusterGround(world, dev, REGION);
  await clusters.create('apps');
  const vpcId = await scene.joined(dev, '10.1.0.0/22');
  await scene.wait(30);
  const team = await setting.people.ec2(dev);
  const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
  const { RouteTables = [] } = await team.send(new ec2.DescribeRouteTablesCommand(ofVpc));
  const { Subnets = [] } = await team.send(new ec2.DescribeSubnetsCommand(ofVpc));
  const { DhcpOptions } = await team.send(
    new ec2.CreateDhcpOptionsCommand({ DhcpConfigurations: [{ Key: 'domain-name', Values: ['team.test'] }] }),
  );
  const { VpcEndpoint } = await team.send(
    new ec2.CreateVpcEndpointCommand({
      ...{ VpcId: vpcId, VpcEndpointType: 'Gateway', ServiceName: `com.amazonaws.${REGION}.dynamodb` },
    }),
  );
  const { FlowLogIds } = await team.send(
    new ec2.CreateFlowLogsCommand({
      ...{ ResourceType: 'Subnet', ResourceIds: [Subnets[0]?.SubnetId ?? ''], TrafficType: 'REJECT' },
      ...{ LogDestinationType: 's3', LogDestination: `arn:aws:s3:::${setting.world.s3.buckets.keys().next().value}` },
    }),
  );
  const { FlowLogs = [] } = await team.send(new ec2.DescribeFlowLogsCommand({}));
  const { TransitGateway: ownGateway } = await team.send(new ec2.CreateTransitGatewayCommand({}));
  const second = await setting.people.ec2(scene.account('staging'));
  const { TransitGateway: foreignGateway } = await second.send(new ec2.CreateTransitGatewayCommand({}));
  const { TransitGatewayRouteTable } = await scene.hubEc2.send(
    new ec2.CreateTransitGatewayRouteTableCommand({ TransitGatewayId: setting.hub.transitGatewayId }),
  );
  const { HostedZone } = await new Route53Client(hub).send(
    new CreateHostedZoneCommand({
      ...{ Name: 'other.test', CallerReference: 'other' },
      VPC: {
        VPCId: world.ec2.vpcs.of({ accountId: setting.landingZone.hub.accountId, region: REGION })[0]?.vpcId,
        VPCRegion: 'ap-southeast-3',
      },
    }),
  );
  const { resourceShare } = await new RAMClient(hub).send(new CreateResourceShareCommand({ name: 'others' }));
  return {
    vpcId,
    attachmentId: scene.attachmentOf(vpcId)?.attachmentId ?? '',
    subnetId: Subnets[0]?.SubnetId ?? '',
    routeTableId: RouteTables[0]?.RouteTableId ?? '',
    teamOptionsId: DhcpOptions?.DhcpOptionsId ?? '',
    teamEndpointId: VpcEndpoint?.VpcEndpointId ?? '',
    teamFlowLogId: FlowLogIds?.[0] ?? '',
    ourFlowLogId: FlowLogs.find(({ FlowLogId }) => FlowLogId !== FlowLogIds?.[0])?.FlowLogId ?? '',
    ownGatewayId: ownGateway?.TransitGatewayId ?? '',
    foreignGatewayId: foreignGateway?.TransitGatewayId ?? '',
    otherTableId: TransitGatewayRouteTable?.TransitGatewayRouteTableId ?? '',
    otherZoneId: (HostedZone?.Id ?? '').replace('/hostedzone/', ''),
    otherShareArn: resourceShare?.resourceShareArn ?? '',
  };
}

/** One thing that the thief of a session tries. */
export interface Theft {
  readonly attempt: string;
  readonly call: (ground: Ground) => Promise<unknown>;
}

export const theft = (attempt: string, call: Theft['call']): Theft => ({ attempt, call });

const DENIED = /^(UnauthorizedOperation|AccessDenied|AccessDeniedException|AccessDeniedForDependencyException)$/;

/** `denied` if IAM refuses the call; otherwise its error, or `allowed`. */
export async function outcomeOf(ground: Ground, { call }: Theft): Promise<string> {
  try {
    const found = await call(ground);
    const failed = (found as { readonly FailedEntryCount?: number } | undefined)?.FailedEntryCount ?? 0;
    return failed > 0 ? 'denied' : 'allowed';
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return DENIED.test(name) ? 'denied' : `${name}: ${message}`;
  }
}
