import { ec2 } from './ec2';
import { accountManagement, cloudformation, organizations, ram } from './governance';
import { iam, sts } from './identity';
import { events, sns, sqs } from './messaging';
import { route53, route53resolver } from './network';
import { ecr } from './registry';
import { dynamodb, s3 } from './storage';
import { requestTags } from './tags';
import { eks, logs, secretsmanager, ssm } from './workloads';
import { ANY, type ActionTable, type Ask, type Keys, type Need, type Resource, type Rule } from './types';

export { busResource, queueResource } from './messaging';
export type { Ask, Keys, Need, Resource } from './types';

const TABLES: readonly ActionTable[] = [
  ...[accountManagement, cloudformation, dynamodb, ec2, ecr, eks, events, iam, organizations, ram],
  ...[logs, route53, route53resolver, s3, secretsmanager, sns, sqs, ssm, sts],
];

/** By the prefix of their actions. */
export const actionTables: ReadonlyMap<string, ActionTable> = new Map(TABLES.map((table) => [table.prefix, table]));

/** What a request needs: each action with each resource that it is about. */
export function needsOf(prefix: string, ask: Ask): readonly Need[] {
  const table = actionTables.get(prefix);
  const rule = table?.rules[ask.operation] ?? {};
  if (rule.asks === 'free' || rule.asks === 'own') return [];
  const also = (rule.also ?? []).flatMap((dependent) =>
    dependent.on(ask).map((resource): Need => ({
      action: dependent.action,
      resource,
      keys: dependent.keys?.(ask) ?? {},
    })),
  );
  if (rule.asks === 'also') return also;
  const action = `${prefix}:${rule.action ?? ask.operation}`;
  const about = table ? resourcesOf(table, rule, ask) : [];
  const needs = (about.length > 0 ? about : [{ resource: ANY, made: false }]).map(({ resource, made }): Need => ({
    action,
    resource,
    // Made where a statement has a condition: most have none.
    get keys() {
      const keys = keysOf(rule, ask);
      // The tags of a request are those of the created resource, not of the resource that it is created in.
      return made || !about.some((other) => other.made) ? { ...keys, ...tagsOf(rule, ask) } : keys;
    },
  }));
  return [...needs, ...also];
}

const keysOf = ({ keys = {} }: Rule, ask: Ask): Keys =>
  Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, value(ask)]));

const tagsOf = ({ tags }: Rule, ask: Ask): Keys => (tags === undefined ? {} : requestTags(ask.input));

interface About {
  readonly resource: Resource;
  readonly made: boolean;
}

const resourcesOf = (table: ActionTable, rule: Rule, ask: Ask): About[] =>
  (rule.on ?? []).flatMap((name): About[] => {
    const made = name.startsWith('+');
    const kind = table.kinds[name.replace('+', '')];
    if (!kind) throw new Error(`${table.prefix}:${ask.operation} is about ${name}, which its table does not list.`);
    const found = made ? [kind.made?.(ask) ?? ANY] : kind.find(ask);
    return found.map((resource) => ({
      resource: {
        ...resource,
        get keys() {
          return { ...tagKeysOf(kind.tagKeys, resource), ...resource.keys };
        },
      },
      made,
    }));
  });

const tagKeysOf = (names: readonly string[] = [], { tags }: Resource): Keys =>
  Object.fromEntries(names.flatMap((name) => [...(tags ?? [])].map(([key, value]) => [`${name}/${key}`, value])));
