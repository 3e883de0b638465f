export { openJobs } from './jobs.ts'
export {
  step,
  workflow,
  type StepContext,
  type StepKind,
  type StepResult,
  type StepSpec,
  type Workflow,
} from './workflow.ts'
export type { Failure, Jobs, JobsOptions, RunEnd, RunState, RunTick, StepState, Submission } from './types.ts'
export { runsApi } from './service.ts'
