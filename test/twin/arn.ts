/** The parts of `arn:aws:<service>:<region>:<account>:<resource>`. */
export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

export function parseArn(arn: string): Arn | undefined {
  const [prefix, partition, service, region, accountId, ...resource] = arn.split(':');
  if (prefix !== 'arn' || partition !== 'aws' || !service || region === undefined || accountId === undefined)
    return undefined;
  return { service, region, accountId, resource: resource.join(':') };
}
