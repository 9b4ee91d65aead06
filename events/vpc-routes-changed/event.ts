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

const schema = envelope(z.looseObject(record));

/** A VPC's route tables were changed in a spoke. Records of disassociations name neither VPC nor table. */
export const event = {
  name: 'vpc-routes-changed',
  wakes: 'join',
  sender: 'spoke',
  places: ['governed regions'],
  eventNames,
  pattern: { source: ['aws.ec2'], 'detail-type': [API_CALL], detail: othersCalls('spoke', eventNames) },
  schema,
  addresses: ({ account, region }) => [{ accountId: account, region }],
} satisfies EventFamily<typeof schema>;
