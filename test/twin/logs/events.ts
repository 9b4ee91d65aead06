import type * as logs from '@aws-sdk/client-cloudwatch-logs';
import { page } from '../paging';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';

const MOST_EVENTS = 10_000;
const PREFIX = '/aws/lambda/';

const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** CloudWatch Logs API reference, FilterLogEvents. A function's log group has its lines; its stream is the function's name. */
export const eventOps = (world: World): Ops<typeof logs> => ({
  FilterLogEvents(input, call) {
    const { startTime = 0, endTime = Infinity, limit = MOST_EVENTS, nextToken: token } = input;
    refuse(input);
    if (limit < 1 || limit > MOST_EVENTS) throw invalid(`limit must be between 1 and ${MOST_EVENTS}.`);
    const functionName = functionOf(world, input.logGroupName ?? '', call);
    const matches = matcher(input.filterPattern ?? '');
    const found = world.functions.logs.flatMap(({ functionName: of, line, at }, index) => {
      const timestamp = at.getTime();
      const isIn = of === functionName && timestamp >= startTime && timestamp <= endTime && matches(line);
      const eventId = String(index).padStart(56, '0');
      return isIn ? [{ logStreamName: of, timestamp, message: line, ingestionTime: timestamp, eventId }] : [];
    });
    const invalidToken = () => invalid('The specified nextToken is invalid.');
    const { items, next } = page(found, { limit, token, invalidToken });
    return { events: items, searchedLogStreams: [], ...(next === undefined ? {} : { nextToken: next }) };
  },
});

function refuse(input: logs.FilterLogEventsCommandInput): void {
  const { logGroupName, logGroupIdentifier, logStreamNames, logStreamNamePrefix } = input;
  if (logGroupIdentifier !== undefined || logStreamNames !== undefined || logStreamNamePrefix !== undefined)
    throw invalid('The twin searches whole log groups by their names.');
  if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(logGroupName ?? ''))
    throw invalid("1 validation error detected: Value at 'logGroupName' failed to satisfy constraint.");
}

function functionOf(world: World, logGroupName: string, { accountId, region }: Call): string {
  const name = logGroupName.slice(PREFIX.length);
  const exists =
    logGroupName.startsWith(PREFIX) &&
    world.functions
      .all()
      .some(
        ({ definition }) =>
          definition.name === name && definition.accountId === accountId && definition.region === region,
      );
  if (!exists) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return name;
}

/** Terms, all of which a line must contain; a term with other characters than letters, digits and `_` is in double quotes. */
function matcher(pattern: string): (line: string) => boolean {
  const terms = pattern.match(/"[^"]*"|\S+/g) ?? [];
  const texts = terms.map((term) => {
    const quoted = /^"([^"]+)"$/.exec(term)?.[1];
    if (quoted === undefined && !/^\w+$/.test(term)) throw invalid('Invalid filter pattern');
    return quoted ?? term;
  });
  return (line) => texts.every((text) => line.includes(text));
}
