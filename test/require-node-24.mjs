// The runtime we deploy to is nodejs24.x; the `node` package puts it on the PATH of every npm script.
if (!process.versions.node.startsWith('24.')) {
  console.error(
    `Tests run on Node 24, the Lambda runtime we deploy to, but this is Node ${process.versions.node}.\n` +
      'Run them through npm (npm test), after `npm ci` with install scripts allowed for the "node" package.',
  );
  process.exit(1);
}
