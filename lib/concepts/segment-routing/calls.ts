import {
  AssociateTransitGatewayRouteTableCommand,
  DisableTransitGatewayRouteTablePropagationCommand,
  DisassociateTransitGatewayRouteTableCommand,
  EnableTransitGatewayRouteTablePropagationCommand,
  GetTransitGatewayAttachmentPropagationsCommand,
  GetTransitGatewayRouteTablePropagationsCommand,
} from '@aws-sdk/client-ec2';
import type { Calls } from '../../aws/sdk/calls';

export const calls = {
  spoke: {},
  hub: {
    propagationsOfAttachment: GetTransitGatewayAttachmentPropagationsCommand,
    propagationsOfTable: GetTransitGatewayRouteTablePropagationsCommand,
    associate: AssociateTransitGatewayRouteTableCommand,
    disassociate: DisassociateTransitGatewayRouteTableCommand,
    enablePropagation: EnableTransitGatewayRouteTablePropagationCommand,
    disablePropagation: DisableTransitGatewayRouteTablePropagationCommand,
  },
} satisfies Calls;
