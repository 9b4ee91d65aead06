import { AwsError } from '../wire/errors';

interface Failed {
  Id: string;
  Code: string;
  Message: string;
  SenderFault: boolean;
}

/** Runs each entry of a batch for itself: an entry that is refused fails alone. */
export function inBatch<E extends { readonly Id: string | undefined }, R extends object>(
  entries: readonly E[] | undefined,
  run: (entry: E) => R,
): { Successful: (R & { Id: string })[]; Failed: Failed[] } {
  if (!entries || entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10)
    throw new AwsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
  const ids = entries.map(({ Id }) => Id ?? '');
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id)))
    throw new AwsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${twice} repeated.`);
  const Successful: (R & { Id: string })[] = [];
  const Failed: Failed[] = [];
  entries.forEach((entry, index) => {
    const Id = ids[index] ?? '';
    try {
      Successful.push({ ...run(entry), Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  });
  return { Successful, Failed };
}
