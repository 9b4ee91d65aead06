import * as ec2 from '@aws-sdk/client-ec2';
import { CreateOrganizationalUnitCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { workerContext } from '../../handlers/wiring';
import { reconcileSpoke, type Result } from '../../lib/dispatch/reconcile-spoke';
import type { Worker } from '../../lib/dispatch/worker';
import type { WorkerContext } from '../../lib/dispatch/worker-context';
import type { HubResources, LandingZone } from '../../lib/landing-zone';
import { ADMISSIONS_TABLE } from '../../lib/names';
import { join } from '../../lib/workers/join';
import { worker as declaration } from '../../lib/workers/join/worker';
import { Bench } from '../laws/bench';
import type { ExecutionEnvironment } from '../twin/functions/instance';
import type { World } from '../twin/world';
import { fixtureLandingZone } from '../world/landing-zone';
import { Interleaver } from './interleave';
import { SILENT } from '../lib/dispatch/telemetry';
import { MemoryLedger } from './memory-ledger';

/** An OU of the organization, by what it permits. */
export type Unit = 'dev' | 'staging' | 'prod' | 'several' | 'none';

/** AWS's states take a millisecond, so that a reconcile after the next step of the clock finds them settled. */
const SHORT = {
  attachment: 1,
  acceptance: 1,
  association: 1,
  propagation: 1,
  queryLogAssociation: 1,
  cluster: 1,
  other: 1,
};
/** Enough for a StackSet to follow a moved account. */
const STACK_SET_MS = 60_000;

/** Where the accounts are at the beginning of a sequence. Two of the three are in one OU. */
const BEGIN: Readonly<Record<string, Unit>> = { dev: 'dev', staging: 'dev', prod: 'prod' };

interface Instance {
  readonly context: WorkerContext;
  readonly worker: Worker;
}

/**
 * A world with the hub deployed and three spokes enrolled, in which two instances of the join worker reconcile what a test
 * asks for, with the credentials of the function's role. No message and no event is delivered.
 */
export class Setting {
  readonly spokes: readonly string[];
  readonly interleaver: Interleaver;
  /** Called after each call that changes EC2. */
  afterWrite: () => void = () => undefined;
  readonly #ledger = new MemoryLedger();
  readonly #woken = new Set<string>();
  readonly #clients = new Map<string, ec2.EC2Client>();
  #instances: readonly Instance[] = [];
  /** The instances have cached what was read of an account that has changed, or credentials of its former role. */
  #stale = true;

  private constructor(
    readonly world: World,
    readonly landingZone: LandingZone,
    readonly hub: HubResources,
    readonly units: Readonly<Record<Unit, string>>,
    accounts: Readonly<Record<string, string>>,
    private readonly credentials: ExecutionEnvironment['credentials'],
  ) {
    this.spokes = Object.keys(BEGIN).map((name) => accounts[name] ?? '');
    world.around.push(async ({ service, operation }, next) => {
      const output = await next();
      if (service.iamPrefix === 'ec2' && !/^(Describe|Get|Search)/.test(operation)) this.afterWrite();
      return output;
    });
    this.interleaver = new Interleaver(world);
  }

  static async build(): Promise<Setting> {
    const bench = await Bench.build({ enroll: Object.keys(BEGIN), times: SHORT });
    const { world, hub } = bench;
    world.eventbridge.busInterceptors.push(() => 'lose');
    const fixture = fixtureLandingZone();
    const unitOf = (segment: string): string => fixture.segments[segment]?.organizationalUnits[0] ?? '';
    const none =
      [...world.organizations.organizationalUnits.values()].find(({ name }) => name === 'Suspended')?.id ?? '';
    const management = world.administrator(fixture.organization.managementAccountId);
    const { OrganizationalUnit } = await new OrganizationsClient(world.config(management, 'us-east-1')).send(
      new CreateOrganizationalUnitCommand({ Name: 'Several', ParentId: unitOf('dev') }),
    );
    const several = OrganizationalUnit?.Id ?? '';
    const units = { dev: unitOf('dev'), staging: unitOf('staging'), prod: unitOf('prod'), several, none };
    const setting = new Setting(
      ...([world, configOf(fixture, several), hub, units, bench.accounts, await credentialsOf(world)] as const),
    );
    await setting.reset();
    return setting;
  }

  ec2(accountId: string): ec2.EC2Client {
    const { region } = this.landingZone.hub;
    const known = this.#clients.get(accountId);
    const client = known ?? new ec2.EC2Client(this.world.config(this.world.administrator(accountId), region));
    this.#clients.set(accountId, client);
    return client;
  }

  get hubEc2(): ec2.EC2Client {
    return this.ec2(this.landingZone.hub.accountId);
  }

  /** Reconciles a spoke once with one instance of the worker. */
  reconcile(
    instance: number,
    accountId: string,
    trigger: { readonly hasNewMessage: boolean; readonly accountChanged: boolean },
  ): Promise<Result> {
    const { context, worker } = this.#instances[instance % this.#instances.length] ?? this.#missing();
    const { region } = this.landingZone.hub;
    const because = 'a step of the sequence';
    const messages = { hasOldMessage: !trigger.hasNewMessage, named: 'all', lastAttempt: false } as const;
    return reconcileSpoke(context, worker, { accountId, region, because, ...messages, ...trigger });
  }

  /** The spokes to which the worker has sent messages since the last call. */
  takeWoken(): readonly string[] {
    const woken = [...this.#woken];
    this.#woken.clear();
    return woken;
  }

  /** An account is moved or closed: the next sequence has new instances, which have read nothing of it. */
  accountMoves(): void {
    this.#stale = true;
  }

  /** Loses every item of the admissions table. */
  loseAdmissions(): void {
    const table = this.world.dynamodb.tables(this.landingZone.hub).get(ADMISSIONS_TABLE);
    if (!table) throw new Error(`The hub has no table ${ADMISSIONS_TABLE}.`);
    table.items.clear();
  }

  /** Removes all VPCs of the spokes and everything recorded about them, and moves the accounts back. */
  async reset(): Promise<void> {
    const { world } = this;
    for (const [index, accountId] of this.spokes.entries()) {
      const account = world.organizations.account(accountId);
      if (!account) throw new Error(`Account ${accountId} has left the organization.`);
      account.state = 'ACTIVE';
      const unit = this.units[Object.values(BEGIN)[index] ?? 'none'];
      if (account.parentId !== unit) world.organizations.move(account, unit);
      this.#removeVpcs(accountId);
    }
    // What instances have cached must not depend on the sequences before. New ones take a tenth of a second.
    if (this.#stale) this.#instances = [0, 1].map(() => this.#instance(this.credentials));
    this.#stale = false;
    for (const accountId of this.spokes)
      for (const { context } of this.#instances) context.organization.forget(accountId);
    this.loseAdmissions();
    this.#ledger.clear();
    this.#woken.clear();
    world.calls.length = 0;
    await world.clock.jump(STACK_SET_MS);
  }

  #removeVpcs(accountId: string): void {
    const state = this.world.ec2;
    const scope = { accountId, region: this.landingZone.hub.region };
    const vpcs = state.vpcs.of(scope).filter(({ isDefault }) => !isDefault);
    const isGone = ({ vpcId }: { readonly vpcId: string }): boolean => vpcs.some((vpc) => vpc.vpcId === vpcId);
    for (const { subnetId, ...subnet } of state.subnets.of(scope)) if (isGone(subnet)) state.subnets.delete(subnetId);
    for (const { routeTableId, ...table } of state.routeTables.of(scope))
      if (isGone(table)) state.routeTables.delete(routeTableId);
    for (const { attachmentId, vpcOwnerId } of [...state.transitGatewayAttachments.values()])
      if (vpcOwnerId === accountId) {
        state.transitGatewayAttachments.delete(attachmentId);
        state.tags.drop(attachmentId);
      }
    for (const { vpcId } of vpcs) {
      state.vpcs.delete(vpcId);
      state.tags.drop(vpcId);
    }
  }

  #instance(credentials: ExecutionEnvironment['credentials']): Instance {
    const { world, landingZone, hub } = this;
    const env = {
      AWS_REGION: landingZone.hub.region,
      AWS_LAMBDA_FUNCTION_NAME: FUNCTION,
      WHEELWRIGHT_HUB: '',
    };
    const runtime = { landingZone, hubs: { [landingZone.hub.region]: hub }, env, clock: world.clock };
    const context: WorkerContext = {
      ...workerContext({ ...runtime, requestHandler: world.requestHandler(), credentials }, declaration, SILENT),
      ledger: this.#ledger,
      queues: {
        send: (_queueUrl, { group }) => {
          this.#woken.add(group.split('/')[0] ?? '');
          return Promise.resolve();
        },
        sendAll: () => Promise.resolve(),
        sendLater: () => Promise.resolve(),
        delay: () => Promise.resolve(),
      },
      announce: () => Promise.resolve(),
    };
    return { context, worker: join(context) };
  }

  #missing(): never {
    throw new Error('There is no instance of the worker.');
  }
}

const FUNCTION = 'wheelwright-join';

/** The config of the worker. It attaches and routes, and nothing else; one OU permits two segments. */
function configOf(fixture: LandingZone, several: string): LandingZone {
  const { dev, staging, ...segments } = fixture.segments;
  if (!dev || !staging) throw new Error('The fixture has no segments dev and staging.');
  return {
    ...fixture,
    segments: {
      ...segments,
      // A VPC may have ranges of several blocks of the admissions table.
      dev: { ...dev, maxVpcPrefix: 16, organizationalUnits: [...dev.organizationalUnits, several] },
      staging: { ...staging, organizationalUnits: [...staging.organizationalUnits, several] },
    },
    join: { ...fixture.join, concepts: ['attachment', 'segment-routing'] },
    leave: { drainMinutes: 0 },
    logs: { ...fixture.logs, query: false },
    guards: { ...fixture.guards, maxLeaves: { count: 100, percent: 100, atLeast: 0 } },
  };
}

/** A session of the join function's role, as Lambda gives it to an instance of the function. */
async function credentialsOf(world: World): Promise<ExecutionEnvironment['credentials']> {
  const found = world.functions.find(FUNCTION);
  if (!found) throw new Error(`The hub has no function ${FUNCTION}.`);
  let credentials: ExecutionEnvironment['credentials'] | undefined;
  world.functions.register({
    ...found.definition,
    create(environment) {
      ({ credentials } = environment);
      return () => Promise.resolve();
    },
  });
  await world.functions.invoke(found.arn, {});
  if (!credentials) throw new Error(`The function ${FUNCTION} did not start.`);
  return credentials;
}
