import type { Change as AttachmentChange } from '../concepts/attachment/plan';
import type { Change as DhcpChange } from '../concepts/dhcp-options/plan';
import type { Change as FlowLogChange } from '../concepts/flow-log/plan';
import type { Change as ZoneChange } from '../concepts/private-zone/plan';
import type { Change as QueryLogChange } from '../concepts/query-log/plan';
import type { Change as EndpointChange } from '../concepts/s3-endpoint/plan';
import type { Change as RoutingChange } from '../concepts/segment-routing/plan';
import type { Change as RouteChange } from '../concepts/vpc-route/plan';
import type { HubResources, LandingZone } from '../landing-zone';
import { cleanText, type JoinConcept } from '../names';
import type { ChangeBase } from '../reconcile/outcome';
import { withPlannedNames } from './planned-hub';

/** What a change is to people, where its worker gives a reason only. */
export interface ChangeText {
  readonly concept: string;
  /** `+` adds, `~` changes, `-` removes. */
  readonly sign: '+' | '~' | '-';
  readonly text: string;
  readonly because: string;
  readonly opens?: string;
  readonly interrupts?: string;
  /** What the account of the VPC pays for. */
  readonly costs?: string;
}

/** What the texts about a VPC are made with. */
export interface TextInputs {
  readonly landingZone: LandingZone;
  readonly hub: HubResources;
  readonly vpcId: string;
  readonly cidrs: readonly string[];
  /** The segment that it joins or is in. */
  readonly segment?: string;
}

interface Said {
  readonly text: string;
  readonly because?: string;
  readonly opens?: string;
  readonly costs?: string;
}

type Texts = { readonly [Concept in JoinConcept]: (change: never, inputs: TextInputs) => Said };

const zoneName = ({ hub }: TextInputs, id: string): string =>
  Object.entries(hub.zoneIds).find(([, zoneId]) => zoneId === id)?.[0] ?? id;

const segmentOf = ({ hub }: TextInputs, table: string): string | undefined =>
  Object.entries(hub.routeTableIds).find(([, id]) => id === table)?.[0];

const tableText = (inputs: TextInputs, table: string): string => {
  const segment = segmentOf(inputs, table);
  return segment === undefined ? table : `table "${segment}"`;
};

const attachmentText = (change: AttachmentChange): Said => {
  switch (change.what) {
    case 'attach':
      return {
        text: `attach to ${change.transitGatewayId} with ${change.subnetIds.join(', ')}`,
        costs: 'the attachment by the hour, and each GB that it sends',
      };
    case 'tag':
      return { text: `tag ${change.attachmentId} in the hub account: ${Object.keys(change.tags).sort().join(', ')}` };
    case 'accept':
      return { text: `accept ${change.attachmentId}` };
    case 'options':
      return {
        text: `set options of ${change.attachmentId}: ${Object.entries(change.options)
          .map(([name, value]) => `${name}=${value}`)
          .join(', ')}`,
      };
    case 'subnets':
      return {
        text: `change the subnets of ${change.attachmentId}: ${[
          ...change.add.map((id) => `add ${id}`),
          ...change.remove.map((id) => `remove ${id}`),
        ].join(', ')}`,
      };
    case 'detach':
      return { text: `delete ${change.attachmentId}` };
    case 'reject':
      return { text: `reject ${change.attachmentId}` };
  }
};

function routingText(change: RoutingChange, inputs: TextInputs): Said {
  const table = tableText(inputs, change.routeTableId);
  const created = change.verb === 'create';
  const { vpcId, segment, cidrs } = inputs;
  const other = segmentOf(inputs, change.routeTableId);
  switch (change.what) {
    case 'association':
      return { text: created ? `associate with ${table}` : `disassociate from ${table}` };
    case 'propagation':
      return {
        text: `${created ? 'propagate' : 'stop propagating'} ${cidrs.join(', ')} ${created ? 'to' : 'from'} ${table}`,
        ...(created ? { because: reachText(segment, other) ?? change.because } : {}),
        ...(created
          ? { opens: segment === other ? `${vpcId} ⇄ ${segment}` : [segment, other].sort().join(' ⇄ ') }
          : {}),
      };
    case 'blackhole':
      return { text: `${created ? 'drop' : 'no longer drop'} ${change.cidr} in ${table}` };
  }
}

const reachText = (segment: string | undefined, other: string | undefined): string | undefined => {
  if (segment === undefined || other === undefined) return undefined;
  return segment === other ? 'a segment reaches itself' : `reach pairs ${segment} and ${other}`;
};

const TEXTS = {
  'query-log': ({ verb, configId }: QueryLogChange) => ({
    text: verb === 'create' ? `log DNS queries with ${configId}` : `stop logging DNS queries with ${configId}`,
    ...(verb === 'create' ? { costs: 'the delivery of DNS query logs' } : {}),
  }),
  'flow-log': (change: FlowLogChange) =>
    change.verb === 'create'
      ? {
          text: `create a flow log to ${change.bucketArn.split(':').at(-1) ?? ''}`,
          costs: 'the delivery of flow logs',
        }
      : { text: `delete flow log ${change.flowLogId}` },
  attachment: attachmentText,
  'segment-routing': routingText,
  'vpc-route': ({ verb, routeTableId, prefixListId }: RouteChange) => ({
    text:
      verb === 'create' ? `route ${prefixListId} in ${routeTableId}` : `remove ${prefixListId} from ${routeTableId}`,
  }),
  'private-zone': ({ verb, what, zoneId }: ZoneChange, inputs: TextInputs) => ({
    text:
      what === 'authorization'
        ? `delete a leftover authorization for zone ${zoneName(inputs, zoneId)}`
        : `${verb === 'create' ? 'associate with' : 'disassociate from'} zone ${zoneName(inputs, zoneId)}`,
  }),
  's3-endpoint': (change: EndpointChange) => ({
    text:
      change.verb === 'create'
        ? `create a gateway endpoint for S3 in ${change.routeTableIds.join(', ')}`
        : `add ${change.routeTableIds.join(', ')} to ${change.endpointId}`,
  }),
  'dhcp-options': (change: DhcpChange) => ({
    text:
      change.what === 'remove'
        ? `delete ${change.dhcpOptionsId}`
        : `use the name servers ${change.configuration['domain-name-servers']?.join(', ') ?? 'of its own options'}`,
  }),
} satisfies Texts;

const SIGNS = { create: '+', update: '~', delete: '-' } as const;

/** A change as people read it. Names that teams chose are cleaned; hub resources that do not exist yet have names. */
export function textOf(concept: string, change: ChangeBase, inputs: TextInputs): ChangeText {
  const said = (TEXTS[concept as JoinConcept] as ((change: ChangeBase, inputs: TextInputs) => Said) | undefined)?.(
    change,
    inputs,
  ) ?? { text: `${change.verb} ${concept}` };
  const { text, because = change.because, opens = change.opens, costs } = said;
  const plain = (sentence: string): string => cleanText(withPlannedNames(withTables(sentence, inputs)));
  return {
    ...{ concept, sign: SIGNS[change.verb], text: plain(text), because: plain(because) },
    ...(opens === undefined ? {} : { opens: plain(opens) }),
    ...(change.interrupts === undefined ? {} : { interrupts: plain(change.interrupts) }),
    ...(costs === undefined ? {} : { costs }),
  };
}

const withTables = (sentence: string, { hub }: TextInputs): string =>
  Object.entries(hub.routeTableIds).reduce(
    (text, [segment, id]) =>
      text.replaceAll(`route table ${id}`, `table "${segment}"`).replaceAll(id, `table "${segment}"`),
    sentence,
  );

/** A move to another table: a VPC has one association, so it has no path between the two calls. */
export function moved(texts: readonly ChangeText[], { vpcId }: TextInputs): readonly ChangeText[] {
  const from = texts.find(
    ({ text }) => text.startsWith('disassociate from table') || text.startsWith('disassociate from tgw-'),
  );
  const to = texts.find(({ text }) => text.startsWith('associate with table'));
  if (from === undefined || to === undefined) return texts;
  const [old, table] = [from.text.replace('disassociate from ', ''), to.text.replace('associate with ', '')];
  const move: ChangeText = {
    concept: from.concept,
    sign: '~',
    text: `move from ${old} to ${table}: about a minute without a path`,
    because: from.because,
    interrupts: `${vpcId} for about a minute`,
  };
  return texts.flatMap((each) => (each === from ? [move] : each === to ? [] : [each]));
}
