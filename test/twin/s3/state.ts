import type { World } from '../world';

export class S3State {
  constructor(private readonly world: World) {}
}
