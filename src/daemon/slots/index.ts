export { CLOCK, CORE_SLOTS, EXIT_LEDGER, NATIVE, PROCESS_INSPECTOR, SPAWNER } from './slots.js';
export { type CoreSlots, InjectClock, SlotsModule } from './slots.module.js';
