export { ProblemFilter } from './problem.filter.js';
export { ProblemModule } from './problem.module.js';
