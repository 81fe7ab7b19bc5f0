#!/usr/bin/env node
// Plain syntax on purpose: an old Node must be able to parse this file to be told what is wrong.
import fs from 'fs';
import module from 'module';
import os from 'os';
import path from 'path';

var NEEDED_MAJOR = 22;
var NEEDED_MINOR = 12;

function isSupported(version) {
  var parts = version.split('.').map(Number);
  return parts[0] > NEEDED_MAJOR || (parts[0] === NEEDED_MAJOR && parts[1] >= NEEDED_MINOR);
}

/**
 * The cache holds compiled code, so it lies in a directory of this very user: in a shared temporary directory
 * somebody else could have laid it out first.
 */
function cacheDirectory() {
  try {
    var home = os.homedir();
    if (typeof process.getuid === 'function' && fs.statSync(home).uid !== process.getuid()) return null;
    return path.join(process.env.XDG_CACHE_HOME || path.join(home, '.cache'), 'provisr', 'compile');
  } catch (error) {
    return null;
  }
}

function enableCompileCache() {
  if (process.env.NODE_COMPILE_CACHE) return;
  var directory = cacheDirectory();
  if (directory !== null) module.enableCompileCache(directory);
}

/** Only a checkout that was never built lacks the file; whatever else is thrown is a fault. */
function reportUnloadable(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.url).endsWith('dist/src/cli/bin.js')) throw error;
  process.stderr.write("error: provisr is not built: run 'npm run build' in " + path.dirname(import.meta.dirname) + '\n');
  process.exitCode = 1;
}

/**
 * A daemon that another image of itself has just executed gets signals from the first moment on, and any of them would be its end. They are
 * kept until it can obey (src/handover/held-signals.ts).
 */
function holdSignals() {
  var names = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'];
  var signals = [];
  var hold = function (name) {
    signals.push(name);
  };
  names.forEach((name) => process.on(name, hold));
  globalThis[Symbol.for('provisr.held-signals')] = {
    signals: signals,
    release: () => names.forEach((name) => process.off(name, hold)),
  };
}

if (process.env.PROVISR_HANDOVER) holdSignals();

if (isSupported(process.versions.node)) {
  enableCompileCache();
  import('../dist/src/cli/bin.js').catch(reportUnloadable);
} else {
  process.stderr.write(
    'error: provisr needs Node.js ' +
      NEEDED_MAJOR +
      '.' +
      NEEDED_MINOR +
      ' or newer, this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ')' +
      ': install Node.js 24 from https://nodejs.org or your version manager and run provisr with it (PROVISR_NODE_UNSUPPORTED)\n',
  );
  process.exitCode = 1;
}
