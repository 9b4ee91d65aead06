import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { logicalId } from './names';

/** All spokes, in case events were lost; and the spokes whose wait was acknowledged, which no message wakes. */
const SWEEPS = { all: 'rate(6 hours)', waiting: 'rate(5 minutes)' } as const;

/** The sweep's schedules. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, sweep: Function) {
    super(scope, id);
    for (const [order, scheduleExpression] of Object.entries(SWEEPS)) {
      const rule = new CfnRule(this, logicalId(order), {
        name: `wheelwright-sweep-${order}`,
        scheduleExpression,
        targets: [{ id: 'sweep', arn: sweep.functionArn, input: JSON.stringify({ sweep: order }) }],
      });
      new CfnPermission(this, `${logicalId(order)}Permission`, {
        action: 'lambda:InvokeFunction',
        functionName: sweep.functionName,
        principal: 'events.amazonaws.com',
        sourceArn: rule.attrArn,
      });
    }
  }
}
