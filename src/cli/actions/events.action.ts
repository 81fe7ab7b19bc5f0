import type { Client, EventOptions } from '#client';
import type { EventDto } from '#contract';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { paint } from '../render/colour.js';
import { renderEvent, renderGap } from '../render/event-line.js';
import type { Io } from '../terminal/io.js';
import { selectorOf, type SelectorFlags } from './selection.js';

/** Which events. */
export interface EventsArgs extends SelectorFlags {
  readonly type?: string;
  readonly after?: string;
}

/** Prints events as they happen, until the daemon stops or the user interrupts it, which is how one ends it. With `-o json` a line each. */
export async function events(client: Client, io: Io, args: EventsArgs): Promise<ExitCode> {
  const signal = io.interruption();
  const onBroken = (): void => io.err(`${paint(io, 'dim', 'note:')} the connection broke; going on as soon as there is one again\n`);
  try {
    for await (const { id, event } of client.events.follow({ ...optionsOf(args), signal, onBroken })) {
      if (io.format === 'json') io.out(`${JSON.stringify({ id, event })}\n`);
      else io.out(event.type === 'gap' ? renderGap(io, event) : renderEvent(io, event));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return EXIT_OK;
}

function optionsOf(args: EventsArgs): EventOptions {
  const selector = selectorOf(args);
  return {
    ...(selector === null ? {} : { selector }),
    // The daemon knows the patterns.
    ...(args.type === undefined ? {} : { types: args.type.split(',') as EventDto['type'][] }),
    ...(args.after === undefined ? {} : { lastEventId: args.after }),
  };
}
