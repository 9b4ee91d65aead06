/**
 * The value at a simple JSONPath: `$.detail.requestParameters.accountId`, `$['detail-type']`, `$.resources[0]`.
 * Undefined when there is none, or when the path is of another kind.
 */
export function pathValue(root: unknown, path: string): unknown {
  const steps = stepsOf(path);
  return steps?.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([key]) => key === step)?.[1]
        : undefined,
    root,
  );
}

export const isPath = (text: string): boolean => stepsOf(text) !== undefined;

function stepsOf(path: string): string[] | undefined {
  if (!/^\$(\.[\w-]+|\[\d+\]|\['[^']+'\])*$/.test(path)) return undefined;
  return [...path.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g)].map(
    ([, name, index, quoted]) => name ?? index ?? quoted ?? '',
  );
}
