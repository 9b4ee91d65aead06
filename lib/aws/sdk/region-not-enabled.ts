/** AWS rejected the credentials of a call because the account has not enabled the region, which its code does not say. */
export class RegionNotEnabled extends Error {
  constructor(
    readonly code: string,
    { accountId, region }: { readonly accountId: string; readonly region: string },
    options: ErrorOptions,
  ) {
    super(`account ${accountId} has not enabled ${region} yet`, options);
  }
}
