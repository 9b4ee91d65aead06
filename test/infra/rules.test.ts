import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { families } from '../../events';
import type { LandingZone } from '../../lib/landing-zone';
import { NAMING, ourRoleArns } from '../../lib/names';
import { callerOf, impostors } from '../events/callers';
import { samples, withField } from '../events/samples';
import { compilePattern } from '../twin/eventbridge/pattern';
import { landingZone, stacksOf, type Resources } from './deployed';

/** A second governed region, and Control Tower's home region outside us-east-1: with every stack that is possible. */
const widest: LandingZone = {
  ...landingZone,
  regions: [...new Set([...landingZone.regions, 'ap-southeast-1'])],
  organization: { ...landingZone.organization, controlTowerHomeRegion: 'ap-southeast-1' },
};

interface Rule {
  /** The name of the template's file, without the extension. */
  readonly template: string;
  readonly family: string;
  readonly inbound: boolean;
  readonly pattern: string;
}

/** They wake no worker: one publishes to the alarm topic, the other invokes the sweep. */
const BESIDE = ['wheelwright-log-bucket-policy', 'wheelwright-sweep-members'];

/** Every other rule with a pattern in the written templates: those of the stacks and of the StackSets. */
const outdir = stacksOf(widest).app.synth().directory;
const rules: readonly Rule[] = readdirSync(outdir)
  .filter((file) => file.endsWith('.template.json'))
  .flatMap((file) => {
    const { Resources } = JSON.parse(readFileSync(join(outdir, file), 'utf8')) as { Resources: Resources };
    return Object.values(Resources)
      .filter(({ Type, Properties }) => Type === 'AWS::Events::Rule' && 'EventPattern' in Properties)
      .filter(({ Properties }) => !BESIDE.includes(String(Properties['Name'])))
      .map(({ Properties: { Name, EventPattern, EventBusName } }) => ({
        template: file.replace(/(\.stackset)?\.template\.json$/, ''),
        family: String(Name).replace(/^wheelwright-/, ''),
        inbound: EventBusName !== undefined,
        pattern: JSON.stringify(EventPattern),
      }));
  });

const matched = ({ pattern }: Rule): string[] => {
  const matches = compilePattern(pattern);
  return samples.filter(({ event }) => matches(event)).map(({ family, name }) => `${family}/${name}`);
};
const of = (family: string): string[] =>
  samples.filter((sample) => sample.family === family).map(({ name }) => `${family}/${name}`);
const sorted = (names: readonly string[]): string[] => [...names].sort();

/**
 * Calls that two families match, each in its own account: both the spoke and the hub can delete an attachment or an
 * association. A forward rule is in one account and need not distinguish them; the rules on the inbound bus, which gets
 * the events of all accounts, must.
 */
const IN_BOTH_ACCOUNTS: Readonly<Record<string, readonly string[]>> = {
  'hub-mesh-changed': ['vpc-changed/attachment-deleted.hand-made', 'vpc-changed/zone-disassociated.hand-made'],
  'vpc-changed': ['hub-mesh-changed/attachment-deleted.hand-made', 'hub-mesh-changed/zone-disassociated.hand-made'],
};

describe("a synthesized rule's pattern matches all samples of its family and of no other", () => {
  test.each(rules.filter(({ inbound }) => inbound))('$family on the inbound bus', (rule) => {
    expect(of(rule.family)).not.toEqual([]);
    expect(sorted(matched(rule))).toEqual(sorted(of(rule.family)));
  });

  test.each(rules.filter(({ inbound }) => !inbound))('$family forwarded by $template', (rule) => {
    expect(sorted(matched(rule))).toEqual(sorted([...of(rule.family), ...(IN_BOTH_ACCOUNTS[rule.family] ?? [])]));
  });
});

const CALL = 'AWS API Call via CloudTrail';

describe("a synthesized rule matches each of its family's calls by name", () => {
  const cases = rules.flatMap((rule) => {
    const calls = samples.filter(({ family, event }) => family === rule.family && event['detail-type'] === CALL);
    const names = families.find(({ name }) => name === rule.family)?.eventNames ?? [];
    return calls.length === 0 ? [] : [{ ...rule, on: rule.inbound ? 'on the inbound bus' : 'forwarded', names, calls }];
  });

  test.each(cases)('$family $on by $template', ({ pattern, names, calls }) => {
    const matches = compilePattern(pattern);
    const renamed = (name: string) => calls.map(({ event }) => withField(event, 'detail.eventName', name));
    expect(names.filter((name) => !renamed(name).some(matches))).toEqual([]);
    expect(names.filter((name) => renamed(`${name}x`).some(matches))).toEqual([]);
  });

  // organizations-membership-changed also matches AWS's service events, which have no caller.
  test.each(cases.filter(({ family }) => family !== 'organizations-membership-changed'))(
    '[A5] $family $on by $template, but no failed call and no call of our roles',
    ({ family, pattern, calls }) => {
      const sender = families.find(({ name }) => name === family)?.sender ?? 'spoke';
      const matches = compilePattern(pattern);
      for (const { event } of calls) {
        expect(matches(withField(event, 'detail.errorCode', 'AccessDenied'))).toBe(false);
        for (const arn of ourRoleArns(sender, event.account, NAMING))
          expect(matches(withField(event, 'detail.userIdentity', callerOf(arn)))).toBe(false);
        for (const [what, userIdentity] of impostors(sender, event.account))
          expect([what, matches(withField(event, 'detail.userIdentity', userIdentity))]).toEqual([what, true]);
      }
    },
  );
});

test('every family has one rule on the inbound bus, and a forward rule in the templates of its sender', () => {
  const forwarding: Readonly<Record<string, RegExp>> = {
    hub: /^(automation|hub-forwarding-.*)$/,
    management: /^management(-forwarding)?$/,
    spoke: /^wheelwright-rules$/,
  };
  for (const { name, sender } of families) {
    const own = rules.filter(({ family }) => family === name);
    expect(own.filter(({ inbound }) => inbound)).toHaveLength(1);
    const templates = own.filter(({ inbound }) => !inbound).map(({ template }) => template);
    expect(templates).not.toEqual([]);
    for (const template of templates) expect(template).toMatch(forwarding[sender] ?? /^$/);
  }
  expect(sorted([...new Set(rules.map(({ family }) => family))])).toEqual(sorted(families.map(({ name }) => name)));
});

test('two families that match the same call have different senders', () => {
  const sender = (family: string) => families.find(({ name }) => name === family)?.sender;
  for (const [family, others] of Object.entries(IN_BOTH_ACCOUNTS))
    for (const other of others) expect(sender(other.split('/')[0] ?? '')).not.toBe(sender(family));
});
