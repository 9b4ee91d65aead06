import { allPages } from '../sdk/pages';

/** One paged list: the call, its items, and how each is reduced. */
export interface PagedList<Page extends { readonly NextToken?: string | undefined }, Item, Shape> {
  readonly call: (paging: { readonly NextToken: string | undefined }) => Promise<Page>;
  readonly items: (page: Page) => readonly Item[] | undefined;
  readonly map: (item: Item) => Shape | readonly Shape[];
}

export async function readList<Page extends { readonly NextToken?: string | undefined }, Item, Shape>(
  list: PagedList<Page, Item, Shape>,
): Promise<readonly Shape[]> {
  const items = await allPages(async (NextToken) => {
    const page = await list.call({ NextToken });
    return { items: list.items(page), next: page.NextToken };
  });
  return items.flatMap(list.map);
}
