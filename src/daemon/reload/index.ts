export { ReloadModule } from './reload.module.js';
export { ReloadService } from './reload.service.js';
