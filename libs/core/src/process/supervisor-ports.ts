import type { EventBus } from '../events.js';
import type { ProcessOutputPorts } from '../output/process-output.js';
import type { BackoffCatalogue } from './backoff.js';
import type { RunControlPorts } from './run-control.js';
import type { RunWriterPorts } from './run-writer.js';

/** Everything a supervisor needs from outside. */
export interface SupervisorPorts extends RunControlPorts, RunWriterPorts {
  readonly output: Omit<ProcessOutputPorts, 'onProblem' | 'pid'>;
  readonly bus: EventBus;
  readonly backoffs: BackoffCatalogue;
}
