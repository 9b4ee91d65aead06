/** The version in `package.json`, which records of the ledger carry. */
export const VERSION = '0.1.0';
