// One cold start: a fresh process imports the module that it is given, and says how many milliseconds that took.
// Plain JavaScript, so that nothing but Node is loaded before.
const [, , url] = process.argv;
const began = performance.now();
const { handler } = await import(url);
const importMs = performance.now() - began;
if (typeof handler !== 'function') throw new TypeError(`${url} exports no handler.`);
process.stdout.write(JSON.stringify({ importMs, readyMs: performance.now() }));
