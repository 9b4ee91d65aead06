import type { World } from '../world';

export class RamState {
  constructor(private readonly world: World) {}
}
