export { ReloadModule } from './reload.module.js';
export { type ReloadResult, ReloadService } from './reload.service.js';
