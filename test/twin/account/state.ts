import type { World } from '../world';

export class AccountState {
  constructor(private readonly world: World) {}
}
