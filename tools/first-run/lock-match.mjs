const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * Whether what npm noted in node_modules (`.package-lock.json`) is what the lock file and package.json ask for.
 *
 * @param {{ packages: Record<string, any> }} lock package-lock.json
 * @param {{ packages: Record<string, any> }} installed node_modules/.package-lock.json
 * @param {Record<string, any>} manifest package.json
 */
export function matchesLock(lock, installed, manifest) {
  return sameRequests(lock.packages[''] ?? {}, manifest) && nothingExtra(lock, installed) && nothingMissing(lock, installed);
}

function sameRequests(root, manifest) {
  return DEPENDENCY_FIELDS.every((field) => JSON.stringify(sorted(root[field])) === JSON.stringify(sorted(manifest[field])));
}

function sorted(record = {}) {
  return Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1));
}

function nothingExtra(lock, installed) {
  return Object.keys(installed.packages).every((path) => lock.packages[path] !== undefined);
}

function nothingMissing(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    const found = installed.packages[path];
    if (path === '') return true;
    // Optional packages are mostly binaries of other platforms; npm leaves those out.
    if (!found) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}
