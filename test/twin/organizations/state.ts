import type { World } from '../world';

export class OrganizationsState {
  constructor(private readonly world: World) {}
}
