import { openDatabase } from '#backbone/db'
import { openJobs } from '../index.ts'
import { drillWorkflow } from './workflows.ts'

// One worker process of a drill: `node worker.ts <database url> <node> <slots> <folder>`. It works until it is killed.
const [url, node, slots, folder] = process.argv.slice(2)
const db = openDatabase(url!, { connections: 6 })
const jobs = await openJobs({ db, node: node!, folder: folder!, workflows: [drillWorkflow(db)] })
await jobs.work({ drill: Number(slots) })
process.send?.('working')
// A drill that dies without killing its workers must not leave them behind.
process.on('disconnect', () => process.exit())
