import type { Intent } from './timeline';

const tables = (count: number): string => (count === 1 ? '1 route table' : `${count} route tables`);
const zones = (count: number): string => (count === 1 ? '1 private zone' : `${count} private zones`);

type Phrase = (count: number, intent: Intent | undefined) => string;

/** What a write of our roles means, by its API call: at most 29 characters. `count` calls of one VPC or account are one fact. */
const PHRASES: Readonly<Record<string, Phrase>> = {
  'account:EnableRegion': () => 'region enabled',
  'cloudformation:CreateStackInstances': () => 'event rules deployed',
  'ram:AssociateResourceShare': () => 'transit gateway shared (RAM)',
  'ram:AcceptResourceShareInvitation': () => 'RAM invitation accepted',
  'ram:DisassociateResourceShare': () => 'transit gateway not shared',
  'route53resolver:AssociateResolverQueryLogConfig': () => 'DNS query logs on',
  'route53resolver:DisassociateResolverQueryLogConfig': () => 'flow and DNS query logs off',
  'ec2:CreateFlowLogs': () => 'flow logs on',
  'ec2:CreateTransitGatewayVpcAttachment': () => 'attachment created',
  'ec2:ModifyTransitGatewayVpcAttachment': () => 'attachment modified',
  'ec2:AcceptTransitGatewayVpcAttachment': () => 'attachment accepted by hub',
  'ec2:DeleteTransitGatewayVpcAttachment': () => 'attachment deleted',
  'ec2:AssociateTransitGatewayRouteTable': () => "in its segment's route table",
  'ec2:DisassociateTransitGatewayRouteTable': () => "out of its segment's table",
  'ec2:EnableTransitGatewayRouteTablePropagation': (count) => `propagated to ${tables(count)}`,
  'ec2:DisableTransitGatewayRouteTablePropagation': (count) => `removed from ${tables(count)}`,
  'ec2:CreateTransitGatewayRoute': () => 'local range blackholed',
  'ec2:DeleteTransitGatewayRoute': () => 'blackhole removed',
  'ec2:RejectTransitGatewayVpcAttachment': () => 'pending attachment rejected',
  'ec2:CreateRoute': (count) => `mesh route in ${tables(count)}`,
  'ec2:DeleteRoute': (count) => `mesh route out of ${count} tables`,
  'route53:AssociateVPCWithHostedZone': (count) => `${zones(count)} associated`,
  'route53:DisassociateVPCFromHostedZone': (count) => `${zones(count)} removed`,
  'ec2:CreateVpcEndpoint': () => 'S3 gateway endpoint created',
  'ec2:ModifyVpcEndpoint': () => 'S3 endpoint in all tables',
  'ec2:AssociateDhcpOptions': (_, intent) =>
    `DHCP: ${intent === 'leave' ? 'its own DNS servers' : "the hub's resolver"}`,
};

/** Calls that another fact contains: tags, a zone's authorization before and after its association, sets of DHCP options, logs. */
const PARTS: ReadonlySet<string> = new Set([
  'ec2:DeleteFlowLogs',
  ...['ec2:CreateTags', 'ec2:DeleteTags', 'ec2:CreateDhcpOptions', 'ec2:DeleteDhcpOptions'],
  ...['route53:CreateVPCAssociationAuthorization', 'route53:DeleteVPCAssociationAuthorization'],
]);

/** Whether the story counts a call without a line of its own. */
export const isPart = (what: string): boolean => PARTS.has(what);

/** A call in plain words, or its operation where there are none. */
export const phraseFor = (what: string, count: number, intent: Intent | undefined): string =>
  PHRASES[what]?.(count, intent) ?? operationOf(what);

/** `CreateRoute` of `ec2:CreateRoute`. */
export const operationOf = (what: string): string => what.replace(/^[a-z0-9]+:/, '');
