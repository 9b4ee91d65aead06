import { importModel, type ModelOverrides } from './model';
import type { Ops, Service, Unsigned } from './service';

/**
 * Combines a client module and the functions that serve its operations:
 * `defineService(organizations)({ ListAccounts(input, call) { … } })`. Curried, so that the literals of an output keep
 * their types. A client of another origin works too, if it exports what the SDK's clients export.
 */
export const defineService =
  <M extends object>(clientModule: M, overrides?: ModelOverrides) =>
  (ops: Ops<M>, unsigned?: Unsigned): Service => ({
    client: clientModule,
    model: importModel(clientModule, overrides),
    ops: Object.fromEntries(Object.entries(ops)),
    ...(unsigned ? { unsigned } : {}),
  });
