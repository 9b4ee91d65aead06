import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { families } from '../../events';
import type { LandingZone } from '../../lib/landing-zone';
import { samples, withField } from '../events/samples';
import { compilePattern } from '../twin/eventbridge/pattern';
import { landingZone, stacksOf, type Resources } from './deployed';

/** Another governed region, and Control Tower in one that is not the global one: every stack that there can be. */
const widest: LandingZone = {
  ...landingZone,
  regions: [...new Set([...landingZone.regions, 'ap-southeast-1'])],
  organization: { ...landingZone.organization, controlTowerHomeRegion: 'ap-southeast-1' },
};

interface Rule {
  /** The template's file, without what all of them end with. */
  readonly template: string;
  readonly family: string;
  readonly inbound: boolean;
  readonly pattern: string;
}

/** It wakes nobody but people. */
const FOR_PEOPLE = 'wheelwright-log-bucket-policy';

/** Every other rule with a pattern, as the templates on disk have it: those of the stacks, and the StackSets'. */
const outdir = stacksOf(widest).app.synth().directory;
const rules: readonly Rule[] = readdirSync(outdir)
  .filter((file) => file.endsWith('.template.json'))
  .flatMap((file) => {
    const { Resources } = JSON.parse(readFileSync(join(outdir, file), 'utf8')) as { Resources: Resources };
    return Object.values(Resources)
      .filter(({ Type, Properties }) => Type === 'AWS::Events::Rule' && 'EventPattern' in Properties)
      .filter(({ Properties }) => Properties['Name'] !== FOR_PEOPLE)
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
 * Calls that two families hear, each in its own account: an attachment or an association can be ended by the spoke and
 * by the hub. A forward rule stands in one account and need not tell them apart; the rules on the inbound bus, which
 * the accounts of all come together on, do.
 */
const TWINS: Readonly<Record<string, readonly string[]>> = {
  'hub-mesh-changed': ['vpc-changed/attachment-deleted.hand-made', 'vpc-changed/zone-disassociated.hand-made'],
  'vpc-changed': ['hub-mesh-changed/attachment-deleted.hand-made', 'hub-mesh-changed/zone-disassociated.hand-made'],
};

describe("a synthesized rule's pattern matches all samples of its family, and of the others' none", () => {
  test.each(rules.filter(({ inbound }) => inbound))('$family on the inbound bus', (rule) => {
    expect(of(rule.family)).not.toEqual([]);
    expect(sorted(matched(rule))).toEqual(sorted(of(rule.family)));
  });

  test.each(rules.filter(({ inbound }) => !inbound))('$family forwarded by $template', (rule) => {
    expect(sorted(matched(rule))).toEqual(sorted([...of(rule.family), ...(TWINS[rule.family] ?? [])]));
  });
});

const CALL = 'AWS API Call via CloudTrail';
const OURS = { type: 'AssumedRole', sessionContext: { sessionIssuer: { userName: 'wheelwright-join' } } };

describe("a synthesized rule hears each of its family's calls by name", () => {
  const cases = rules.flatMap((rule) => {
    const calls = samples.filter(({ family, event }) => family === rule.family && event['detail-type'] === CALL);
    const names = families.find(({ name }) => name === rule.family)?.eventNames ?? [];
    return calls.length === 0 ? [] : [{ ...rule, on: rule.inbound ? 'on the inbound bus' : 'forwarded', names, calls }];
  });

  test.each(cases)('$family $on by $template', ({ pattern, names, calls }) => {
    const matches = compilePattern(pattern);
    const asked = (name: string) => calls.map(({ event }) => withField(event, 'detail.eventName', name));
    expect(names.filter((name) => !asked(name).some(matches))).toEqual([]);
    expect(names.filter((name) => asked(`${name}x`).some(matches))).toEqual([]);
  });

  // Of a membership that changed, AWS's own service events and the calls of departing accounts are heard alike.
  test.each(cases.filter(({ family }) => family !== 'organizations-membership-changed'))(
    '$family $on by $template, but not one that failed, nor our own',
    ({ pattern, calls }) => {
      const matches = compilePattern(pattern);
      for (const { event } of calls) {
        expect(matches(withField(event, 'detail.errorCode', 'AccessDenied'))).toBe(false);
        expect(matches(withField(event, 'detail.userIdentity', OURS))).toBe(false);
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

test('the two accounts of a call that two families hear are of different senders', () => {
  const sender = (family: string) => families.find(({ name }) => name === family)?.sender;
  for (const [family, others] of Object.entries(TWINS))
    for (const other of others) expect(sender(other.split('/')[0] ?? '')).not.toBe(sender(family));
});
