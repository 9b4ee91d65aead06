import * as z from 'zod';
import { API_CALL, envelope, othersCalls, record, type EventFamily } from '../family';

const eventNames = [
  'CreateRouteTable',
  'DeleteRouteTable',
  'CreateRoute',
  'ReplaceRoute',
  'DeleteRoute',
  'AssociateRouteTable',
  'ReplaceRouteTableAssociation',
  'DisassociateRouteTable',
];

const vpcId = z.string().startsWith('vpc-');
const schema = envelope(
  z.looseObject({
    ...record,
    requestParameters: z.looseObject({ vpcId: vpcId.optional().catch(undefined) }).nullish(),
  }),
);

/** A VPC's route tables were changed in a spoke. Only the creation of a table names the VPC. */
export const event = {
  name: 'vpc-routes-changed',
  wakes: 'join',
  sender: 'spoke',
  places: ['governed regions'],
  eventNames,
  pattern: { source: ['aws.ec2'], 'detail-type': [API_CALL], detail: othersCalls('spoke', eventNames) },
  schema,
  addresses: ({ account, region, detail: { requestParameters } }) => {
    const named = requestParameters?.vpcId;
    return [{ accountId: account, region, ...(named === undefined ? {} : { vpcIds: [named] }) }];
  },
} satisfies EventFamily<typeof schema>;
