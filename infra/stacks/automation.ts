import { Stack, type Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { wantedKinds } from '../../lib/landing-zone';
import { withCode, type CodeOf } from '../constructs/code';
import { InboundBus, OutboundBus } from '../constructs/buses';
import { ForwardRules, ForwarderRole } from '../constructs/forwarder';
import { HandlerFunction, type HandlerProps } from '../constructs/function';
import { DeployedParameters, hubEnvironment, hubIds } from '../constructs/hub-parameters';
import { AdmissionsStore, Ledger } from '../constructs/ledger';
import { logicalId, placesIn } from '../constructs/names';
import { AlarmTopic } from '../constructs/alarm-topic';
import { NOTIFY_TIMEOUT, Notices } from '../constructs/notices';
import { OperatorRoles } from '../constructs/operator-roles';
import { Queues } from '../constructs/queues';
import { HistorySchedule, SweepRules } from '../constructs/schedule';
import { Alarms } from '../constructs/alarms';
import type { FunctionName, WorkerName } from '../../lib/names';
import { inPackage } from '../package';
import { workers } from '../workers';
import type { LandingZoneStackProps } from './props';

/** Of `route`, which reads events: a batch has ten, and takes a second or less. */
const ROUTE_CONCURRENCY = 5;
/** The lowest that Lambda takes: notices are rare, and receivers limit rates. */
const NOTIFY_CONCURRENCY = 2;

/** The least that Lambda takes: one step of a sweep follows from another. */
const SWEEP_CONCURRENCY = 2;

export interface AutomationProps extends LandingZoneStackProps {
  /** The code of each function; the default is the code in this package, with the landing zone beside it. */
  readonly codeOf?: CodeOf;
}

/** The part of the hub that runs the automation: buses, queues, functions, ledger, schedules, alarms. */
export class AutomationStack extends Stack {
  constructor(scope: Construct, id: string, props: AutomationProps) {
    super(scope, id, props);
    const { landingZone, codeOf } = props;
    if (codeOf) this.build(landingZone, codeOf);
    else withCode(inPackage('dist/functions'), landingZone, (ready) => this.build(landingZone, ready));
  }

  private build(landingZone: LandingZoneStackProps['landingZone'], codeOf: CodeOf): void {
    new Ledger(this, 'Ledger');
    new AdmissionsStore(this, 'Admissions');
    const queues = new Queues(this, 'Queues', landingZone);
    const { bus } = new InboundBus(this, 'Inbound', landingZone, queues.intake.queueArn);
    new OutboundBus(this, 'Outbound', landingZone);
    const { role } = new ForwarderRole(this, 'Forwarder', landingZone, 'hub');
    new ForwardRules(this, 'Rules', {
      landingZone,
      sender: 'hub',
      places: placesIn(landingZone, landingZone.hub.region),
      after: [role, bus],
    });

    const hub = hubEnvironment(this, landingZone);
    const ids = hubIds(this, landingZone);
    const handler = (name: FunctionName, feed?: HandlerProps['feed'], timeout?: Duration) =>
      new HandlerFunction(this, logicalId(name), {
        landingZone,
        name,
        code: codeOf(name),
        ...{ hub, ids },
        ...(feed ? { feed } : {}),
        ...(timeout ? { timeout } : {}),
      }).function;
    const worker = (name: WorkerName) =>
      handler(name, { queue: queues.workers[name], maxConcurrency: workers[name].maxConcurrency });
    const notices = wantedKinds(landingZone).size === 0 ? undefined : new Notices(this, 'NoticeDelivery', landingZone);
    const functions = {
      route: handler('route', { queue: queues.intake, maxConcurrency: ROUTE_CONCURRENCY }),
      enroll: worker('enroll'),
      join: worker('join'),
      'grant-pull': worker('grant-pull'),
      sweep: handler('sweep', { queue: queues.sweep, maxConcurrency: SWEEP_CONCURRENCY }),
      history: handler('history'),
      ...(notices
        ? {
            notify: handler(
              'notify',
              { queue: notices.queue, maxConcurrency: NOTIFY_CONCURRENCY, batchSize: 1 },
              NOTIFY_TIMEOUT,
            ),
          }
        : {}),
    };
    new OperatorRoles(this, 'Operators', landingZone, ids);
    new DeployedParameters(this, 'Parameters', landingZone);
    new SweepRules(this, 'Sweeps', { sweep: functions.sweep, inboundBus: bus.ref, landingZone });
    new HistorySchedule(this, 'HistorySchedule', functions.history);
    // `Notices` and `Watch` are construct ids of 0.1.0: the logical ids follow from them.
    const { topic, bucketPolicyRule } = new AlarmTopic(this, 'Notices', landingZone);
    new Alarms(this, 'Watch', { landingZone, queues, notices, functions, topic, bucketPolicyRule });
  }
}
