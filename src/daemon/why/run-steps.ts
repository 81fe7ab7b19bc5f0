import type { Exit } from '#core';
import type { WhyStepDto, WhyStepKind } from '#contract';
import { type Facts, told } from './facts.js';
import { exitText, whileText } from './wording.js';

/** How the last run ended, as far as that led to what is. */
export function endSteps(facts: Facts): readonly WhyStepDto[] {
  const { status, past } = facts;
  const exited = past.latest('process.exited');
  const at = exited?.at ?? told(status.stoppedAt);
  if (status.lastExit === null || !isOfThisStory(facts, at)) return [];
  const ran = exited === null || exited.failure?.kind === 'spawn' ? '' : ` after ${whileText(exited.ran_seconds * 1000)}`;
  const text = `${exitText(status.lastExit)}${ran}${verdict(facts, exited?.expected ?? null)}`;
  return [...killSteps(facts), { kind: kindOf(status.lastExit), at, text, by: null }];
}

/** What ended before the last order was given belongs to another story, and so does what ended before somebody unknown started it. */
function isOfThisStory({ past, status }: Facts, endedAt: string | null): boolean {
  const asked = past.latest('process.asked');
  if (asked === null) return !status.running || past.latest('process.started')?.automatic === true;
  return endedAt === null || Date.parse(endedAt) >= Date.parse(asked.at);
}

function verdict({ spec, status, past }: Facts, expected: boolean | null): string {
  const { lastExit } = status;
  const asked = past.latest('process.asked');
  if (lastExit?.code == null || asked?.what === 'stop') return '';
  if (spec.exitCodes.includes(lastExit.code)) return '';
  return expected === true ? '' : `; exit_codes expects ${spec.exitCodes.join(', ') || 'none'}`;
}

function killSteps({ past }: Facts): readonly WhyStepDto[] {
  const killed = past.since('process.killed', past.latest('process.asked')?.at ?? null);
  if (killed === null) return [];
  const text = `it had not ended ${whileText(killed.after_seconds * 1000)} after it was asked to: SIGKILL`;
  return [{ kind: 'kill', at: killed.at, text, by: null }];
}

function kindOf(exit: Exit): WhyStepKind {
  if (exit.oomKilled === true) return 'out-of-memory';
  if (exit.signal !== null) return 'signal';
  if (exit.failure === undefined) return 'exit';
  return ({ spawn: 'failed-start', lost: 'detector-loss', unseen: 'unseen-end' } as const)[exit.failure.kind];
}

/** How the run that is there came up. */
export function startSteps({ status, past, spec }: Facts): readonly WhyStepDto[] {
  if (!status.running) return [];
  const at = told(status.startedAt);
  const pid = status.pid === null ? '' : ` as ${status.pid}`;
  const adopted = past.latest('process.adopted');
  const takenOver: WhyStepDto = {
    kind: 'adoption',
    at: adopted?.at ?? null,
    text: 'this daemon took it over from an earlier one',
    by: null,
  };
  const tail = status.adopted ? [takenOver] : [];
  if (status.state === 'starting') {
    return [
      {
        kind: 'start',
        at,
        text: `it was executed${pid}; it counts as started when it is alive for ${whileText(spec.startDurationMs)}`,
        by: null,
      },
    ];
  }
  const automatic = past.latest('process.started')?.automatic ?? false;
  return [{ kind: 'start', at, text: `it was ${automatic ? 'restarted' : 'started'}${pid}`, by: null }, ...tail];
}
