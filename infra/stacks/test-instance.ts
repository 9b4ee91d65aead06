import { Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import type { Construct } from 'constructs';
import { HUB_PATH, type LandingZone } from '../../lib/landing-zone';
import { acknowledge } from '../constructs/acknowledge';
import { plainTemplate, type PlainTemplate } from '../constructs/plain-template';
import { serviceTrust } from '../constructs/policy';
import { boundaryProperty } from '../constructs/role-settings';

/** CloudFormation resolves it at deployment: the newest Amazon Linux, which includes the SSM Agent. */
const IMAGE = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64';

/** The permissions that Systems Manager needs to manage an instance. */
const MANAGED = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

/** It has no prefix of ours: an administrator of a spoke may create it, and its calls are not excluded from the events. */
const role = (landingZone: LandingZone) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: { 'Fn::Join': ['-', ['test-instance', { Ref: 'AWS::Region' }, { Ref: 'VpcId' }]] },
    AssumeRolePolicyDocument: serviceTrust('ec2.amazonaws.com'),
    ManagedPolicyArns: [MANAGED],
    ...boundaryProperty(landingZone),
  },
});

const securityGroup = ({ mesh }: LandingZone) => ({
  Type: 'AWS::EC2::SecurityGroup',
  Properties: {
    VpcId: { Ref: 'VpcId' },
    GroupDescription: 'A test instance',
    SecurityGroupIngress: mesh.prefixes.map((CidrIp) => ({
      ...{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1, CidrIp },
      Description: 'ping from the mesh',
    })),
    SecurityGroupEgress: [
      ...mesh.prefixes.map((CidrIp) => ({ IpProtocol: '-1', CidrIp, Description: 'the mesh' })),
      {
        ...{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' },
        Description: 'Systems Manager where it has no endpoint in the mesh',
      },
    ],
  },
});

const INSTANCE = {
  Type: 'AWS::EC2::Instance',
  Properties: {
    ImageId: { Ref: 'ImageId' },
    InstanceType: 't4g.nano',
    IamInstanceProfile: { Ref: 'Profile' },
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeType: 'gp3', DeleteOnTermination: true } },
    ],
    NetworkInterfaces: [
      {
        DeviceIndex: '0',
        AssociatePublicIpAddress: false,
        SubnetId: { Ref: 'SubnetId' },
        GroupSet: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }],
      },
    ],
    Tags: [{ Key: 'Name', Value: 'mesh-test' }],
  },
};

const PARAMETERS = {
  VpcId: { Type: 'AWS::EC2::VPC::Id', Description: 'A VPC that has joined the mesh' },
  SubnetId: { Type: 'AWS::EC2::Subnet::Id', Description: 'A subnet of that VPC with a route to the mesh' },
  ImageId: {
    Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
    Description: 'An arm64 image with the SSM Agent',
    Default: IMAGE,
  },
};

/**
 * An instance for tests of name resolution and connectivity: managed by Systems Manager, without a public address or a
 * key.
 */
export const testInstanceTemplate = (landingZone: LandingZone): PlainTemplate =>
  plainTemplate(
    'Wheelwright: a test instance in a VPC of the mesh',
    {
      Role: role(landingZone),
      Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'Role' }] } },
      Group: securityGroup(landingZone),
      Instance: INSTANCE,
    },
    {
      Parameters: PARAMETERS,
      Outputs: {
        InstanceId: { Value: { Ref: 'Instance' } },
        PrivateIp: { Value: { 'Fn::GetAtt': ['Instance', 'PrivateIp'] } },
      },
    },
  );

/** The same instance in the hub VPC. */
export class ValidationStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly templateFile: string }) {
    super(scope, id, props);
    const value = (name: string): string => StringParameter.valueForStringParameter(this, `${HUB_PATH}/${name}`);
    const { templateFile } = props;
    const included = new CfnInclude(this, 'TestInstance', {
      templateFile,
      parameters: { VpcId: value('vpc-id'), SubnetId: Fn.select(0, Fn.split(',', value('subnet-ids'))) },
    });
    const managed =
      "AWS keeps the permissions of the SSM Agent in this policy, and changes them with the agent's versions.";
    acknowledge(included.getResource('Role'), `IAM4[Policy::${MANAGED}]`, managed);
    acknowledge(included.getResource('Instance'), 'EC28', 'A test instance needs no detailed metrics.');
    acknowledge(
      included.getResource('Instance'),
      'EC29',
      'A test instance holds no data, and is deleted after the test.',
    );
  }
}
