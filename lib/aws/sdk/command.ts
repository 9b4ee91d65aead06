interface Described {
  readonly namespace: string;
  readonly operation: string;
}

/** Reads service and operation from a command's schema, `[9, namespace, operation, …]`. Throws a `TypeError` if it has none. */
export function describeCommand(command: object): Described {
  const schema: unknown = 'schema' in command ? command.schema : undefined;
  if (Array.isArray(schema) && typeof schema[1] === 'string' && typeof schema[2] === 'string')
    return { namespace: schema[1], operation: schema[2] };
  throw new TypeError(
    `${command.constructor.name} has no operation schema, expected a command of an SDK client that has schemas.`,
  );
}
