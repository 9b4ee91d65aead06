import { synthesizeShipped } from './world/assembly/synthesize';

/** Jest's global setup: the worlds of tests boot from `cdk.out`. */
export default (): Promise<void> => synthesizeShipped((line) => process.stderr.write(`${line}\n`));
