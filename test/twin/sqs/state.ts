import type { World } from '../world';

export class SqsState {
  constructor(private readonly world: World) {}
}
