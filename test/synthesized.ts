import { synthesizeShipped } from './world/assembly/synthesize';

/** Jest's global setup: the worlds of tests boot from `cdk.out`, and X-Ray watches no promises of theirs. */
export default (): Promise<void> => {
  process.env['AWS_XRAY_MANUAL_MODE'] = 'true';
  return synthesizeShipped((line) => process.stderr.write(`${line}\n`));
};
