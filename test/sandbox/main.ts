import { Command, InvalidArgumentError } from 'commander';
import { assemblyOf } from '../world/assembly/synthesize';
import { landingZoneIn, withConfig } from '../world/command-line';
import { enrolledOrganization } from '../world/enrolled';
import { wholeNumber } from '../world/whole-number';
import { serveHttp } from '../twin/wire/transport';
import { passing } from './passing';

const factor = (text: string): number => {
  const value = Number(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('Expected a factor above 0.');
};

const program = withConfig(
  new Command('sandbox').description(
    "Serves the demo's emulated AWS organization over HTTP on loopback: the hub is ready, the workload accounts are enrolled, no VPC has joined.",
  ),
)
  .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), 4566)
  .option('--speed <factor>', 'virtual seconds per real second', factor, 1)
  .option('--seed <number>', 'fixes all ids', wholeNumber(0), 1)
  .option('--verbose', "print the functions' logs on standard error")
  .addHelpText(
    'after',
    `
Prints one line of JSON (endpoint, region, organizational units, credentials of the management and hub accounts) on
standard output when it is ready, and serves until it is interrupted. Use it with any AWS client:
  AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… aws --endpoint-url http://127.0.0.1:4566 --region us-east-1 organizations list-accounts
Everything is lost when it stops. It listens on loopback only: the credentials are no secrets.`,
  );
program.parse();
const { port, speed, seed, config, verbose } = program.opts<{
  port: number;
  speed: number;
  seed: number;
  config: string;
  verbose?: true;
}>();
const landingZone = landingZoneIn(program, config);

await assemblyOf(landingZone, (line) => process.stderr.write(`… ${line}\n`));
const { world, organization } = await enrolledOrganization(landingZone, {
  seed,
  progress: (text) => process.stderr.write(`… ${text}\n`),
  prepare(world) {
    if (verbose) world.functions.onLog = (line) => process.stderr.write(`${line}\n`);
  },
});

const serve = passing(world.clock, (request) => world.handle(request));
const server = await serveHttp(serve, { port, now: () => world.clock.now() }).catch((error: unknown) => {
  process.stderr.write(
    `The sandbox cannot listen on 127.0.0.1:${port}: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
const stopTime = world.clock.follow(speed);
const credentials = (accountId: string) => {
  const { accessKeyId, secretAccessKey } = world.administrator(accountId);
  return { accountId, accessKeyId, secretAccessKey };
};
process.stdout.write(
  `${JSON.stringify({
    endpoint: server.url,
    region: landingZone.hub.region,
    organizationalUnits: organization.organizationalUnits,
    rootId: organization.rootId,
    management: credentials(landingZone.organization.managementAccountId),
    hub: credentials(landingZone.hub.accountId),
  })}\n`,
);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    stopTime();
    void server.close().then(() => process.exit(0));
  });
