import { writeBundles } from './bundle.mjs';

await writeBundles();
