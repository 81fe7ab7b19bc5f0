import type { ExitLedger } from '../exits/exit-ledger.js';
import type { SupervisorPorts } from '../process/supervisor-ports.js';
import type { ReviveSpec } from '../recovery/orphan-spec.js';

/** What a manager is made of. */
export interface ManagerPorts extends SupervisorPorts {
  readonly stateDir: string;
  readonly exits: ExitLedger;
  readonly revive: ReviveSpec;
}
