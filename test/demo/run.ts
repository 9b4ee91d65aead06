import type { Command } from 'commander';
import colors from 'picocolors';
import { segmentOfCidr, type LandingZone } from '../../lib/landing-zone';
import { EPOCH } from '../twin/clock';
import type { World } from '../twin/world';
import { assemblyOf } from '../world/assembly/synthesize';
import { enrolledOrganization, type EnrolledWorld } from '../world/enrolled';
import { mesh, reachability, type MeshRow, type Reach } from '../world/mesh';
import { withStorySettings } from '../world/story-settings';
import { countCalls } from './calls';
import { heading, listed, wrapped } from './layout';
import { SILENT, StoryPrinter, type Narrator } from './narrator';
import { planStory, type StoryPlan } from './plan';
import { costs, detailLine, meshTable, reachMatrix, reachSentences, rowsOf, type Row } from './print';
import { story } from './story';
import { Timeline } from './timeline';
import { verify } from './verify';

export interface Options {
  readonly program: Command;
  readonly landingZone: LandingZone;
  readonly seed: number;
  readonly json: boolean;
  readonly verbose: boolean;
  /** Columns of the output. */
  readonly width: number;
  readonly say: (text: string) => void;
}

/** Runs the demo, prints what happens and returns the exit code: 1 if the end state is not as expected. */
export async function run(options: Options): Promise<number> {
  const { seed, say } = options;
  const began = performance.now();
  const begun = await begin(options);
  const { setting, printer } = begun;
  const faults = [...(await liveThrough(begun, options))];
  const { rows, meshRows, reach } = endState(setting, (vpcId) => printer.name(vpcId));
  const name = (vpcId: string): string => rows.find((row) => row.vpcId === vpcId)?.name ?? vpcId;
  faults.push(...wrongPairs(reach, name));
  printEnd(options, rows, reach);
  say(heading('What one VPC costs, counted in a world of its own'));
  const counted = await countCalls(setting.landingZone, seed).catch(messageOf);
  if (typeof counted === 'string') faults.push(counted);
  else for (const line of costs(counted)) say(line);

  const verified = faults.length === 0;
  const wallSeconds = Math.round((performance.now() - began) / 100) / 10;
  const virtualSeconds = Math.round((setting.world.clock.now().getTime() - EPOCH) / 1000);
  printVerdict(options, { faults, vpcs: meshRows.length, virtualSeconds, wallSeconds });
  if (options.json) {
    const reachability = reach.filter(({ from, to }) => ![from, to].includes(rows[0]?.vpcId ?? ''));
    const timeline = begun.timeline.entries;
    const calls = typeof counted === 'string' ? null : counted.calls;
    const ended = { verified, seed, virtualSeconds, wallSeconds, calls, mesh: meshRows };
    process.stdout.write(`${JSON.stringify({ ...ended, reachability, timeline, faults })}\n`);
  }
  return verified ? 0 : 1;
}

/** The story and the reading of its end state. Returns what is not as expected, or what stopped the story. */
async function liveThrough({ setting, narrator, printer }: Begun, { verbose }: Options): Promise<readonly string[]> {
  try {
    const expected = await story(setting, narrator);
    if (!verbose) printer.end();
    return await verify(setting, expected);
  } catch (error) {
    return [messageOf(error)];
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Verdict {
  readonly faults: readonly string[];
  readonly vpcs: number;
  readonly virtualSeconds: number;
  readonly wallSeconds: number;
}

function printVerdict({ say }: Options, { faults, vpcs, virtualSeconds, wallSeconds }: Verdict): void {
  const took = colors.dim(`${(virtualSeconds / 3600).toFixed(1)} hours of virtual time in ${wallSeconds} s`);
  say('');
  for (const fault of faults) say(colors.red(`✗ ${fault}`));
  const verified = colors.green(`✓ verified through plain SDK calls: ${vpcs} VPCs are as expected;`);
  say(`${faults.length === 0 ? verified : colors.red('✗ not verified;')} ${took}`);
}

interface Begun {
  readonly setting: EnrolledWorld;
  readonly timeline: Timeline;
  readonly narrator: Narrator;
  readonly printer: StoryPrinter;
}

/**
 * An enrolled organization whose story is printed as it happens, in full detail if `verbose`. Ends the process with exit
 * code 1 where the landing zone has no room for the story, or the emulated organization cannot deploy it.
 */
async function begin(options: Options): Promise<Begun> {
  const { seed, verbose, width, say } = options;
  const { landingZone, adjusted } = withStorySettings(options.landingZone);
  if (adjusted.length > 0)
    for (const line of wrapped(`In the demo ${listed(adjusted)}.`, { width, indent: 0 })) say(line);
  try {
    const plan = planStory(landingZone);
    await assemblyOf(landingZone, (line) => process.stderr.write(`… ${line}\n`));
    say(heading('The hub is deployed, and the workload accounts enrol'));
    let begun: Omit<Begun, 'setting'> | undefined;
    const prepare = (world: World): void => {
      begun = listenTo(world, plan, options);
    };
    const setting = await enrolledOrganization(landingZone, { seed, prepare });
    if (!begun) throw new Error('The world was not prepared.');
    return { ...begun, setting };
  } catch (error) {
    if (verbose) throw error;
    options.program.error(messageOf(error));
  }
}

function listenTo(world: World, plan: StoryPlan, { verbose, width, say }: Options): Omit<Begun, 'setting'> {
  const accountName = (id: string): string => world.organizations.account(id)?.name ?? id;
  const subject = Math.max(...Object.values(plan.vpcs).map(({ name }) => name.length));
  const printer = new StoryPrinter(say, { now: () => world.clock.now(), accountName }, { width, subject });
  const timeline = new Timeline(world, (entry, intent) => {
    if (verbose) say(detailLine(entry, accountName));
    else printer.add(entry, intent);
  });
  if (!verbose) return { timeline, printer, narrator: printer };
  const { onLog } = world.functions;
  world.functions.onLog = (text) => {
    onLog(text);
    process.stderr.write(`${text}\n`);
  };
  const narrator: Narrator = {
    ...SILENT,
    chapter: (title) => say(heading(title)),
    named: (vpcId, name) => printer.named(vpcId, name),
  };
  return { timeline, printer, narrator };
}

interface EndState {
  readonly rows: readonly Row[];
  readonly meshRows: readonly MeshRow[];
  readonly reach: readonly Reach[];
}

function endState({ world, landingZone }: EnrolledWorld, vpc: (vpcId: string) => string): EndState {
  const meshRows = mesh(world, landingZone).filter(({ vpcId }) => world.ec2.vpc(vpcId) !== undefined);
  const { accountId, vpc: hubVpc } = landingZone.hub;
  const vpcId =
    [...world.ec2.vpcs.all()].find(({ ownerId, isDefault }) => ownerId === accountId && !isDefault)?.vpcId ?? '';
  const hub = { vpcId, segment: segmentOfCidr(landingZone, hubVpc.cidr) ?? null };
  const account = (id: string): string => world.organizations.account(id)?.name ?? id;
  const rows = rowsOf(landingZone, meshRows, hub, { vpc, account });
  return { rows, meshRows, reach: reachability(world, landingZone, rows) };
}

const wrongPairs = (reach: readonly Reach[], name: (vpcId: string) => string): readonly string[] =>
  reach
    .filter(({ allowed, reachable }) => allowed !== reachable)
    .map(({ from, to, reachable }) =>
      reachable
        ? `${name(from)} reaches ${name(to)}, expected no path`
        : `${name(from)} does not reach ${name(to)}, expected a path`,
    );

/** The sentences say of the others that they reach no VPC. */
const isInMesh = ({ segment }: Row): boolean => segment !== null;

function printEnd({ say, width }: Options, rows: readonly Row[], reach: readonly Reach[]): void {
  say(heading('The VPCs at the end'));
  for (const line of meshTable(rows, width)) say(line);
  say(heading('Who reaches whom, by attachments, route tables and routes'));
  for (const line of [...reachSentences(rows, reach), ...reachMatrix(rows.filter(isInMesh), reach)]) say(line);
}
