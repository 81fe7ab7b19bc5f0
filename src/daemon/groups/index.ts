export { GroupService } from './group.service.js';
export { GroupsModule } from './groups.module.js';
