import * as z from 'zod';
import { API_CALL, envelope, othersCalls, record, type EventFamily } from '../family';

const eventNames = [
  'DeleteVpc',
  'CreateSubnet',
  'DeleteSubnet',
  'AssociateVpcCidrBlock',
  'DisassociateVpcCidrBlock',
  'ModifyVpcAttribute',
  'AssociateDhcpOptions',
  'DeleteDhcpOptions',
  'DeleteFlowLogs',
  'CreateVpcEndpoint',
  'ModifyVpcEndpoint',
  'DeleteVpcEndpoints',
  'CreateTransitGatewayVpcAttachment',
  'ModifyTransitGatewayVpcAttachment',
  'DeleteTransitGatewayVpcAttachment',
  'CreateHostedZone',
  'AssociateVPCWithHostedZone',
  'DisassociateVPCFromHostedZone',
  'DisassociateResolverQueryLogConfig',
];

const vpcId = z.string().startsWith('vpc-');

const schema = envelope(
  z.looseObject({
    ...record,
    requestParameters: z
      .looseObject({
        /** Route 53 only, in its own casing. */
        vPC: z.looseObject({ vPCRegion: z.string().min(1), vPCId: vpcId.optional() }).optional(),
        /** EC2's older calls. A newer one wraps its parameters in `<Action>Request`. */
        vpcId: vpcId.optional().catch(undefined),
      })
      .nullish(),
  }),
);

/**
 * A resource that a joined VPC depends on was changed in a spoke: by hand, by a template, by another tool. Most of these
 * records name no VPC: then the worker reconciles the whole spoke. Records of Route 53 are in us-east-1 and name the region.
 */
export const event = {
  name: 'vpc-changed',
  wakes: 'join',
  sender: 'spoke',
  places: ['governed regions', 'us-east-1'],
  eventNames,
  pattern: {
    source: ['aws.ec2', 'aws.route53', 'aws.route53resolver'],
    'detail-type': [API_CALL],
    detail: othersCalls('spoke', eventNames),
  },
  schema,
  addresses: ({ account, region, detail: { requestParameters } }) => {
    const { vPC, vpcId: named = vPC?.vPCId } = requestParameters ?? {};
    const spoke = { accountId: account, region: vPC?.vPCRegion ?? region };
    return [{ ...spoke, ...(named === undefined ? {} : { vpcIds: [named] }) }];
  },
} satisfies EventFamily<typeof schema>;
