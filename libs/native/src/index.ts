export { type DescriptorWatch, DescriptorEvents } from './events/descriptor-events.js';
export { loadLibrary, type Koffi, type NativeLibrary, type NoLibrary } from './library/load-library.js';
export { systemError } from './library/system-error.js';
export { type OrphanKeeper, Orphans } from './orphans/orphans.js';
export type { Zombie } from './orphans/wait-calls.js';
export { bindChildCalls, type ChildCalls } from './reap/child-calls.js';
export { Reaper } from './reap/reaper.js';
export { NativeSpawner } from './spawn/native-spawner.js';
export { bindSpawnCalls, type SpawnCalls } from './spawn/spawn-calls.js';
