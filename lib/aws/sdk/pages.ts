/**
 * All items of a paged answer. AWS may send an empty page that has a successor, so only the token decides.
 * `page` makes the call; `NextToken` is named differently here and there, which the caller maps.
 */
export async function allPages<T>(
  page: (
    token: string | undefined,
  ) => Promise<{ readonly items: readonly T[] | undefined; readonly next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    all.push(...(items ?? []));
    token = next === '' ? undefined : next;
  } while (token !== undefined);
  return all;
}
