import { CfnRule, type CfnRuleProps } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { namesNoAccount } from '../../events';
import type { LandingZone } from '../../lib/landing-zone';
import { QUEUES } from '../../lib/names';
import { hubArns, logicalId } from './names';

export interface SweepRulesProps {
  readonly sweep: Function;
  /** The name of the bus with the events of all accounts. */
  readonly inboundBus: string;
  readonly landingZone: LandingZone;
}

/** All spokes, in case events were lost; and the spokes whose wait was acknowledged, which no message wakes. */
const SWEEPS = { all: 'rate(6 hours)', waiting: 'rate(5 minutes)' } as const;

/** What invokes the sweep: its schedules, and events about the organization's members that name no account. */
export class SweepRules extends Construct {
  readonly #sweep: Function;

  constructor(scope: Construct, id: string, { sweep, inboundBus, landingZone }: SweepRulesProps) {
    super(scope, id);
    this.#sweep = sweep;
    for (const [order, scheduleExpression] of Object.entries(SWEEPS)) this.#rule(order, order, { scheduleExpression });
    this.#rule(
      'members',
      'all',
      {
        eventBusName: inboundBus,
        eventPattern: { account: [landingZone.organization.managementAccountId], ...namesNoAccount },
      },
      { deadLetterConfig: { arn: hubArns(landingZone).queue(QUEUES.undelivered) } },
    );
  }

  #rule(name: string, sweep: string, when: Partial<CfnRuleProps>, more: Partial<CfnRule.TargetProperty> = {}): void {
    const rule = new CfnRule(this, logicalId(name), {
      name: `wheelwright-sweep-${name}`,
      ...when,
      targets: [{ id: 'sweep', arn: this.#sweep.functionArn, input: JSON.stringify({ sweep }), ...more }],
    });
    new CfnPermission(this, `${logicalId(name)}Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: this.#sweep.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    });
  }
}

/** Invokes the function that writes the history of the day before, once a day. */
export class HistorySchedule extends Construct {
  constructor(scope: Construct, id: string, history: Function) {
    super(scope, id);
    const rule = new CfnRule(this, 'Daily', {
      name: 'wheelwright-history-daily',
      scheduleExpression: 'rate(1 day)',
      targets: [{ id: 'history', arn: history.functionArn, input: '{}' }],
    });
    new CfnPermission(this, 'DailyPermission', {
      action: 'lambda:InvokeFunction',
      functionName: history.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    });
  }
}
