import 'reflect-metadata';
import { Injectable, SetMetadata } from '@nestjs/common';

/** Metadata key of {@link ConfigFormat}. `Symbol.for`, so that a plugin that resolved another copy of this package is found all the same. */
export const CONFIG_FORMAT = Symbol.for('provisr.config-format.v1');

/** What {@link ConfigFormat} notes on a class. */
export interface ConfigFormatMetadata {
  readonly name: string;
  /** With their dot. */
  readonly extensions: readonly string[];
}

/**
 * Marks what reads files of the programs directory that are in a format of its own. List it in the providers of the plugin's module. The main
 * file, which names the plugins, has to be in a built-in format.
 *
 * It is needed before there is an application, so it is made without arguments: nothing can be injected.
 *
 * @param name what messages call the format
 * @param extensions of the files, with the dot; an extension may be claimed once. @default the name: `.json5`
 * @example
 * \@ConfigFormat('json5')
 * class Json5Format extends ConfigFormatReader { … }
 */
export function ConfigFormat(name: string, extensions: readonly string[] = [`.${name}`]): ClassDecorator {
  return (target) => {
    Injectable()(target);
    SetMetadata<symbol, ConfigFormatMetadata>(CONFIG_FORMAT, { name, extensions })(target);
  };
}

/** A place in a text; both count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** What a text says. */
export interface ParsedConfig {
  /** Tables, lists, texts, numbers, booleans: what JSON can say. */
  readonly data: unknown;
  /**
   * Where the key at this path stands, e.g. `['spec', 'name']`; `null` = nowhere. Without it problems are told with the file alone.
   * Asked only when there is a problem.
   */
  locate?(path: readonly string[]): TextPosition | null;
}

/** Reads one format. */
export abstract class ConfigFormatReader {
  /**
   * @param file absolute, for messages
   * @throws ConfigSyntaxError, or any error with `line` and `column`, or `lineNumber` and `columnNumber`, when the text is not of this format
   */
  abstract parse(text: string, file: string): ParsedConfig;
}

/** A text that is not of the format. */
export class ConfigSyntaxError extends Error {
  override readonly name = 'ConfigSyntaxError';
  readonly line: number | null;
  readonly column: number | null;

  /** @param position absent = unknown */
  constructor(message: string, position: TextPosition | null = null) {
    super(message);
    this.line = position?.line ?? null;
    this.column = position?.column ?? null;
  }
}
