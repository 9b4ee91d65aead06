import type { Calls } from '../aws/sdk/calls';
import type { ServiceClient } from '../aws/sdk/session';
import type { LandingZone } from '../landing-zone';
import type { ManagementRole, SpokeRole, WorkerName } from '../names';
import type { Report } from '../reconcile/engine';
import type { Step } from '../reconcile/step';
import type { SpokeContext } from './spoke-context';

/** Everything that a worker is, said once: its handler, its permissions, its queues and their tests derive from it. */
export interface WorkerDeclaration {
  readonly name: WorkerName;
  /** Its concepts in the order of joining; leaving runs the other way round. */
  readonly steps: readonly Step[];
  /** The calls that it makes beside those of its concepts. */
  readonly calls: readonly Calls[];
  /** The SDK clients for all of these calls: its bundle carries them and no others. */
  readonly services: readonly ServiceClient[];
  /** The role that it assumes in a spoke, and where the config lets it enter spokes at all. */
  readonly spokeRole: SpokeRole;
  readonly entersSpokes: (landingZone: LandingZone) => boolean;
  /** The role that it assumes in the management account. */
  readonly managementRole: ManagementRole;
  /** The workers that it wakes when a spoke is done. */
  readonly dependents: readonly WorkerName[];
}

/** What a worker does with one spoke. */
export interface Worker {
  readonly steps: readonly Step[];
  /** Everything that would change the plan while the spoke waits, as JSON that can be compared. */
  watched(spoke: SpokeContext): Promise<unknown>;
  /** Reads, decides and changes; throws a `Failure` for what it could not read. */
  reconcile(spoke: SpokeContext): Promise<readonly Report[]>;
}
