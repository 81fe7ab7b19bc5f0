import type { Operations } from '../operation.js';
import { BEGUN, CRONJOB, RUN } from '../samples.js';

/** Cronjobs. */
export const cronjobOperations: Operations = {
  cronjobs: { tag: 'cronjobs', summary: 'All cronjobs', answers: { 200: 'Sorted by name.' }, example: [CRONJOB] },
  cronjob: {
    tag: 'cronjobs',
    summary: 'One cronjob',
    answers: { 200: 'How it stands.' },
    example: CRONJOB,
    errors: ['PROVISR_CRONJOB_NOT_FOUND'],
  },
  cronjobHistory: {
    tag: 'cronjobs',
    summary: 'Past and present runs of a cronjob',
    answers: { 200: 'The latest first.' },
    example: [RUN],
    errors: ['PROVISR_CRONJOB_NOT_FOUND'],
  },
  cronjobTrigger: {
    tag: 'cronjobs',
    summary: 'Run a cronjob now',
    description: 'Suspended or not. Answers when the run has begun.',
    answers: { 200: 'The run.' },
    example: { ok: true, run: BEGUN },
    errors: ['PROVISR_CRONJOB_NOT_FOUND', 'PROVISR_PROCESS_CONFLICT'],
  },
  cronjobSuspend: {
    tag: 'cronjobs',
    summary: 'No further runs until resumed',
    description: 'A run under way goes on.',
    answers: { 200: 'The cronjob.' },
    example: { ok: true, cronjob: { ...CRONJOB, suspended: true, next_run_at: null } },
    errors: ['PROVISR_CRONJOB_NOT_FOUND'],
  },
  cronjobResume: {
    tag: 'cronjobs',
    summary: 'Run by its schedule again',
    answers: { 200: 'The cronjob.' },
    example: { ok: true, cronjob: CRONJOB },
    errors: ['PROVISR_CRONJOB_NOT_FOUND'],
  },
};
