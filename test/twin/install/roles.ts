import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { enrollStatements, functionStatements, orgReadStatements } from '../../../infra/constructs/permissions';
import { policyDocument, type Statement } from '../../../infra/constructs/policy';
import type { LandingZone } from '../../../lib/landing-zone';
import type { World } from '../world';
import { FUNCTIONS } from './functions';
import { places } from './places';

export const trustOf = (principal: object, condition?: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: principal,
        Action: 'sts:AssumeRole',
        ...(condition ? { Condition: condition } : {}),
      },
    ],
  });

/** The hub's root, held to the workers' fixed-name roles: survives a role's re-creation. */
export const workerTrust = ({ hub, organization }: LandingZone, functions: readonly string[]): string =>
  trustOf(
    { AWS: `arn:aws:iam::${hub.accountId}:root` },
    {
      ArnEquals: {
        'aws:PrincipalArn': functions.map((name) => `arn:aws:iam::${hub.accountId}:role/wheelwright-${name}`),
      },
      StringEquals: { 'aws:PrincipalOrgID': organization.id },
    },
  );

export const forwarderPolicy = (inbound: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: inbound }],
  });

/** The functions' roles in the hub, those of the management account, and the forwarders of both. */
export async function roles(world: World, landingZone: LandingZone): Promise<void> {
  const at = places(world, landingZone);
  const hub = new IAMClient(at.hubGlobal);
  const management = new IAMClient(at.managementGlobal);
  const events = trustOf({ Service: 'events.amazonaws.com' });
  const create = (iam: IAMClient, RoleName: string, AssumeRolePolicyDocument: string) =>
    iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const may = (iam: IAMClient, RoleName: string, statements: readonly Statement[]) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: 'calls',
        PolicyDocument: JSON.stringify(policyDocument(...statements)),
      }),
    );
  for (const name of FUNCTIONS) {
    await create(hub, `wheelwright-${name}`, trustOf({ Service: 'lambda.amazonaws.com' }));
    await may(hub, `wheelwright-${name}`, [...functionStatements(landingZone, name)]);
  }
  await create(management, 'wheelwright-org-read', workerTrust(landingZone, ['route', 'join', 'grant-pull', 'sweep']));
  await may(management, 'wheelwright-org-read', [...orgReadStatements()]);
  await create(management, 'wheelwright-enroll', workerTrust(landingZone, ['enroll']));
  await may(management, 'wheelwright-enroll', [...enrollStatements(landingZone)]);
  const inbound = `arn:aws:events:${landingZone.hub.region}:${landingZone.hub.accountId}:event-bus/wheelwright-inbound`;
  for (const iam of [hub, management]) {
    await create(iam, 'wheelwright-forwarder', events);
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'wheelwright-forwarder',
        PolicyName: 'forward',
        PolicyDocument: forwarderPolicy(inbound),
      }),
    );
  }
}
