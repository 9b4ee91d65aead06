import type { World } from '../world';

export class Ec2State {
  constructor(private readonly world: World) {}
}
