import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { runCommand } from './cli/verbs.ts'

// Compiled modules are kept for the next start; where the folder cannot be written it is silently off.
enableCompileCache(join(import.meta.dirname, 'node_modules/.cache/rongmei'))
process.exitCode = await runCommand(process.argv.slice(2), process.env)
