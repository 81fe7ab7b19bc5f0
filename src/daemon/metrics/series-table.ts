/** One name in the exposition, and everything that is told of it. */
export interface SeriesDescription {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** One sentence; shown by Prometheus and in docs/reference/metrics.md. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
}

/** From programs that are up at once to those that warm up for minutes, seconds. */
const START_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const REQUEST_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60];

const NAME = ['name'];
const STREAM = ['name', 'stream'];
const SINK = ['sink'];

/** What happens to processes: counted from the start of the daemon. */
const EVENTS = {
  starts: counter('provisr_process_starts_total', 'Starts that took effect, restarts included.', NAME),
  restarts: counter('provisr_process_restarts_total', 'Automatic restarts that took effect.', NAME),
  stops: counter('provisr_process_stops_total', 'Stops that were asked for and took effect.', NAME),
  transitions: counter('provisr_process_state_transitions_total', 'Changes of state.', ['name', 'from', 'to']),
  exits: counter('provisr_process_exits_total', 'Ended runs by exit code or signal; both are empty when nobody knows.', [
    'name',
    'code',
    'signal',
  ]),
  startDuration: {
    name: 'provisr_process_start_duration_seconds',
    type: 'histogram',
    help: 'Time from the order to start until the process counted as started.',
    labels: NAME,
    buckets: START_BUCKETS,
  },
} as const satisfies Record<string, SeriesDescription>;

/** How processes are at the moment of the scrape. */
const STATUS = {
  info: gauge('provisr_process_info', '1 for each group a process is in, or with an empty group when it is in none.', [
    'name',
    'base',
    'group',
  ]),
  state: gauge('provisr_process_current_state', '1 for the state a process is in, 0 for the others.', ['name', 'state']),
  instances: gauge('provisr_process_running_instances', 'Live instances of a base name.', ['base']),
  uptime: gauge('provisr_process_uptime_seconds', 'Time since the current run began.', NAME),
  cpuSeconds: counter(
    'provisr_process_cpu_seconds_total',
    'Processor time of the current run, all members of its group and session together.',
    NAME,
  ),
  residentBytes: gauge('provisr_process_resident_memory_bytes', 'Resident memory of all members; pages they share count for each.', NAME),
  openFds: gauge('provisr_process_open_fds', 'Open file descriptors of all members.', NAME),
  threads: gauge('provisr_process_threads', 'Threads of all members.', NAME),
  logBytes: counter('provisr_process_log_bytes_total', 'Output taken from a process.', STREAM),
  logDropped: counter('provisr_process_log_dropped_bytes_total', 'Output that could not be stored.', STREAM),
  logDegraded: gauge('provisr_process_log_degraded', '1 while output of a stream cannot be stored.', STREAM),
} as const satisfies Record<string, SeriesDescription>;

const CRON = {
  runs: counter('provisr_cronjob_runs_total', 'Runs by how they ended; skipped ticks are results too.', ['name', 'result']),
  lastRun: gauge('provisr_cronjob_last_run_timestamp_seconds', 'When the last run began.', NAME),
  lastSuccess: gauge('provisr_cronjob_last_success_timestamp_seconds', 'When the last successful run ended.', NAME),
  nextRun: gauge('provisr_cronjob_next_run_timestamp_seconds', 'When the next run is due; absent while suspended.', NAME),
  liveRuns: gauge('provisr_cronjob_running', 'Runs under way.', NAME),
  suspended: gauge('provisr_cronjob_suspended', '1 while it does not run until resumed.', NAME),
} as const satisfies Record<string, SeriesDescription>;

const DAEMON = {
  build: gauge('provisr_build_info', 'Always 1; the labels tell what runs.', ['version', 'node']),
  ready: gauge('provisr_ready', 'What /health/ready says: 1 = ready.', []),
  configApplied: gauge('provisr_config_last_reload_successful', '0 from a reload that was refused until one is good.', []),
  configAppliedAt: gauge('provisr_config_last_reload_success_timestamp_seconds', 'When the configuration in force was read.', []),
  certificateExpiry: gauge('provisr_tls_certificate_expiry_timestamp_seconds', 'When the certificate of the listeners expires.', []),
  diskFree: gauge('provisr_log_disk_available_bytes', 'Free space of the file system below a directory of log files.', ['directory']),
  diskSize: gauge('provisr_log_disk_size_bytes', 'Size of that file system.', ['directory']),
  sinkDelivered: counter('provisr_event_sink_delivered_total', 'Events that have arrived at a webhook or another event sink.', SINK),
  sinkFailed: counter('provisr_event_sink_failed_total', 'Events that a sink has refused, or was offered too often.', SINK),
  sinkDropped: counter('provisr_event_sink_dropped_total', 'Events that were not offered to the end, because too many waited.', SINK),
  sinkWaiting: gauge('provisr_event_sink_waiting', 'Events on their way to a sink.', SINK),
  requests: {
    name: 'provisr_http_request_duration_seconds',
    type: 'histogram',
    help: 'Time from a request to the end of its answer; `_count` counts the requests.',
    labels: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
  },
  failures: counter('provisr_metrics_failures_total', 'Scrapes in which a source of metrics failed.', ['source']),
} as const satisfies Record<string, SeriesDescription>;

/** Every series of ours. docs/reference/metrics.md is made from this table, and a test asks Prometheus for each. */
export const SERIES = { ...EVENTS, ...STATUS, ...CRON, ...DAEMON } as const;

/** Some of them, as the reference shows them. */
export const SERIES_GROUPS: Readonly<Record<'events' | 'status' | 'cron' | 'daemon', readonly SeriesDescription[]>> = {
  events: Object.values(EVENTS),
  status: Object.values(STATUS),
  cron: Object.values(CRON),
  daemon: Object.values(DAEMON),
};

function counter(name: string, help: string, labels: readonly string[]): SeriesDescription & { type: 'counter' } {
  return { name, type: 'counter', help, labels };
}

function gauge(name: string, help: string, labels: readonly string[]): SeriesDescription & { type: 'gauge' } {
  return { name, type: 'gauge', help, labels };
}
