import { realpathSync } from 'node:fs';
import { type Clock, systemClock } from '../clock.js';
import { builtinDetectorFactories, detectorCatalogue } from '../detect/builtin-detectors.js';
import type { DetectorCatalogue } from '../detect/detector.js';
import { EventBus } from '../events.js';
import { type ExitLedger, NO_LEDGER } from '../exits/exit-ledger.js';
import { lastWords } from '../exits/last-words.js';
import { makeDirectory } from '../files/make-directory.js';
import type { AdoptionWatch } from '../inspect/adoption-watch.js';
import { createInspector } from '../inspect/platform-inspector.js';
import type { ProcessInspector } from '../inspect/process-inspector.js';
import { SweepingAdoptionWatch } from '../inspect/sweeping-adoption-watch.js';
import { type MakeFifos, makeFifosByUtility } from '../logs/fifo.js';
import { openFifoReader } from '../logs/fifo-reader.js';
import type { LogSinkOpener } from '../logs/log-sink.js';
import type { OpenStreamReader } from '../logs/stream-reader.js';
import { memoryOnly } from '../logs/stream-sink.js';
import { environmentNow } from '../process/environment.js';
import { RecordStore } from '../records/record-store.js';
import type { ReviveSpec } from '../recovery/orphan-spec.js';
import { ChildProcessSpawner } from '../spawn/child-process-spawner.js';
import { type SignalSender, systemSignals } from '../spawn/signal-sender.js';
import type { Spawner } from '../spawn/spawner.js';
import { Turns } from '../spawn/turns.js';
import { ProcessTrees } from '../tree/process-trees.js';
import { type BackoffCatalogue, backoffCatalogue } from '../process/backoff.js';
import { Manager } from './manager.js';

/** What may be exchanged in a manager; everything but the directory has a default. */
export interface ManagerOptions {
  /** Holds pid files, FIFOs and run records; made if missing (0750). One manager at a time: see `acquireDaemonLock`. */
  readonly stateDir: string;
  /** @default systemClock */
  readonly clock?: Clock;
  /** @default ChildProcessSpawner */
  readonly spawner?: Spawner;
  /** @default the platform's */
  readonly inspector?: ProcessInspector;
  /** @default looks at adopted processes once a second */
  readonly adoption?: AdoptionWatch;
  /** @default mkfifo(1) */
  readonly makeFifos?: MakeFifos;
  /** @default reads every byte through Node's event loop */
  readonly openReader?: OpenStreamReader;
  /** Descendants whose parents have ended become children of this process: it is a subreaper (prctl(2)). @default false */
  readonly inheritsOrphans?: boolean;
  /** @default kill(2) */
  readonly signals?: SignalSender;
  /** @default memory only */
  readonly logs?: LogSinkOpener;
  /** @default pid, pidfile and command */
  readonly detectors?: DetectorCatalogue;
  /** @default exponential */
  readonly backoffs?: BackoffCatalogue;
  /** Knows how processes ended that are no children of this manager. @default nobody does */
  readonly exits?: ExitLedger;
  /** Brings back processes that were added at run time. @default none come back */
  readonly revive?: ReviveSpec;
  /** Told of problems that end no operation. @default process.emitWarning */
  readonly report?: (message: string, about: { process: string; error?: unknown }) => void;
}

function outputPortsOf({ logs = memoryOnly, makeFifos = makeFifosByUtility, openReader = openFifoReader }: ManagerOptions) {
  return { opener: logs, makeFifos, openReader };
}

/** A manager, ready to `boot`. */
export function createManager(options: ManagerOptions): Manager {
  makeDirectory(options.stateDir, 0o750);
  // /proc shows FIFOs by their real path.
  const stateDir = realpathSync(options.stateDir);
  const clock = options.clock ?? systemClock;
  const inspector = options.inspector ?? createInspector();
  const report = options.report ?? ((message) => process.emitWarning(message));
  const signals = options.signals ?? systemSignals;
  const exits = options.exits ?? NO_LEDGER;
  return new Manager({
    clock,
    inspector,
    stateDir,
    report,
    signals,
    trees: new ProcessTrees(stateDir, { clock, inspector, signals, inheritsOrphans: options.inheritsOrphans === true }),
    adoption: options.adoption ?? new SweepingAdoptionWatch(inspector, clock),
    spawner: options.spawner ?? new ChildProcessSpawner(),
    turns: new Turns(),
    environment: environmentNow(),
    output: { clock, stateDir, ...outputPortsOf(options) },
    detectors: options.detectors ?? detectorCatalogue(builtinDetectorFactories(clock, inspector)),
    backoffs: options.backoffs ?? backoffCatalogue(),
    records: new RecordStore(stateDir),
    bus: new EventBus((error) => report('a listener of process events failed', { process: '', error })),
    exits,
    exitOf: (identity, tell) => lastWords(identity, exits, clock, tell),
    revive: options.revive ?? (() => null),
  });
}
