import crypto, { createSecretKey } from 'node:crypto';
import timers from 'node:timers';
import vm from 'node:vm';
import { ModuleMocker } from 'jest-mock';
import { forgetChangedModules, inSource, sharedModule } from './modules.mjs';

/**
 * Stands for Node's own context where Jest asks for the context of a test file. Jest can only compile for a context that
 * `vm.createContext` has made, in which `instanceof Error` is false for errors of Node and of packages loaded by Node.
 */
const NODE = vm.createContext();
const { compileFunction } = vm;
vm.compileFunction = (code, parameters, { parsingContext, ...options }) =>
  compileFunction(code, parameters, parsingContext === NODE ? options : { ...options, parsingContext });

// For a key of bytes Node 24 takes six times as long as for a key object, once for each request that an SDK signs.
const { createHmac } = crypto;
crypto.createHmac = (algorithm, key, options) =>
  createHmac(algorithm, ArrayBuffer.isView(key) ? createSecretKey(key) : key, options);

/** Symbols of the global object with Jest's account of a file's tests: with it stay their functions, and their worlds. */
const OF_JEST = ['JEST_STATE_SYMBOL', 'EVENT_HANDLERS', 'TEST_TIMEOUT_SYMBOL'];

/**
 * The environment of test files: the process as it is. A file shares all modules, packages and ours, with the files before it
 * (`modules.mjs`): loading the SDK, the CDK and the twin for every file took more than half of a run.
 */
export default class NodeItself {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  fakeTimersModern = null;
  #before = { ...process.env };
  #own = { console, setTimeout: timers.setTimeout, exit: process.exit, getBuiltinModule: process.getBuiltinModule };
  #timers = [];

  async setup() {
    forgetChangedModules();
    globalThis.sharedModule = sharedModule;
    timers.setTimeout = this.#recordedTimeout();
    // Jest sets 100. The SDK makes an error for each setting that it looks for, which costs with every frame.
    Error.stackTraceLimit = 20;
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (error, frames) => prepareStackTrace(error, frames.map(inSource));
  }

  /** Undoes what the file and Jest have changed in the process. */
  async teardown() {
    delete globalThis.sharedModule;
    for (const key of Object.getOwnPropertySymbols(globalThis))
      if (OF_JEST.includes(key.description)) delete globalThis[key];
    this.moduleMocker.restoreAllMocks();
    for (const name of Object.keys(process.env)) if (!(name in this.#before)) delete process.env[name];
    Object.assign(process.env, this.#before);
    for (const timer of this.#timers) clearTimeout(timer);
    timers.setTimeout = this.#own.setTimeout;
    globalThis.console = this.#own.console;
    process.exit = this.#own.exit;
    process.getBuiltinModule = this.#own.getBuiltinModule;
  }

  /** Middy's timer of a function that a test has killed, which takes 300 s, would keep the process. */
  #recordedTimeout() {
    const { setTimeout } = this.#own;
    return (...parameters) => {
      const timer = setTimeout(...parameters);
      this.#timers.push(timer);
      return timer;
    };
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return NODE;
  }
}
