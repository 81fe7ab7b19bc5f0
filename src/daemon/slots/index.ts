export { CLOCK, EXIT_LEDGER, PROCESS_INSPECTOR, SPAWNER } from './slots.js';
export { InjectClock, SlotsModule } from './slots.module.js';
