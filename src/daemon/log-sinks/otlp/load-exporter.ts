import { errnoOf, messageOf } from '#core';

/** The client library of OpenTelemetry. */
export type OtlpLibrary = typeof import('@opentelemetry/exporter-logs-otlp-http');

const PACKAGE = '@opentelemetry/exporter-logs-otlp-http';

/**
 * An optional peer dependency: with what it needs it is 20 MB, which only those install who send logs by OTLP.
 * @throws Error that says what to install
 */
export async function loadExporter(): Promise<OtlpLibrary> {
  try {
    return await import('@opentelemetry/exporter-logs-otlp-http');
  } catch (error) {
    if (errnoOf(error) !== 'ERR_MODULE_NOT_FOUND') throw new Error(`${PACKAGE} cannot be loaded: ${messageOf(error)}`, { cause: error });
    throw new Error(`the package ${PACKAGE} is not installed; beside provisr, run: npm install ${PACKAGE}`, { cause: error });
  }
}
