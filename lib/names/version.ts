/** The version in `package.json`, which records of the ledger carry. */
export const VERSION = '0.1.0';

/** The file that `npm pack` writes. */
export const TARBALL = `wheelwright-${VERSION}.tgz`;
