const compiled = new Map<string, RegExp>();

/** IAM's wildcards: `*` is any text, `?` any one character. */
export function matchesWildcard(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  if (!/[*?]/.test(pattern)) return pattern === text;
  const known = compiled.get(pattern) ?? compile(pattern);
  return known.test(text);
}

function compile(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  compiled.set(pattern, expression);
  return expression;
}

/** How many colons separate an ARN's parts before its resource. */
const PARTS = 5;

/** Both sides are split at their colons, so that a wildcard never reaches beyond its part of the ARN. */
export function matchesArn(wanted: string, actual: string): boolean {
  const patterns = wanted.split(':');
  const parts = actual.split(':');
  const tail = (all: readonly string[]) => all.slice(PARTS).join(':');
  return (
    parts.length > PARTS &&
    patterns.slice(0, PARTS).every((pattern, index) => matchesWildcard(pattern, parts[index] ?? '')) &&
    matchesWildcard(tail(patterns), tail(parts))
  );
}
