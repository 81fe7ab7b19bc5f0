/**
 * Border tokens of the slots: one winner each, replaced through `overrides` or by a plugin. `Symbol.for`, so that a plugin that
 * resolved another copy of this package asks for the same.
 */
export { AUTHENTICATOR, CERTIFICATE_PROVIDER, CLOCK, OWN_AUTHENTICATOR, SPAWNER } from '#plugin';
/** Who knows how processes ended that were not our children. */
export const EXIT_LEDGER = Symbol.for('provisr.exit-ledger.v1');
export const PROCESS_INSPECTOR = Symbol.for('provisr.process-inspector.v1');
/** Who learns the end of processes that the spawner does not wait for. */
export const ADOPTION_WATCH = Symbol.for('provisr.adoption-watch.v1');
export const MAKE_FIFOS = Symbol.for('provisr.make-fifos.v1');
/** Who takes the output of processes out of their FIFOs. */
export const STREAM_READER = Symbol.for('provisr.stream-reader.v1');
/** The native ports, or why there are none: what the defaults of the slots above are made from. */
export const NATIVE = Symbol.for('provisr.native.v1');
/** All that a manager is made with, see {@link CoreSlots}. No slot itself. */
export const CORE_SLOTS = Symbol.for('provisr.core-slots.v1');
