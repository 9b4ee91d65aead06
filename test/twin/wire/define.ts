import { importModel, type ModelOverrides } from './model';
import type { Ops, Service, Unsigned } from './service';

/**
 * Puts a client module and the functions that answer its operations together:
 * `defineService(organizations)({ ListAccounts(input, call) { … } })`. Curried, so that the literals of an answer keep
 * their types. The module of a client that we wrote ourselves serves as well, as long as it exports what the SDK's do.
 */
export const defineService =
  <M extends object>(clientModule: M, overrides?: ModelOverrides) =>
  (ops: Ops<M>, unsigned?: Unsigned): Service => ({
    client: clientModule,
    model: importModel(clientModule, overrides),
    ops: Object.fromEntries(Object.entries(ops)),
    ...(unsigned ? { unsigned } : {}),
  });
