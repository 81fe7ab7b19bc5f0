import type { Cause, ProcessEvent } from '../events.js';
import type { Effect } from './machine.js';

/** What is done for each effect; a new effect without an entry does not compile. */
export type EffectTable = { readonly [D in Effect['do']]: (effect: Extract<Effect, { do: D }>, cause: Cause) => void };

/** Whom each answer reaches. */
export type AnswerTable = { readonly [W in Extract<Effect, { do: 'answer' }>['what']]: (cause: Cause) => void };

/** A process event without what every one of them has. */
export type EventBody = ProcessEvent extends infer E ? (E extends ProcessEvent ? Omit<E, 'process' | 'base' | 'at'> : never) : never;
