import { calls as attachmentOwnerCalls } from '../aws/read/attachment-owners';
import { calls as organizationCalls } from '../aws/read/organization';
import type { Calls } from '../aws/sdk/calls';
import type { WorkerDeclaration } from '../dispatch/worker';
import type { OperatorRole } from '../names';
import { worker as enroll } from '../workers/enroll/worker';
import { worker as grantPull } from '../workers/grant-pull/worker';
import { worker as join } from '../workers/join/worker';
import { confirmCalls, drainCalls, freezeCalls, redriveCalls, replayCalls, sweepCalls, wakeCalls } from './act-calls';
import { doctorCalls } from './doctor-calls';
import { logCalls } from './log-calls';
import { admissionCalls, connectionCalls, ledgerCalls, messageCalls, queueCalls } from './hub-calls';

/** The part of a worker's declaration with the calls that its plans need. */
type Planned = Pick<WorkerDeclaration, 'calls' | 'steps' | 'stepsWith'>;

/** What a command calls. The permissions of the operator roles, and of the roles that these assume, derive from it. */
export interface CommandCalls {
  readonly command: string;
  readonly role: OperatorRole;
  /**
   * Its own calls. Sides: `hub` with the operator role, `spoke` with `wheelwright-read` of the spoke, `management` with
   * `wheelwright-operator-read` of the management account.
   */
  readonly calls: readonly Calls[];
  /** The workers whose plans it makes: it may make what they read, and none of their writes. */
  readonly plans?: readonly Planned[];
}

const all: CommandCalls = { command: 'every command', role: 'look', calls: [connectionCalls] };
const status: CommandCalls = { command: 'status', role: 'look', calls: [ledgerCalls, admissionCalls, queueCalls] };
const explain: CommandCalls = {
  command: 'explain',
  role: 'look',
  calls: [ledgerCalls, admissionCalls, organizationCalls],
  plans: [enroll, join, grantPull],
};

const history: CommandCalls = { command: 'history', role: 'look', calls: [ledgerCalls] };
const logs: CommandCalls = { command: 'logs', role: 'look', calls: [ledgerCalls, logCalls] };

const doctor: CommandCalls = {
  ...{ command: 'doctor', role: 'look' },
  calls: [ledgerCalls, admissionCalls, doctorCalls],
};

const plan: CommandCalls = { ...explain, command: 'plan', plans: [join] };
const adopt: CommandCalls = { command: 'adopt', role: 'act', calls: [messageCalls] };
const acting = (command: string, ...calls: readonly Calls[]): CommandCalls => ({ command, role: 'act', calls });

/** One line a command. */
export const COMMAND_CALLS: readonly CommandCalls[] = [
  all,
  status,
  explain,
  history,
  logs,
  doctor,
  plan,
  adopt,
  acting('apply', confirmCalls, wakeCalls),
  acting('sweep', sweepCalls),
  acting('freeze', attachmentOwnerCalls, freezeCalls),
  acting('thaw', attachmentOwnerCalls, freezeCalls, sweepCalls, wakeCalls),
  acting('replay', replayCalls, drainCalls, ledgerCalls, wakeCalls),
  acting('redrive', redriveCalls),
];
