import type * as resolver from '../../../lib/aws/resolver';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { list, type Columns } from './listing';
import type { RuleAssociation } from './state';

const columns: Columns<RuleAssociation> = {
  Name: (association) => association.name,
  ResolverRuleId: (association) => association.ruleId,
  Status: (association) => association.status,
  VPCId: (association) => association.vpcId,
};

export const ruleOps = (world: World): Ops<typeof resolver> => ({
  /** Every VPC comes associated with the system rule that sends all other names to the Internet's name servers. */
  ListResolverRuleAssociations(input, call) {
    const systemRules = world.ec2.vpcs.of(call).map(({ vpcId, ownerId, region }): RuleAssociation => ({
      id: `rslvr-autodefined-assoc-${vpcId}-internet-resolver`,
      ruleId: 'rslvr-autodefined-rr-internet-resolver',
      name: 'System Rule Association',
      vpcId,
      ownerId,
      region,
      status: 'COMPLETE',
    }));
    const made = world.resolver.ruleAssociations.of(call);
    const { items, next } = list([...systemRules, ...made], input, columns);
    return {
      ResolverRuleAssociations: items.map(({ id, ruleId, name, vpcId, status }) => ({
        Id: id,
        ResolverRuleId: ruleId,
        ...(name === undefined ? {} : { Name: name }),
        VPCId: vpcId,
        Status: status,
        StatusMessage: '',
      })),
      MaxResults: input.MaxResults ?? 100,
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },
});
