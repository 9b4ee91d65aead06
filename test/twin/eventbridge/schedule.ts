import type { World } from '../world';
import { invalid } from './common';
import type { Rule } from './records';

const UNIT_MS: Readonly<Record<string, number | undefined>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Triggers a rule at a rate, first after one period, until `rule.cancel`. The twin has no `cron(…)`. */
export function schedule(world: World, rule: Rule, expression: string): void {
  const period = periodOf(expression);
  rule.schedule = expression;
  const arm = (): void => {
    rule.cancel = world.clock.after(period, () => {
      arm();
      if (rule.state !== 'DISABLED') world.eventbridge.trigger(rule, { event: tick(world, rule), forwarded: false });
    });
  };
  arm();
}

function periodOf(expression: string): number {
  if (/^cron\(.*\)$/.test(expression)) throw invalid('The twin has no cron expressions: schedule with rate(…).');
  const [, digits = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const value = Number(digits);
  const singular = !expression.endsWith('s)');
  const milliseconds = UNIT_MS[unit];
  if (milliseconds === undefined || value < 1 || singular !== (value === 1))
    throw invalid('Parameter ScheduleExpression is not valid.');
  return value * milliseconds;
}

const tick = (world: World, rule: Rule) =>
  world.eventbridge.envelope(rule.bus, {
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    resources: [rule.arn],
    detail: {},
  });
