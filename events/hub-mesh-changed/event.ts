import * as z from 'zod';
import { API_CALL, envelope, othersCalls, record, type Address, type EventFamily } from '../family';

type Addresses = readonly Address[];

/** EC2's newer calls wrap their parameters in `<Action>Request` and spell them in Pascal case; older ones do neither. */
const unwrapped = (parameters: unknown): unknown => {
  if (typeof parameters !== 'object' || parameters === null) return parameters;
  const entries = Object.entries(parameters);
  const wrapped: unknown = entries.find(([key]) => key.endsWith('Request'))?.[1];
  if (wrapped !== undefined) return unwrapped(wrapped);
  return Object.fromEntries(entries.map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]));
};

const attachmentId = z.string().startsWith('tgw-attach-');

const ofAttachment = z.preprocess(
  unwrapped,
  z
    .looseObject({ TransitGatewayAttachmentId: attachmentId })
    .transform((named): Addresses => [{ transitGatewayAttachmentId: named.TransitGatewayAttachmentId }]),
);

/** A propagation may be one of an attachment that Wheelwright does not manage: the reconcile of the hub account lists these. */
const ofPropagation = z.preprocess(
  unwrapped,
  z
    .looseObject({ TransitGatewayAttachmentId: attachmentId })
    .transform((named): Addresses => [{ transitGatewayAttachmentId: named.TransitGatewayAttachmentId }, { hub: true }]),
);

/**
 * A route to an attachment concerns the attachment's owner. A blackhole or a deletion names the route table only. It may take
 * addresses of any VPC, which the reconcile of the hub account finds.
 */
const ofRoute = z.preprocess(
  unwrapped,
  z
    .looseObject({
      TransitGatewayRouteTableId: z.string().startsWith('tgw-rtb-'),
      TransitGatewayAttachmentId: attachmentId.optional(),
    })
    .transform(({ TransitGatewayRouteTableId: table, TransitGatewayAttachmentId: attachment }): Addresses => [
      attachment === undefined ? { transitGatewayRouteTableId: table } : { transitGatewayAttachmentId: attachment },
      { hub: true },
    ]),
);

const ofVpc = z
  .looseObject({ vPC: z.looseObject({ vPCId: z.string().startsWith('vpc-'), vPCRegion: z.string().min(1) }) })
  .transform(({ vPC }): Addresses => [{ vpcId: vPC.vPCId, region: vPC.vPCRegion }]);

const ofZone = z.looseObject({ id: z.string().min(1) }).transform(({ id }): Addresses => [{ hostedZoneId: id }]);

const call = <Name extends string, Parameters extends z.ZodType<Addresses>>(
  eventNames: readonly Name[],
  requestParameters: Parameters,
) => z.looseObject({ ...record, eventName: z.enum(eventNames), requestParameters });

const detail = z.discriminatedUnion('eventName', [
  call(
    [
      'AcceptTransitGatewayVpcAttachment',
      'RejectTransitGatewayVpcAttachment',
      'DeleteTransitGatewayVpcAttachment',
      'AssociateTransitGatewayRouteTable',
      'DisassociateTransitGatewayRouteTable',
      'DisableTransitGatewayRouteTablePropagation',
    ],
    ofAttachment,
  ),
  call(['EnableTransitGatewayRouteTablePropagation'], ofPropagation),
  call(['CreateTransitGatewayRoute', 'ReplaceTransitGatewayRoute', 'DeleteTransitGatewayRoute'], ofRoute),
  call(
    [
      'AssociateVPCWithHostedZone',
      'DisassociateVPCFromHostedZone',
      'CreateVPCAssociationAuthorization',
      'DeleteVPCAssociationAuthorization',
    ],
    ofVpc,
  ),
  call(['DeleteHostedZone'], ofZone),
]);

const schema = envelope(detail);
const eventNames = detail.options.flatMap((option) => option.shape.eventName.options);

/**
 * The hub's side of the mesh was changed: an attachment, its association and propagations, a TGW route, a zone's
 * association. Most records do not name the spoke's account; `route` looks up the owners of attachments and VPCs.
 */
export const event = {
  name: 'hub-mesh-changed',
  wakes: 'join',
  sender: 'hub',
  places: ['governed regions', 'us-east-1'],
  eventNames,
  pattern: {
    source: ['aws.ec2', 'aws.route53'],
    'detail-type': [API_CALL],
    detail: othersCalls('hub', eventNames),
  },
  schema,
  /** The schema turns the parameters into addresses, because they differ between calls. */
  addresses: ({ detail: { requestParameters } }) => requestParameters,
} satisfies EventFamily<typeof schema>;
