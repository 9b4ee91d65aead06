/** The address of a spoke: one account in one region. */
export interface SpokeAddress {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
}

/** `<accountId>/<region>`: the message group of a spoke in every FIFO queue, and its partition key in the ledger. */
export const addressText = ({ accountId, region }: SpokeAddress): string => `${accountId}/${region}`;
