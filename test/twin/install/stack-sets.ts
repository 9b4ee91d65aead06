import {
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DescribeStackSetOperationCommand,
} from '@aws-sdk/client-cloudformation';
import { families } from '../../../events';
import { rolesTemplate } from '../../../infra/stacks/spoke';
import type { LandingZone } from '../../../lib/landing-zone';
import { eventually } from '../eventually';
import type { World } from '../world';
import { GLOBAL, places } from './places';

/** The two StackSets, auto-deployed to every OU that a segment names. */
export async function stackSets(world: World, landingZone: LandingZone, inbound: string): Promise<void> {
  const cloudformation = new CloudFormationClient(places(world, landingZone).managementGlobal);
  const OrganizationalUnitIds = [
    ...new Set(Object.values(landingZone.segments).flatMap(({ organizationalUnits }) => organizationalUnits)),
  ];
  const deploy = async (StackSetName: string, template: object, Regions: string[], named: boolean): Promise<void> => {
    await cloudformation.send(
      new CreateStackSetCommand({
        StackSetName,
        PermissionModel: 'SERVICE_MANAGED',
        AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
        ManagedExecution: { Active: true },
        TemplateBody: JSON.stringify(template),
        ...(named ? { Capabilities: ['CAPABILITY_NAMED_IAM'] } : {}),
      }),
    );
    const { OperationId } = await cloudformation.send(
      new CreateStackInstancesCommand({
        StackSetName,
        DeploymentTargets: { OrganizationalUnitIds },
        Regions,
        OperationPreferences: { FailureToleranceCount: 10, MaxConcurrentCount: 10 },
      }),
    );
    await eventually(world, `${StackSetName} is deployed`, async () => {
      const { StackSetOperation } = await cloudformation.send(
        new DescribeStackSetOperationCommand({ StackSetName, OperationId }),
      );
      return StackSetOperation?.Status !== 'RUNNING' && StackSetOperation?.Status !== 'QUEUED';
    });
  };
  await deploy('wheelwright-roles', rolesTemplate(landingZone), [landingZone.stsRegion], true);
  await deploy('wheelwright-rules', rulesTemplate(inbound), [...new Set([GLOBAL, ...landingZone.regions])], false);
}

const rulesTemplate = (inbound: string): object => ({
  Resources: Object.fromEntries(
    families
      .filter(({ sender }) => sender === 'spoke')
      .map(({ name, pattern }) => [
        name.replace(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase()),
        {
          Type: 'AWS::Events::Rule',
          Properties: {
            Name: `wheelwright-${name}`,
            EventPattern: pattern,
            Targets: [
              {
                Id: 'inbound',
                Arn: inbound,
                RoleArn: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/wheelwright-forwarder' },
              },
            ],
          },
        },
      ]),
  ),
});
