import { bundleDaemon } from './bundle.mjs';

await bundleDaemon();
