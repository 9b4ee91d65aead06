import type { World } from '../world';

export class DynamoDbState {
  constructor(private readonly world: World) {}
}
