import * as z from 'zod';
import type { LandingZone } from './schema';

/** The path of the SSM parameters with the hub's outputs. */
export const HUB_PATH = '/wheelwright/hub';

/** The parameters below it that say what is deployed: the version, and the fingerprint of the config. */
export const DEPLOYED = { version: 'deployed/version', config: 'deployed/config' } as const;

/** A value that the hub stack passes to the functions. `HUB_OUTPUTS` is the only list of these. */
interface HubOutput<Schema extends z.ZodType> {
  /** The SSM parameter below `/wheelwright/hub`, or the folder of parameters where there is one for each of `names`. */
  readonly parameter: string;
  /** Reads the field of the environment variable: a parameter's value, or the values of a folder by name. */
  readonly schema: Schema;
  readonly names?: (landingZone: LandingZone) => readonly string[];
  /** The longest value that AWS makes. With it, synth checks the length of the environment variable. */
  readonly sample: (landingZone: LandingZone) => string;
}

const output = <Schema extends z.ZodType>(definition: HubOutput<Schema>): HubOutput<Schema> => definition;
const id = (prefix: string) => z.string().startsWith(prefix);
/** A list as one text with commas, as in SSM's `StringList`. */
const list = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .string()
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(item));

const HEX = '0'.repeat(17);
const LONGEST_ADDRESS = '255.255.255.255';

export const HUB_OUTPUTS = {
  transitGatewayId: output({ parameter: 'transit-gateway-id', schema: id('tgw-'), sample: () => `tgw-${HEX}` }),
  /** Transit gateway route tables by segment. */
  routeTableIds: output({
    parameter: 'route-table-ids',
    schema: z.record(z.string(), id('tgw-rtb-')),
    names: ({ segments }) => Object.keys(segments),
    sample: () => `tgw-rtb-${HEX}`,
  }),
  /** The mesh prefix list. */
  prefixListId: output({ parameter: 'prefix-list-id', schema: id('pl-'), sample: () => `pl-${HEX}` }),
  /** Private hosted zones by name: bare ids, without `/hostedzone/`. Most have 21 characters, some fewer. */
  zoneIds: output({
    parameter: 'zone-ids',
    schema: z.record(z.string(), id('Z')),
    names: ({ zones }) => zones.private.map(({ name }) => name),
    sample: () => `Z${'0'.repeat(20)}`,
  }),
  /** The inbound resolver's addresses, one per Availability Zone. */
  resolverIps: output({
    parameter: 'resolver-ips',
    schema: list(z.ipv4()),
    sample: ({ hub: { inboundResolver } }) =>
      Array.from(
        { length: 'existing' in inboundResolver ? inboundResolver.addresses.length : inboundResolver.azs },
        () => LONGEST_ADDRESS,
      ).join(),
  }),
  queryLogConfigId: output({ parameter: 'query-log-config-id', schema: id('rqlc-'), sample: () => `rqlc-${HEX}` }),
  /** The RAM shares; each enrolled account is a principal of them. */
  resourceShareArns: output({
    parameter: 'resource-share-arn',
    schema: list(id('arn:')),
    sample: ({ hub }) => `arn:aws:ram:${hub.region}:${hub.accountId}:resource-share/${'0'.repeat(36)}`,
  }),
};

type Field = keyof typeof HUB_OUTPUTS;
const FIELDS = Object.keys(HUB_OUTPUTS) as Field[];

/** The ids of the hub's resources in one region; they exist once the hub is deployed. */
export type HubResources = { readonly [F in Field]: z.output<(typeof HUB_OUTPUTS)[F]['schema']> };

/** The hubs by region. */
export type Hubs = Readonly<Record<string, HubResources>>;

const hubSchema = z.strictObject(
  Object.fromEntries(FIELDS.map((field) => [field, HUB_OUTPUTS[field].schema])) as {
    [F in Field]: (typeof HUB_OUTPUTS)[F]['schema'];
  },
);

/**
 * Reads `WHEELWRIGHT_HUB`, the environment variable of every function.
 * @throws SyntaxError or ZodError: a function without the ids of its hub must not start
 */
export const parseHubs = (json: string): Hubs => z.record(z.string(), hubSchema).parse(JSON.parse(json));

/**
 * The hub of a region.
 * @throws RangeError for a region without one
 */
export function hubOf(hubs: Hubs, region: string): HubResources {
  const hub = hubs[region];
  if (hub === undefined)
    throw new RangeError(
      `There is no hub in ${region}, only in ${Object.keys(hubs).join(', ')}: see "regions" in the config.`,
    );
  return hub;
}

/** The content of `WHEELWRIGHT_HUB`; `value` returns the value of an SSM parameter below `/wheelwright/hub`. */
export const hubVariable = (landingZone: LandingZone, value: (parameter: string) => string): object => ({
  [landingZone.hub.region]: Object.fromEntries(
    FIELDS.map((field) => {
      const { parameter, names } = HUB_OUTPUTS[field] as HubOutput<z.ZodType>;
      return [
        field,
        names === undefined
          ? value(parameter)
          : Object.fromEntries(names(landingZone).map((name) => [name, value(`${parameter}/${name}`)])),
      ];
    }),
  ),
});

/**
 * The hubs as the SSM parameters describe them; `value` returns the value of one below `/wheelwright/hub`.
 * @throws ZodError if one is missing
 */
export const hubsFrom = (landingZone: LandingZone, value: (parameter: string) => string | undefined): Hubs =>
  z.record(z.string(), hubSchema).parse(hubVariable(landingZone, (parameter) => value(parameter) ?? ''));

/** The same with sample values. */
export const sampleHubVariable = (landingZone: LandingZone): object =>
  hubVariable(landingZone, (parameter) => {
    const [folder] = parameter.split('/');
    const found = FIELDS.find((field) => HUB_OUTPUTS[field].parameter === folder);
    return found === undefined ? '' : HUB_OUTPUTS[found].sample(landingZone);
  });

/** The SSM parameters of the hub by their names below `/wheelwright/hub`. */
export const hubParameters = (hub: HubResources): Readonly<Record<string, string>> =>
  Object.assign(
    {},
    ...FIELDS.map((field) => {
      const { parameter } = HUB_OUTPUTS[field];
      const value = hub[field];
      if (typeof value === 'string') return { [parameter]: value };
      return Array.isArray(value) ? { [parameter]: value.join() } : inFolder(parameter, value);
    }),
  ) as Readonly<Record<string, string>>;

/** Values by name as parameters in a folder. */
export const inFolder = (folder: string, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${folder}/${name}`, value]));
