import { ZodError } from 'zod';
import { bind } from '../aws/sdk/calls';
import { allPages } from '../aws/sdk/pages';
import type { Session } from '../aws/sdk/session';
import { HUB_PATH, hubsFrom, type Hubs, type LandingZone } from '../landing-zone';
import { connectionCalls } from './hub-calls';
import { OperatorError } from './operator-error';

/** What the stacks publish below `/wheelwright/hub`, by name. */
export type Parameters = ReadonlyMap<string, string>;

/** Throws a `Failure` if AWS refuses the read. */
export async function readParameters(session: Session): Promise<Parameters> {
  const { getParameters } = bind(connectionCalls.hub, session);
  const found = await allPages(async (NextToken) => {
    const page = await getParameters({ Path: HUB_PATH, Recursive: true, NextToken });
    return { items: page.Parameters, next: page.NextToken };
  });
  return new Map(found.map(({ Name = '', Value = '' }) => [Name.slice(HUB_PATH.length + 1), Value]));
}

/**
 * The ids of the hubs in the parameters; undefined where nothing is deployed.
 * @throws OperatorError where something of the config is not deployed yet, such as a segment
 */
export function hubsIn(landingZone: LandingZone, values: Parameters): Hubs | undefined {
  if (values.size === 0) return undefined;
  try {
    return hubsFrom(landingZone, (name) => values.get(name));
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const missing = error.issues.map(({ path }) => path.slice(1).join('/'));
    throw new OperatorError(
      {
        found: `a hub without ${missing.join(', ')}`,
        expected: 'the hub of this config',
        next: 'deploy the config: wheelwright diff, then wheelwright deploy',
      },
      { cause: error },
    );
  }
}
