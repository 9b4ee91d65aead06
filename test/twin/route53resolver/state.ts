import type { World } from '../world';

export class ResolverState {
  constructor(private readonly world: World) {}
}
