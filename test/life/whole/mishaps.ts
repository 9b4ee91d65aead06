import { throttling } from '../../e2e/faults';
import { Severed } from '../../twin/wire/transport';
import type { World } from '../../twin/world';

export type MishapKind = 'lose-events' | 'throttle' | 'kill';

/** What goes wrong at AWS, as often as it was begun: events that are lost, calls that are throttled, functions that are killed. */
export class Mishaps {
  readonly #left: Record<MishapKind, number> = { 'lose-events': 0, throttle: 0, kill: 0 };

  constructor(world: World) {
    world.eventbridge.interceptors.push(({ targetArn }) =>
      targetArn.endsWith(':wheelwright-intake') && this.#take('lose-events') ? 'lose' : 'deliver',
    );
    world.around.push(async ({ service: { iamPrefix }, call }, next) => {
      if (call.invocationId === undefined) return next();
      if (this.#take('throttle')) throw throttling(iamPrefix);
      // The call that ends the count is carried out, and its response is lost.
      const dies = this.#left.kill === 1;
      this.#take('kill');
      const output = await next();
      if (dies) throw new Severed();
      return output;
    });
  }

  begin(kind: MishapKind, count: number): void {
    this.#left[kind] = count;
  }

  end(): void {
    this.#left['lose-events'] = 0;
    this.#left.throttle = 0;
    this.#left.kill = 0;
  }

  #take(kind: MishapKind): boolean {
    if (this.#left[kind] === 0) return false;
    this.#left[kind]--;
    return true;
  }
}
