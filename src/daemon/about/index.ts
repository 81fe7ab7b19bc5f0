export { AboutModule } from './about.module.js';
export { AboutService } from './about.service.js';
