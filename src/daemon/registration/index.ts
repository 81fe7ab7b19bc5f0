export { RegistrationModule } from './registration.module.js';
export { RegistrationService } from './registration.service.js';
