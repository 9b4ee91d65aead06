import type { Member, Operation, ServiceModel } from './model';

/** What of a request decides where it goes. */
export interface Routable {
  readonly method: string;
  /** As it arrived, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}
export interface RouteMatch {
  readonly operation: Operation;
  readonly labels: Readonly<Record<string, string>>;
}
interface Route {
  readonly operation: Operation;
  readonly method: string;
  readonly pattern: RegExp;
  readonly labelNames: readonly string[];
  readonly statics: readonly (readonly [string, string])[];
  readonly bindings: readonly Member[];
  readonly rank: readonly number[];
}

const tables = new WeakMap<ServiceModel, readonly Route[]>();

/**
 * Finds the operation of a REST request. JavaScript clients name the operation in `x-id`, but botocore's do not: it is
 * the required query parameters and headers that distinguish PutObject from CopyObject and UploadPart.
 */
export function route(model: ServiceModel, request: Routable): RouteMatch | undefined {
  const path = model.signingName === 's3' ? bucketInPath(request) : request.path;
  const fitting = routesOf(model).filter(
    (candidate) =>
      candidate.method === request.method &&
      candidate.pattern.test(path) &&
      candidate.statics.every(([name, value]) => request.query.get(name) === value),
  );
  const found =
    fitting.find((candidate) => candidate.bindings.every((member) => isBound(member, request))) ?? fitting[0];
  if (!found) return undefined;
  const values = found.pattern.exec(path)?.slice(1) ?? [];
  const labels = found.labelNames.map((name, i) => [name, decodeURIComponent(values[i] ?? '')] as const);
  return { operation: found.operation, labels: Object.fromEntries(labels) };
}

/** S3 clients put the bucket into the host name where they can. */
function bucketInPath({ path, headers }: Routable): string {
  const bucket = /^(.+)\.s3[.-]/.exec(headers.host ?? '')?.[1];
  return bucket ? `/${bucket}${path}` : path;
}

function isBound({ traits }: Member, { query, headers }: Routable): boolean {
  if (traits.httpQuery) return query.has(traits.httpQuery);
  return !traits.httpHeader || traits.httpHeader.toLowerCase() in headers;
}

function routesOf(model: ServiceModel): readonly Route[] {
  let routes = tables.get(model);
  if (!routes) {
    routes = [...model.operations.values()].flatMap((operation) => compile(operation)).sort(moreSpecificFirst);
    tables.set(model, routes);
  }
  return routes;
}

function compile(operation: Operation): Route[] {
  if (!operation.http) return [];
  const [method, uri] = operation.http;
  const [path = '', search = ''] = uri.split('?');
  const required = operation.input.members.slice(0, operation.input.required);
  const needsBucket =
    !path.includes('{Bucket}') &&
    required.some(({ name, traits }) => name === 'Bucket' && traits.httpLabel !== undefined);
  const segments = `${needsBucket ? '/{Bucket}' : ''}${path}`.split('/').filter((segment) => segment !== '');
  const labelNames: string[] = [];
  const source = segments.map(
    (segment) => `/${segment.replace(/\{(\w+)(\+?)\}|[.*+?^$()|[\]\\]/g, labelOrLiteral(labelNames))}`,
  );
  const statics = [...new URLSearchParams(search)].filter(([name]) => name !== 'x-id');
  const bindings = required.filter(({ traits }) => traits.httpQuery !== undefined || traits.httpHeader !== undefined);
  const literal = segments.filter((segment) => !segment.includes('{')).length;
  const greedy = segments.filter((segment) => segment.includes('+}')).length;
  const rank = [literal, segments.length, statics.length, bindings.length, -greedy];
  return [
    { operation, method, pattern: new RegExp(`^${source.join('')}/?$`, 's'), labelNames, statics, bindings, rank },
  ];
}

const labelOrLiteral =
  (labelNames: string[]) =>
  (whole: string, name: string | undefined, greedy: string | undefined): string => {
    if (name === undefined) return `\\${whole}`;
    labelNames.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  };

function moreSpecificFirst(a: Route, b: Route): number {
  for (const [i, rank] of a.rank.entries()) {
    const difference = (b.rank[i] ?? 0) - rank;
    if (difference !== 0) return difference;
  }
  return 0;
}
