import type { World } from '../world';

export class CloudFormationState {
  constructor(private readonly world: World) {}
}
