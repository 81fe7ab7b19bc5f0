import type { EventOf, WhyStepDto } from '#contract';
import type { Facts } from './facts.js';
import { actorText } from './wording.js';

/** Who asked for what last, and what changed of the definition for it or since. */
export function orderSteps({ past, status }: Facts): readonly WhyStepDto[] {
  const asked = past.latest('process.asked');
  const changed = past.latest('process.changed');
  if (asked === null) return changed !== null && !changed.restarts && status.running ? [changeStep(changed)] : [];
  const order = orderStep(asked);
  if (changed === null) return [order];
  // A change that takes a restart comes before the order that it leads to.
  if (asked.what === 'restart' && changed.restarts) return isReasonOf(changed, asked) ? [changeStep(changed), order] : [order];
  return changed.at >= asked.at && !changed.restarts && status.running ? [order, changeStep(changed)] : [order];
}

function isReasonOf(changed: EventOf<'process.changed'>, asked: EventOf<'process.asked'>): boolean {
  return changed.cause === asked.cause && changed.at <= asked.at;
}

/** What was asked for, in a clause. */
export function orderText({ what, cause, by }: EventOf<'process.asked'>): string {
  const who = by === null ? null : actorText(by);
  switch (cause) {
    case 'boot':
      return `the daemon ${what === 'start' ? 'started' : 'restarted'} it when it came up itself`;
    case 'reload':
      return who === null ? `a reload made the daemon ${what} it` : `a reload that ${who} asked for made the daemon ${what} it`;
    case 'shutdown':
      return `the daemon stopped it when it went down itself${who === null ? '' : `, for which ${who} had asked`}`;
    default:
      return who === null ? `a ${what} was asked for` : `${who} asked for a ${what}`;
  }
}

function orderStep(asked: EventOf<'process.asked'>): WhyStepDto {
  return { kind: 'order', at: asked.at, text: orderText(asked), by: asked.by };
}

function changeStep({ at, keys, restarts, by }: EventOf<'process.changed'>): WhyStepDto {
  const what = keys.length === 0 ? 'defaults of its definition' : keys.join(', ');
  return { kind: 'change', at, text: `${what} changed${restarts ? ', which takes a restart' : ' without a restart'}`, by };
}
