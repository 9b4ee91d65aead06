import { TemplateFailure } from './failure';
import { isJsonArray, isJsonObject, listOf, type Json, type JsonObject } from '../json';

/** Where an expression finds what it refers to. */
export interface Names {
  /** A parameter, a pseudo parameter (`AWS::AccountId`) or a resource. */
  readonly ref: (name: string) => string | undefined;
  readonly attribute: (logicalId: string, attribute: string) => Json | undefined;
  /** The Availability Zones of a region, by name. */
  readonly zones: (region: string) => readonly string[];
}

/**
 * Works out Ref, Fn::GetAtt, Fn::Sub, Fn::Join, Fn::Select and Fn::GetAZs, however deep. Throws for any other function and
 * unknown names.
 */
export function evaluate(value: Json, names: Names): Json {
  if (isJsonArray(value)) return value.map((item) => evaluate(item, names));
  if (!isJsonObject(value)) return value;
  const [only, ...more] = Object.keys(value);
  if (only !== undefined && more.length === 0 && (only === 'Ref' || only.startsWith('Fn::')))
    return call(only, value[only] ?? null, names);
  return evaluateAll(value, names);
}

export const evaluateAll = (value: JsonObject, names: Names): JsonObject =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, evaluate(item, names)]])),
  );

function call(name: string, argument: Json, names: Names): Json {
  switch (name) {
    case 'Ref':
      return known(names.ref(text(argument)), text(argument));
    case 'Fn::GetAtt':
      return getAttribute(argument, names);
    case 'Fn::Sub':
      return substitute(argument, names);
    case 'Fn::Join':
      return join(argument, names);
    case 'Fn::Select':
      return select(argument, names);
    case 'Fn::GetAZs':
      return names.zones(text(evaluate(argument, names)) || text(names.ref('AWS::Region')));
    default:
      throw new TemplateFailure(`Template error: the twin does not evaluate ${name}.`);
  }
}

function getAttribute(argument: Json, names: Names): Json {
  const [id = '', ...rest] = isJsonArray(argument) ? argument.map(text) : text(argument).split('.');
  const attribute = rest.join('.');
  return known(names.attribute(id, attribute), `${id}.${attribute}`);
}

function substitute(argument: Json, names: Names): string {
  const [template, variables] = isJsonArray(argument) ? [text(argument[0]), argument[1]] : [text(argument), undefined];
  const own = isJsonObject(variables) ? evaluateAll(variables, names) : {};
  return template.replace(/\$\{(!?)([^}]+)\}/g, (_whole: string, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const value = own[name];
    if (value !== undefined) return text(value);
    return name.includes('.') ? text(getAttribute(name, names)) : known(names.ref(name), name);
  });
}

function join(argument: Json, names: Names): string {
  const [delimiter, list] = isJsonArray(argument) ? argument : [];
  const items = evaluate(list ?? null, names);
  if (!isJsonArray(items))
    throw new TemplateFailure('Template error: every Fn::Join object requires a delimiter and a list.');
  return items.map((item) => text(item)).join(text(delimiter));
}

function select(argument: Json, names: Names): Json {
  const [index, list] = isJsonArray(argument) ? argument.map((item) => evaluate(item, names)) : [];
  const chosen = isJsonArray(list) ? list[Number(text(index))] : undefined;
  if (chosen === undefined)
    throw new TemplateFailure(
      `Template error: Fn::Select cannot select ${JSON.stringify(index)} of ${JSON.stringify(list)}.`,
    );
  return chosen;
}

function text(value: Json | undefined): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateFailure(`Template error: expected a string, found ${JSON.stringify(value)}.`);
}

function known<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new TemplateFailure(`Template error: unresolved reference to ${name}.`);
  return value;
}

/** The logical ids that a value refers to, so that those resources are made first. */
export function references(value: Json | undefined): string[] {
  if (isJsonArray(value)) return value.flatMap((item) => references(item));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const [first] = listOf(item);
    const named = typeof first === 'string' ? first : '';
    if (key === 'Ref') return [named];
    if (key === 'Fn::GetAtt') return named.split('.').slice(0, 1);
    return [...(key === 'Fn::Sub' ? substituted(named) : []), ...references(item)];
  });
}

const substituted = (template: string): string[] =>
  [...template.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].flatMap(([, name]) => name ?? []);
