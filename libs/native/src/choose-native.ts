import { ProvisrError } from '#core';
import { loadNative, type NativeContext, type NativePorts } from './load-native.js';

/** Which implementation of supervision is used; unset = the native one where it can be had. */
const SPAWNER_VARIABLE = 'PROVISR_SPAWNER';

/** The native ports, or why the portable ones are used. */
export type NativeChoice = { readonly ports: NativePorts; readonly reason: null } | { readonly ports: null; readonly reason: string };

/** @throws ProvisrError PROVISR_USAGE_INVALID for a value nobody knows, or when what is asked for cannot be had */
export function chooseNative(context: NativeContext, env: NodeJS.ProcessEnv = process.env): NativeChoice {
  const wish = env[SPAWNER_VARIABLE] ?? '';
  if (wish === 'portable') return { ports: null, reason: `${SPAWNER_VARIABLE}=portable` };
  if (wish !== '' && wish !== 'native') throw unknownWish(wish);
  const native = loadNative(context);
  if (!('reason' in native)) return { ports: native, reason: null };
  if (wish === 'native') throw notToBeHad(native.reason);
  return { ports: null, reason: native.reason };
}

function unknownWish(wish: string): ProvisrError {
  return new ProvisrError('PROVISR_USAGE_INVALID', `${SPAWNER_VARIABLE} is "${wish}", which is no way to start processes`, {
    hint: `set ${SPAWNER_VARIABLE} to native or portable, or unset it`,
  });
}

function notToBeHad(reason: string): ProvisrError {
  return new ProvisrError('PROVISR_USAGE_INVALID', `${SPAWNER_VARIABLE} is "native", which cannot be had: ${reason}`, {
    hint: `unset ${SPAWNER_VARIABLE} to use what there is`,
  });
}
