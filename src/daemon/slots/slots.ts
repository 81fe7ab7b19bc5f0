/**
 * Border tokens of the slots: one winner each, replaced through `overrides` or by a plugin. `Symbol.for`, so that a plugin that
 * resolved another copy of this package asks for the same.
 */
export const CLOCK = Symbol.for('provisr.clock.v1');
/** Who knows how processes ended that were not our children. */
export const EXIT_LEDGER = Symbol.for('provisr.exit-ledger.v1');
export const SPAWNER = Symbol.for('provisr.spawner.v1');
export const PROCESS_INSPECTOR = Symbol.for('provisr.process-inspector.v1');
