import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import type { CodeOf } from '../constructs/bundle';
import { InboundBus, OutboundBus } from '../constructs/buses';
import { ForwardRules, ForwarderRole } from '../constructs/forwarder';
import { HandlerFunction } from '../constructs/function';
import { hubResources, type HubNetwork } from '../constructs/hub-parameters';
import { Ledger } from '../constructs/ledger';
import { logicalId, placesIn, type FunctionName } from '../constructs/names';
import { Notices } from '../constructs/alarm-topic';
import { Queues } from '../constructs/queues';
import { SweepSchedule } from '../constructs/schedule';
import { Watch } from '../constructs/alarms';

export interface AutomationProps extends StackProps {
  readonly landingZone: LandingZone;
  readonly codeOf: CodeOf;
  readonly network: Pick<HubNetwork, 'resolverIps'>;
}

/** The stateless part of the hub: everything between an event and a call. */
export class AutomationStack extends Stack {
  constructor(scope: Construct, id: string, props: AutomationProps) {
    super(scope, id, props);
    const { landingZone, codeOf, network } = props;
    new Ledger(this, 'Ledger');
    const queues = new Queues(this, 'Queues', landingZone);
    new InboundBus(this, 'Inbound', landingZone, queues.intake.queueArn);
    new OutboundBus(this, 'Outbound', landingZone);
    new ForwarderRole(this, 'Forwarder', landingZone);
    new ForwardRules(this, 'Rules', {
      landingZone,
      sender: 'hub',
      places: placesIn(landingZone, landingZone.hub.region),
    });

    const hub = hubResources(this, landingZone, network);
    const handler = (name: FunctionName, queue?: (typeof queues)['intake']) =>
      new HandlerFunction(this, logicalId(name), {
        landingZone,
        name,
        code: codeOf(name),
        hub,
        ...(queue ? { queue } : {}),
      }).function;
    const functions = {
      route: handler('route', queues.intake),
      enroll: handler('enroll', queues.workers.enroll),
      join: handler('join', queues.workers.join),
      'grant-pull': handler('grant-pull', queues.workers['grant-pull']),
      sweep: handler('sweep'),
    };
    new SweepSchedule(this, 'Sweeps', functions.sweep);
    const { topic, bucketPolicyRule } = new Notices(this, 'Notices', landingZone);
    new Watch(this, 'Watch', { queues, functions, topic, bucketPolicyRule });
  }
}
