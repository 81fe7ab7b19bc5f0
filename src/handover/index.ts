export { leaveSignals, turnOfLoop } from './leave-signals.js';
export { prepareDaemon } from './execute-daemon.js';
export { type DaemonProgram, type HandedDescriptor, type HandOverDocument, makeDocument } from './hand-over-document.js';
export type { ReceivedHandOver } from './received-hand-over.js';
