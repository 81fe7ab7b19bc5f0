import type { Type } from '@nestjs/common';
import type { LazyModuleLoader } from '@nestjs/core';
import type { DetectorFactory } from '#core';
import { DETECTOR, type DetectorMetadata } from '#plugin';
import type { LateFactories } from './detector.registry.js';

/** Modules of detectors that come with the daemon, and whose code is loaded when somebody names their type. */
const SHIPPED: Readonly<Record<string, () => Promise<Type>>> = {
  tcp: async () => (await import('./network/tcp.detector.js')).TcpDetectorModule,
  http: async () => (await import('./network/http.detector.js')).HttpDetectorModule,
};

/** Loads them into the application that is running, where they find what every provider of a plugin finds. */
export function lateFactories(loader: Pick<LazyModuleLoader, 'load'>): LateFactories {
  return new Map(Object.entries(SHIPPED).map(([type, load]) => [type, () => factoryOf(type, load, loader)]));
}

async function factoryOf(type: string, load: () => Promise<Type>, loader: Pick<LazyModuleLoader, 'load'>): Promise<DetectorFactory> {
  const module = await load();
  const providers = Reflect.getMetadata('providers', module) as readonly Type<DetectorFactory>[];
  const maker = providers.find((each) => (Reflect.getMetadata(DETECTOR, each) as DetectorMetadata | undefined)?.type === type);
  if (maker === undefined) throw new Error(`${module.name} brings no detector of type "${type}"`);
  return (await loader.load(() => module)).get(maker);
}
