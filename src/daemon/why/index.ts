export { WhyModule } from './why.module.js';
export { WhyService } from './why.service.js';
