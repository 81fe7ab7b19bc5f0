import 'reflect-metadata';
import { Injectable, SetMetadata } from '@nestjs/common';
import type { DetectorTarget, LivenessDetector } from '#core';

/**
 * Metadata key of {@link Detector}. `Symbol.for`, so that a plugin that resolved another copy of this package is found all the same.
 */
export const DETECTOR = Symbol.for('provisr.detector.v1');

/** What {@link Detector} notes on a class. */
export interface DetectorMetadata {
  readonly type: string;
}

/**
 * Marks a provider as the maker of all detectors of one type. List it in the providers of the plugin's module.
 *
 * @param type what users write as `type = "…"` under `detectors`; a type may be claimed once
 * @example
 * \@Detector('tcp')
 * class TcpDetectorFactory extends DetectorFactory<{ port: number }> { … }
 */
export function Detector(type: string): ClassDecorator {
  return (target) => {
    Injectable()(target);
    SetMetadata<symbol, DetectorMetadata>(DETECTOR, { type })(target);
  };
}

/** Makes the detectors of one type. `Options` is what users write beside `type`, unchecked. */
export abstract class DetectorFactory<Options extends object = Readonly<Record<string, unknown>>> {
  /** @throws Error when the options are wrong; its message should name the option */
  abstract create(options: Options, target: DetectorTarget): LivenessDetector;
}
