import { existsSync } from 'node:fs';
import { LinuxInspector } from './linux-inspector.js';
import { PortableInspector } from './portable-inspector.js';
import type { ProcessInspector } from './process-inspector.js';

/** The inspector of this platform. */
export function createInspector(): ProcessInspector {
  return process.platform === 'linux' && existsSync('/proc/self/stat') ? new LinuxInspector() : new PortableInspector();
}
