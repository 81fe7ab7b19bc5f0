export {
  AUTHENTICATOR,
  CERTIFICATE_PROVIDER,
  CLOCK,
  CORE_SLOTS,
  EXIT_LEDGER,
  NATIVE,
  OWN_AUTHENTICATOR,
  PROCESS_INSPECTOR,
  SPAWNER,
} from './slots.js';
export { type CoreSlots, InjectClock, SlotsModule } from './slots.module.js';
