import * as z from 'zod';
import { QUEUES, BUSES, functionName } from '../../names';
import { busArn, hubArn, isDelegated, wantedKinds, type LandingZone } from '../../landing-zone';
import { about, counted, ok, orOk, restored, type Verdict } from './finding';

/** What the check knows of an event family: see `events/family.ts`. */
export interface RuleFamily {
  readonly name: string;
  readonly sender: 'management' | 'spoke' | 'hub';
  readonly places: readonly string[];
}

/** A bus, whose rules are read together. */
export interface RulesBus {
  readonly account: 'hub' | 'management';
  readonly region: string;
  readonly bus: string;
}

/** Rules that deliver to one target. */
export interface ExpectedRules extends RulesBus {
  readonly target: string;
  readonly names: readonly string[];
}

/** The region of the events of Organizations, IAM and Route 53. */
const GLOBAL = 'us-east-1';
const DEFAULT = 'default';
const ruleName = ({ name }: RuleFamily): string => `wheelwright-${name}`;

/**
 * The rules of ours on the buses of the hub account, and, where operators may look there, of the management account. Those of
 * spokes are in the StackSet `wheelwright-rules`.
 */
export function expectedRules(landingZone: LandingZone, families: readonly RuleFamily[]): readonly ExpectedRules[] {
  const { hub, regions, rulesInUsEast1 } = landingZone;
  const home = { account: 'hub', region: hub.region } as const;
  const inbound = { ...home, bus: BUSES.inbound };
  const lambda = (name: Parameters<typeof functionName>[0]): string =>
    hubArn(landingZone, 'lambda', `function:${functionName(name)}`);
  const forwarding = [...new Set([hub.region, ...(rulesInUsEast1 === 'all' ? [GLOBAL] : []), ...regions])];
  return [
    { ...inbound, target: hubArn(landingZone, 'sqs', QUEUES.intake), names: families.map(ruleName) },
    { ...inbound, target: lambda('sweep'), names: ['wheelwright-sweep-members'] },
    { ...home, bus: DEFAULT, target: lambda('sweep'), names: ['wheelwright-sweep-all', 'wheelwright-sweep-waiting'] },
    { ...home, bus: DEFAULT, target: lambda('history'), names: ['wheelwright-history-daily'] },
    ...(wantedKinds(landingZone).size === 0
      ? []
      : [
          {
            ...{ ...home, bus: BUSES.outbound, target: hubArn(landingZone, 'sqs', QUEUES.notify) },
            names: ['wheelwright-notify'],
          },
        ]),
    ...forwarding.map((region) => ({
      ...{ account: 'hub' as const, region, bus: DEFAULT, target: busArn(landingZone, 'inbound') },
      names: forwarded(families, 'hub', [
        ...(region === GLOBAL ? [GLOBAL] : []),
        ...(regions.includes(region) ? ['governed regions'] : []),
      ]),
    })),
    ...(isDelegated(landingZone) ? [] : managementRules(landingZone, families)),
  ].filter(({ names }) => names.length > 0);
}

/** In us-east-1, and Control Tower's events in its home region, which may be the same. */
function managementRules(landingZone: LandingZone, families: readonly RuleFamily[]): readonly ExpectedRules[] {
  const { organization, rulesInUsEast1 } = landingZone;
  const home = organization.controlTowerHomeRegion;
  const places = new Map<string, readonly string[]>();
  if (home !== undefined && home !== GLOBAL) places.set(home, ['Control Tower home region']);
  if (rulesInUsEast1 !== 'none')
    places.set(GLOBAL, [GLOBAL, ...(home === GLOBAL ? ['Control Tower home region'] : [])]);
  return [...places].map(([region, at]) => ({
    ...{ account: 'management' as const, region, bus: DEFAULT, target: busArn(landingZone, 'inbound') },
    names: forwarded(families, 'management', at),
  }));
}

const forwarded = (
  families: readonly RuleFamily[],
  sender: RuleFamily['sender'],
  places: readonly string[],
): readonly string[] =>
  families
    .filter((family) => family.sender === sender && family.places.some((place) => places.includes(place)))
    .map(ruleName);

/** The rules of a bus that AWS has. */
export interface FoundRules {
  /** States by name. */
  readonly states: Readonly<Record<string, string>>;
  /** The names of those with the expected target. */
  readonly delivering: readonly string[];
}

/** Whether the rules of one target exist, are enabled and have the target. */
export function judgeRules(
  { account, region, bus, target, names }: ExpectedRules,
  found: FoundRules,
): readonly Verdict[] {
  const { states, delivering } = found;
  const where = `on the bus ${bus} of the ${account} account in ${region}`;
  const existing = names.filter((name) => states[name] !== undefined);
  const lost = 'what they match is lost until a sweep finds it';
  return [
    ...about(
      names.filter((name) => states[name] === undefined),
      {
        status: 'failed',
        text: `rules ${where} do not exist: ${lost}`,
        next: restored('each of them'),
      },
    ),
    ...about(
      existing.filter((name) => !states[name]?.startsWith('ENABLED')),
      {
        status: 'failed',
        text: `rules ${where} are disabled: ${lost}`,
        next: `aws events enable-rule --event-bus-name ${bus} --region ${region} --name <rule>, then wheelwright sweep`,
      },
    ),
    ...about(
      existing.filter((name) => !delivering.includes(name)),
      {
        status: 'failed',
        text: `rules ${where} do not deliver to ${target}: ${lost}`,
        next: restored('the target of each'),
      },
    ),
  ];
}

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.object({
  Effect: z.string(),
  Action: texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), texts)).default({}),
});
const policy = z.object({
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});
type PolicyStatement = z.infer<typeof statement>;

const puts = (effect: string, { Effect, Action = [] }: PolicyStatement): boolean =>
  Effect === effect && Action.some((action) => ['events:putevents', 'events:*', '*'].includes(action.toLowerCase()));

/** The condition keys and their values, whatever their operator. */
const valuesOf = ({ Condition }: PolicyStatement, key: string): readonly string[] =>
  Object.values(Condition).flatMap((keys) => keys[key] ?? []);

const statementsIn = (text: string | undefined): readonly PolicyStatement[] | undefined => {
  if (text === undefined) return [];
  try {
    return policy.parse(JSON.parse(text)).Statement;
  } catch {
    return undefined;
  }
};

/**
 * Whether the buses admit who they have to: the inbound bus the forwarders of the organization and nobody else, the outbound bus
 * the workers only. `undefined`: a bus has no policy.
 */
export function judgeBusPolicies(
  { organization }: Pick<LandingZone, 'organization'>,
  policies: { readonly inbound: string | undefined; readonly outbound: string | undefined },
): readonly Verdict[] {
  const next = restored('its policy');
  const inbound = statementsIn(policies.inbound);
  const outbound = statementsIn(policies.outbound);
  const failed = (bus: string, text: string): readonly Verdict[] => [
    { status: 'failed', text: `the bus ${bus} ${text}`, next },
  ];
  const ofOthers = (inbound ?? []).filter(
    (each) => puts('Allow', each) && !valuesOf(each, 'aws:PrincipalOrgID').includes(organization.id),
  );
  const admits = inbound?.some(
    (each) => puts('Allow', each) && valuesOf(each, 'aws:PrincipalOrgID').includes(organization.id),
  );
  return orOk(
    [
      ...(inbound === undefined ? failed(BUSES.inbound, 'has a policy that cannot be understood') : []),
      ...(inbound !== undefined && admits !== true
        ? failed(BUSES.inbound, 'does not admit the forwarders of the organization: no event arrives')
        : []),
      ...(ofOthers.length > 0
        ? failed(BUSES.inbound, 'admits others than the organization: they can make workers look at any account')
        : []),
      ...(outbound?.some((each) => puts('Deny', each)) === true
        ? []
        : failed(BUSES.outbound, 'denies nobody: other roles of the hub account can forge notices')),
    ],
    'the inbound bus admits the organization, the outbound bus the workers',
  );
}

/** Whether queues are empty that have to be. `messages`: by the name of the queue. */
export const judgeDeadLetters = (messages: Readonly<Record<string, number>>): readonly Verdict[] =>
  orOk(
    Object.entries(messages)
      .filter(([, count]) => count > 0)
      .map(([queue, count]) => ({
        status: 'failed',
        text: `${counted(count, 'message')}: what they asked for was not done`,
        about: [queue],
        next: NOTICE_QUEUES.has(queue)
          ? 'look at the log of wheelwright-notify; people were not told of transitions'
          : 'wheelwright redrive --inspect',
      })),
    `${counted(Object.keys(messages).length, 'queue')}, empty`,
  );

/** Its messages are read by no command. */
const NOTICE_QUEUES: ReadonlySet<string> = new Set([QUEUES.notifyDeadLetters]);

const HOUR_MS = 3_600_000;
/** A sweep of all accounts begins every six hours, and may take an hour. */
const LATE_MS = 7 * HOUR_MS;
const MISSED_MS = 13 * HOUR_MS;

/** Whether the last sweep of all accounts began in time. Undefined: there was none. */
export function judgeSweep(
  last: Date | undefined,
  now: Date,
  ago: (time: string, now: Date) => string,
): readonly Verdict[] {
  const next = 'look at the log of wheelwright-sweep and at the rule wheelwright-sweep-all, then wheelwright sweep';
  if (last === undefined) return [{ status: 'warning', text: 'there was none yet', next: 'wheelwright sweep' }];
  const age = now.getTime() - last.getTime();
  const text = `the last one began ${ago(last.toISOString(), now)} ago`;
  if (age < LATE_MS) return ok(text);
  return [{ status: age < MISSED_MS ? 'warning' : 'failed', text: `${text}; one is due every 6 h`, next }];
}
