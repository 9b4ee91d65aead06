import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ForwardRules, type ForwardRulesProps } from '../constructs/forwarder';

/** Forward rules in a region without another stack of ours: Control Tower's home region, or a further region of hub events. */
export class ForwardingStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & ForwardRulesProps) {
    super(scope, id, props);
    new ForwardRules(this, 'Rules', props);
  }
}
