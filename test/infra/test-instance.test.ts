import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { landingZone, made, stacksOf } from './deployed';

const hub = {
  ...landingZone.hub,
  testInstances: true,
  endpoints: [...landingZone.hub.endpoints, 'ssm', 'ssmmessages'],
};
const { app } = stacksOf({ ...landingZone, hub });
const { artifacts } = app.synth();
const inHub = artifacts.find(({ id }) => id === 'validation');
const forSpokes = JSON.parse(
  readFileSync(join(app.outdir, 'wheelwright-test-instance.template.json'), 'utf8'),
) as object;
const templates = [
  ['in the hub', Template.fromJSON(app.synth().getStackArtifact('validation').template as object)],
  ['in a spoke', Template.fromJSON(forSpokes)],
] as const;

test('there is no test instance unless the config sets hub.testInstances', () => {
  expect(made.app.synth().stacks.map(({ id }) => id)).not.toContain('validation');
});

describe.each(templates)('%s', (_where, template) => {
  test('it has no public address, is managed by Systems Manager, encrypts its disk and requires IMDSv2', () => {
    template.hasResourceProperties('AWS::EC2::Instance', {
      NetworkInterfaces: [Match.objectLike({ AssociatePublicIpAddress: false })],
      KeyName: Match.absent(),
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: Match.objectLike({ Encrypted: true }) }],
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
      RoleName: { 'Fn::Join': ['-', Match.arrayWith(['test-instance'])] },
    });
  });

  test('it accepts pings from the mesh and nothing else', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ IpProtocol: 'icmp', CidrIp: '10.0.0.0/14' })],
    });
  });

  test('CloudFormation resolves its image at deployment, without a look-up at synth', () => {
    template.hasParameter('ImageId', {
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
    });
  });
});

test('in the hub it takes VPC and subnet from the parameters of the hub stack, and is deployed after it', () => {
  const [, template] = templates[0];
  const read = Object.values(template.findParameters('*')).map((each) => (each as { Default?: string }).Default);
  expect(read).toEqual(expect.arrayContaining(['/wheelwright/hub/vpc-id', '/wheelwright/hub/subnet-ids']));
  expect(inHub?.dependencies.map(({ id }) => id)).toContain('hub');
});
