import { CfnArchive, CfnEventBus, CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { families, rulePattern } from '../../events';
import { namingOf, type LandingZone } from '../../lib/landing-zone';
import { hubArns, logicalId } from './names';
import { policyDocument } from './policy';
import { WORKERS, forwarderRoleArn } from '../../lib/names';

const ARCHIVE_DAYS = 90;

/** The bus that the forward rules of all accounts deliver to, its archive, and one rule per event family. */
export class InboundBus extends Construct {
  readonly bus: CfnEventBus;

  constructor(scope: Construct, id: string, landingZone: LandingZone, intakeArn: string) {
    super(scope, id);
    const { organization, hub } = landingZone;
    const { inbound, queue } = hubArns(landingZone);
    const naming = namingOf(landingZone);
    const bus = new CfnEventBus(this, 'Bus', {
      name: 'wheelwright-inbound',
      policy: {
        ...policyDocument({
          Sid: 'Forwarders',
          Effect: 'Allow',
          Principal: '*',
          Action: 'events:PutEvents',
          Resource: inbound,
          Condition: {
            StringEquals: { 'aws:PrincipalOrgID': organization.id },
            // Every event has a source, and every role an ARN. PutTargets may evaluate this policy without them.
            StringEqualsIfExists: {
              'events:source': [...new Set(families.flatMap(({ pattern }) => pattern.source))].sort(),
            },
            ArnLikeIfExists: {
              'aws:PrincipalArn': [
                forwarderRoleArn('*', 'spoke', naming),
                forwarderRoleArn(hub.accountId, 'hub', naming),
              ],
            },
          },
        }),
      },
    });
    this.bus = bus;
    new CfnArchive(this, 'Archive', {
      archiveName: 'wheelwright-inbound',
      sourceArn: bus.attrArn,
      retentionDays: ARCHIVE_DAYS,
    });
    const deployment = {
      managementAccountId: organization.managementAccountId,
      hubAccountId: hub.accountId,
      naming,
    };
    for (const family of families)
      new CfnRule(this, logicalId(family.name), {
        name: `wheelwright-${family.name}`,
        eventBusName: bus.ref,
        eventPattern: rulePattern(family, deployment),
        targets: [{ id: 'intake', arn: intakeArn, deadLetterConfig: { arn: queue('wheelwright-undelivered') } }],
      });
  }
}

/** The bus that workers publish notices on. Other roles of the hub account are denied: they could forge a notice. */
export class OutboundBus extends Construct {
  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    const { outbound, role } = hubArns(landingZone);
    new CfnEventBus(this, 'Bus', {
      name: 'wheelwright-outbound',
      policy: policyDocument({
        Sid: 'WorkersOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'events:PutEvents',
        Resource: outbound,
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': WORKERS.map(role) } },
      }),
    });
  }
}
