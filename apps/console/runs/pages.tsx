import './runs.css'

export { QueuesPage } from './queues-page.tsx'
export { RunPage } from './run-page.tsx'
export { RunsPage } from './runs-page.tsx'
