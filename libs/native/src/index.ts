export { type DescriptorWatch, DescriptorEvents } from './events/descriptor-events.js';
export { loadLibrary, type Koffi, type NativeLibrary, type NoLibrary } from './library/load-library.js';
export { systemError } from './library/system-error.js';
export { type OrphanKeeper, Orphans } from './orphans/orphans.js';
export type { Zombie } from './orphans/wait-calls.js';
export { setCloseOnExec } from './descriptors/close-on-exec.js';
export { loadNative, type NativeContext, type NativePorts } from './load-native.js';
export { chooseNative, type NativeChoice } from './choose-native.js';
export { bindReexecCalls, type ExecImage, type ReexecCalls } from './reexec/reexec-calls.js';
