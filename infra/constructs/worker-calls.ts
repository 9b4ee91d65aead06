import type { Calls } from '../../lib/aws/sdk/calls';
import type { LandingZone } from '../../lib/landing-zone';

/** The part of a concept that permissions derive from. */
export interface StepPermissions {
  readonly calls: Calls;
  readonly callsWith?: (landingZone: LandingZone) => Calls | undefined;
  readonly alsoInHub: boolean;
}

/** The part of a worker's declaration from which the permissions of its calls derive. */
export interface WorkerCalls {
  readonly steps: readonly StepPermissions[];
  readonly stepsWith?: (landingZone: LandingZone) => readonly StepPermissions[];
  readonly calls: readonly Calls[];
}

/** The calls that a worker's concepts may make with this config: those of no concept that it turns off. */
export const stepCalls = (
  { steps, stepsWith = () => steps }: WorkerCalls,
  landingZone: LandingZone,
  isMeant: (step: StepPermissions) => boolean = () => true,
): readonly Calls[] =>
  stepsWith(landingZone)
    .filter(isMeant)
    .flatMap(({ calls, callsWith = () => calls }) => callsWith(landingZone) ?? []);

/** All calls that a worker may make with this config. */
export const callsOf = (worker: WorkerCalls, landingZone: LandingZone): readonly Calls[] => [
  ...worker.calls,
  ...stepCalls(worker, landingZone),
];
