import type { World } from '../world';

export class EventBridgeState {
  constructor(private readonly world: World) {}
}
