interface Described {
  readonly namespace: string;
  readonly operation: string;
}

/** Reads service and operation from the schema that every command carries: `[9, namespace, operation, …]`. */
export function describeCommand(command: object): Described {
  const schema: unknown = 'schema' in command ? command.schema : undefined;
  if (Array.isArray(schema) && typeof schema[1] === 'string' && typeof schema[2] === 'string')
    return { namespace: schema[1], operation: schema[2] };
  throw new TypeError(
    `${command.constructor.name} carries no operation schema: is it a command of a current SDK client?`,
  );
}
