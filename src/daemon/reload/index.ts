export { ReloadModule } from './reload.module.js';
export { changeResult, ReloadService } from './reload.service.js';
