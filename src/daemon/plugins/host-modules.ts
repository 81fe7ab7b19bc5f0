import * as common from '@nestjs/common';
import * as core from '@nestjs/core';

/**
 * The copies of Nest that this daemon runs on. A plugin gets these: of a copy of its own, Nest would neither recognise the classes it injects by
 * nor the exceptions it throws. Loaded only where there are plugins.
 */
export const HOST_MODULES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '@nestjs/common': { ...common },
  '@nestjs/core': { ...core },
};
