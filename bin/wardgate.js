#!/usr/bin/env node
// Checks Node's version before anything newer is parsed, then loads the program: the compiled one where it was built
// and nothing else is there (published package, image), the sources in a checkout.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    'wardgate needs Node 24 or newer, and was started on ' + process.versions.node +
      '; start it through npm (npm start, npm run wardgate), which brings its own Node, or install Node 24\n',
  );
  process.exitCode = 2;
} else {
  import('../src/main.ts').catch(function (error) {
    if (!error || error.code !== 'ERR_MODULE_NOT_FOUND' || !/src.main\.ts/.test(String(error.message))) throw error;
    return import('../dist/main.js');
  });
}
