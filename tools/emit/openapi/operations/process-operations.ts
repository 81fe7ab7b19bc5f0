import type { Operations } from '../operation.js';
import { SPEC, STATUS, STOPPED } from '../samples.js';

const ONE_SELECTOR = 'Exactly one of `name`, `base` and `wildcard` says which processes are meant.';
const LAST_EVENT_ID = 'Id of the last event seen: what came after it and is still kept comes first.';
const NOTHING_MATCHED = 'A `base` or `wildcard` that matches nothing is fine; an unknown `name` is 404.';

/** Processes, as they are. */
export const processOperations: Operations = {
  status: {
    tag: 'processes',
    summary: 'Status of one or several processes',
    description: `Without a selector: that the daemon answers. With \`name\` of an instance one object, else a list, sorted by name. ${NOTHING_MATCHED}`,
    answers: { 200: 'The status, a list of them, or `{"ok": true}`.' },
    example: STATUS,
    errors: ['PROVISR_SELECTOR_INVALID', 'PROVISR_PROCESS_NOT_FOUND'],
  },
  processes: {
    tag: 'processes',
    summary: 'Status of all processes',
    answers: { 200: 'All instances, sorted by name.' },
    example: [STATUS],
  },
  process: {
    tag: 'processes',
    summary: 'Status of one instance',
    answers: { 200: 'Its status.' },
    example: STATUS,
    errors: ['PROVISR_PROCESS_NOT_FOUND'],
  },
  processSpec: {
    tag: 'processes',
    summary: 'Specification of a process',
    description:
      'As its author wrote it, with absolute paths. Values of environment variables are `***` for viewers; those whose names look like secrets for everybody but admins.',
    answers: { 200: 'The specification.' },
    example: SPEC,
    errors: ['PROVISR_PROCESS_NOT_FOUND'],
  },
  processDefinition: {
    tag: 'processes',
    summary: 'Definition of a process: its specification, and where that lies',
    description:
      'The specification is that of `/processes/{name}/spec`, with the same values left out; `secrets` points at those whose names look like ' +
      'secrets, so that whoever shows it to people can cover them.',
    answers: { 200: 'The definition.' },
    example: { name: 'web', origin: 'registered', source: '/etc/provisr/programs/web.toml', changeable: true, spec: SPEC, secrets: [] },
    errors: ['PROVISR_PROCESS_NOT_FOUND'],
  },
  start: {
    tag: 'processes',
    summary: 'Start processes, or create and start one',
    description:
      'With a specification as body: creates and starts it, which needs the role admin. The same specification again only starts what does not run; ' +
      'another one for a name that runs is a conflict. Such a process is forgotten when the daemon ends: `register` keeps it. ' +
      'Without a body: starts known processes. ' +
      `${ONE_SELECTOR} ${NOTHING_MATCHED}\n\nAnswers when it has taken effect: once the processes count as started (\`start_duration\` and retries included).`,
    body: 'optional',
    answers: { 200: 'They count as started.', 202: 'With `wait=0s`: the start is under way.' },
    example: { ok: true, processes: [STATUS] },
    errors: [
      'PROVISR_SELECTOR_INVALID',
      'PROVISR_SPEC_INVALID',
      'PROVISR_PROCESS_NOT_FOUND',
      'PROVISR_PROCESS_CONFLICT',
      'PROVISR_START_SUPERSEDED',
      'PROVISR_START_FAILED',
      'PROVISR_WAIT_TIMED_OUT',
    ],
    extensions: { 'x-role-with-body': 'admin' },
  },
  stop: {
    tag: 'processes',
    summary: 'Stop processes',
    description: `${ONE_SELECTOR} ${NOTHING_MATCHED}\n\nSends the stop signal to the process group, SIGKILL after \`wait\` (default: \`stop_timeout\` of the process), and answers when the whole group is gone. What is stopped stays so until it is started again.`,
    answers: { 200: 'They are gone.' },
    example: { ok: true, processes: [STOPPED] },
    errors: ['PROVISR_SELECTOR_INVALID', 'PROVISR_PROCESS_NOT_FOUND', 'PROVISR_STOP_TIMED_OUT'],
  },
  restart: {
    tag: 'processes',
    summary: 'Restart processes',
    description: `Stops what runs, starts all. ${ONE_SELECTOR} ${NOTHING_MATCHED} \`wait\` is the time until SIGKILL.`,
    answers: { 200: 'They count as started again.' },
    example: { ok: true, processes: [STATUS] },
    errors: [
      'PROVISR_SELECTOR_INVALID',
      'PROVISR_PROCESS_NOT_FOUND',
      'PROVISR_START_SUPERSEDED',
      'PROVISR_START_FAILED',
      'PROVISR_STOP_TIMED_OUT',
    ],
  },
  processLogs: {
    tag: 'logs',
    summary: 'Lines of a log, once or as they come',
    description:
      'The last lines from the log files, rotated ones included, or from memory where there are none. With `stream=both` they are in order of time where lines carry it ' +
      '(`log.timestamps`), else those of stdout come before those of stderr, as they do with `follow`. ' +
      'With `follow=true` the answer is a stream of server-sent events that goes on with new lines until the client ends it, the process is removed or the daemon stops.',
    headers: { 'Last-Event-ID': LAST_EVENT_ID },
    answers: { 200: 'The lines; with `follow=true` a stream of events.' },
    example: { name: 'web', stream: 'stdout', lines: [{ stream: 'stdout', line: 'listening on 8081' }] },
    errors: ['PROVISR_PROCESS_NOT_FOUND', 'PROVISR_LOG_UNAVAILABLE'],
  },
  processWhy: {
    tag: 'processes',
    summary: 'Why a process is as it is',
    description:
      'Of an instance or a cronjob: the chain of what led to its state, in plain words, which rule decided, and what happens next and when.',
    answers: { 200: 'The chain, the earliest cause first.' },
    example: {
      name: 'web',
      state: 'backoff',
      summary: 'web is waiting for its next attempt: it ended with exit code 3; retry 4 in 8.2 s; the counter resets after 10 s of uptime',
      steps: [
        {
          kind: 'order',
          at: '2026-01-31T12:00:00.000Z',
          text: 'ann (operator, by token) asked for a start',
          by: { name: 'ann', role: 'operator', via: 'token' },
        },
        { kind: 'exit', at: '2026-01-31T12:01:00.000Z', text: 'it ended with exit code 3 after 100 ms; exit_codes expects 0', by: null },
      ],
      next: {
        what: 'restart',
        at: '2026-01-31T12:01:08.200Z',
        in_seconds: 8.2,
        text: 'retry 4 in 8.2 s; the counter resets after 10 s of uptime',
      },
    },
    errors: ['PROVISR_PROCESS_NOT_FOUND'],
  },
  events: {
    tag: 'events',
    summary: 'What happens to processes and to the daemon, as server-sent events',
    description:
      'Goes on until the client ends it or the daemon stops. Without a selector: of all processes, also those yet to come, and of the daemon.',
    headers: { 'Last-Event-ID': LAST_EVENT_ID },
    answers: { 200: 'A stream of events with one thing that happened each.' },
    errors: ['PROVISR_SELECTOR_INVALID'],
  },
  history: {
    tag: 'events',
    summary: 'What has happened, the latest first',
    description:
      'From memory and from the files of `[history]`, also what happened to earlier daemons. A page at a time: `next` is the `cursor` of what came before.',
    answers: { 200: 'Events with their ids, which are those of `GET /events`.' },
    example: {
      events: [
        {
          id: '3f9c12a0b7de-42',
          event: {
            type: 'process.asked',
            process: 'web-1',
            base: 'web',
            at: '2026-01-31T12:00:00.000Z',
            what: 'restart',
            cause: 'operator',
            by: { name: 'ann', role: 'operator', via: 'token' },
          },
        },
      ],
      next: null,
    },
    errors: ['PROVISR_SELECTOR_INVALID'],
  },
};
