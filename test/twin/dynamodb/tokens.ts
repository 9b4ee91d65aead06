import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isReserved } from './reserved-words';
import type { Item } from './state';
import { invalid } from './values';

export type PathStep = string | number;
export type Path = readonly PathStep[];

interface Token {
  readonly kind: 'name' | 'placeholder' | 'value' | 'number' | 'symbol';
  readonly text: string;
}

const TOKEN = /\s*(?:([A-Za-z_]\w*)|(#\w+)|(:\w+)|(\d+)|(<>|<=|>=|[=<>()[\],.+-]))/y;
const KINDS = ['name', 'placeholder', 'value', 'number', 'symbol'] as const;

/** The names and values that the expressions of one request share, and which of them were used. */
export class Placeholders {
  readonly #used = new Set<string>();
  constructor(
    private readonly names: Readonly<Record<string, string>> | undefined,
    private readonly values: Item | undefined,
  ) {}

  name(placeholder: string): string {
    this.#used.add(placeholder);
    const name = this.names?.[placeholder];
    if (name === undefined)
      throw invalid(
        `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
      );
    return name;
  }

  value(placeholder: string): AttributeValue {
    this.#used.add(placeholder);
    const value = this.values?.[placeholder];
    if (!value)
      throw invalid(`An expression attribute value used in expression is not defined; attribute value: ${placeholder}`);
    return value;
  }

  /** DynamoDB refuses a request that defines what no expression uses. To be called when all are parsed. */
  requireAllUsed(): void {
    const unused = (defined: object | undefined): string[] =>
      Object.keys(defined ?? {}).filter((placeholder) => !this.#used.has(placeholder));
    const names = unused(this.names);
    if (names.length > 0)
      throw invalid(`Value provided in ExpressionAttributeNames unused in expressions: keys: {${names.join(', ')}}`);
    const values = unused(this.values);
    if (values.length > 0)
      throw invalid(`Value provided in ExpressionAttributeValues unused in expressions: keys: {${values.join(', ')}}`);
  }
}

/** The tokens of one expression, and the paths and names that all expressions are made of. */
export class Tokens {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(
    /** `ConditionExpression`, for error messages. */
    private readonly parameter: string,
    expression: string,
    readonly placeholders: Placeholders,
  ) {
    this.#tokens = this.#scan(expression);
  }

  #scan(expression: string): Token[] {
    if (expression.trim() === '') throw this.fault('The expression can not be empty;');
    const tokens: Token[] = [];
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(expression); match; match = TOKEN.exec(expression)) {
      const groups: readonly (string | undefined)[] = match.slice(1);
      const index = groups.findIndex((text) => text !== undefined);
      tokens.push({ kind: KINDS[index] ?? 'symbol', text: groups[index] ?? '' });
      if (expression.slice(TOKEN.lastIndex).trim() === '') return tokens;
    }
    throw this.fault('Syntax error; the expression has a character that is not in the grammar');
  }

  fault(reason: string): Error {
    return invalid(`Invalid ${this.parameter}: ${reason}`);
  }

  get done(): boolean {
    return this.#next === this.#tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#next + ahead];
  }

  /** Takes the next token if it is this symbol or keyword, in any case. */
  accept(text: string): boolean {
    if (this.peek()?.text.toUpperCase() !== text) return false;
    this.#next++;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.syntaxError();
  }

  take(kind: Token['kind']): string {
    const token = this.peek();
    if (token?.kind !== kind) throw this.syntaxError();
    this.#next++;
    return token.text;
  }

  syntaxError(): Error {
    return this.fault(`Syntax error; token: "${this.peek()?.text ?? '<EOF>'}"`);
  }

  /** `a.b[0]`, with or without placeholders. */
  path(): Path {
    const steps: PathStep[] = [this.#name()];
    for (;;) {
      if (this.accept('.')) steps.push(this.#name());
      else if (this.accept('[')) {
        steps.push(Number(this.take('number')));
        this.expect(']');
      } else return steps;
    }
  }

  #name(): string {
    if (this.peek()?.kind === 'placeholder') return this.placeholders.name(this.take('placeholder'));
    const name = this.take('name');
    if (isReserved(name)) throw this.fault(`Attribute name is a reserved keyword; reserved keyword: ${name}`);
    return name;
  }

  literal(): AttributeValue {
    return this.placeholders.value(this.take('value'));
  }
}

export function valueAt(item: Item, [first, ...rest]: Path): AttributeValue | undefined {
  let value = first === undefined ? undefined : item[first];
  for (const step of rest) value = typeof step === 'number' ? value?.L?.[step] : value?.M?.[step];
  return value;
}
