import type { World } from '../world';

export class Route53State {
  constructor(private readonly world: World) {}
}
