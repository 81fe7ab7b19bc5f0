import type { Operations } from '../operation.js';
import { CHANGES, STATUS } from '../samples.js';

/** Definitions of processes, groups of them, and the configuration as a whole. */
export const definitionOperations: Operations = {
  register: {
    tag: 'definitions',
    summary: 'Define a process for good, and start it',
    description:
      'Writes the specification to a file of the programs directory, then starts it. The same specification again only starts what does not run.',
    body: 'required',
    answers: { 200: 'It is written and counts as started.', 202: 'With `wait=0s`: it is written, the start is under way.' },
    example: { ok: true, processes: [STATUS] },
    errors: [
      'PROVISR_SPEC_INVALID',
      'PROVISR_PROCESS_CONFLICT',
      'PROVISR_PROCESS_PROTECTED',
      'PROVISR_START_SUPERSEDED',
      'PROVISR_START_FAILED',
      'PROVISR_WAIT_TIMED_OUT',
    ],
  },
  update: {
    tag: 'definitions',
    summary: 'Replace the specification of a process',
    description:
      'And its file, if it has one. Restarts only where a changed field needs it. A process of the main configuration file is changed there. ' +
      'With `dry_run=true` nothing is done: the answer says what would be.',
    body: 'required',
    answers: { 200: 'What changed.' },
    example: CHANGES,
    errors: [
      'PROVISR_SPEC_INVALID',
      'PROVISR_PROCESS_NOT_FOUND',
      'PROVISR_PROCESS_CONFLICT',
      'PROVISR_PROCESS_PROTECTED',
      'PROVISR_STOP_TIMED_OUT',
    ],
  },
  unregister: {
    tag: 'definitions',
    summary: 'Stop processes and forget their definitions',
    description:
      'Removes their files too. Exactly one of `name`, `base` and `wildcard` says which ones. If one of them is defined in the main configuration file, none is removed.',
    answers: { 200: 'What was removed.' },
    example: { ok: true, removed: ['web'] },
    errors: ['PROVISR_SELECTOR_INVALID', 'PROVISR_PROCESS_NOT_FOUND', 'PROVISR_PROCESS_PROTECTED', 'PROVISR_STOP_TIMED_OUT'],
  },
  groups: {
    tag: 'groups',
    summary: 'All groups and their members',
    answers: { 200: 'The groups.' },
    example: [{ name: 'backend', members: ['web', 'worker'] }],
  },
  groupStatus: {
    tag: 'groups',
    summary: 'Status of the members of a group',
    answers: { 200: 'The instances of each member.' },
    example: { web: [STATUS] },
    errors: ['PROVISR_GROUP_NOT_FOUND'],
  },
  groupStart: {
    tag: 'groups',
    summary: 'Start all members of a group',
    description: 'Lower priorities first.',
    answers: { 200: 'All count as started.', 202: 'With `wait=0s`: the starts are under way.' },
    example: { ok: true, processes: [STATUS] },
    errors: ['PROVISR_GROUP_NOT_FOUND', 'PROVISR_GROUP_PARTIAL'],
  },
  groupStop: {
    tag: 'groups',
    summary: 'Stop all members of a group',
    description: 'Higher priorities first.',
    answers: { 200: 'All are gone.' },
    example: { ok: true },
    errors: ['PROVISR_GROUP_NOT_FOUND', 'PROVISR_GROUP_PARTIAL'],
  },
  groupRestart: {
    tag: 'groups',
    summary: 'Restart all members of a group',
    description: 'Lower priorities first, also those that are down. `wait` is how long each may take to end before it is killed.',
    answers: { 200: 'All count as started.' },
    example: { ok: true, processes: [STATUS] },
    errors: ['PROVISR_GROUP_NOT_FOUND', 'PROVISR_GROUP_PARTIAL'],
  },
};
