import type { World } from '../world';

export class IamState {
  constructor(private readonly world: World) {}
}
