import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The folder the program lies in. */
export const root = join(import.meta.dirname, '..')

/** Runs a program of node_modules in the repository with our terminal; answers its exit status. It ends when we do. */
export const runTool = (tool: string, args: string[]): Promise<number> =>
  runNode([join(root, 'node_modules/.bin', tool), ...args], { cwd: root })

/** Runs a script with the Node that runs this; Ctrl-C reaches it by the terminal, SIGTERM is handed on. */
export const runNode = (args: string[], options: { cwd?: string } = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { ...options, stdio: 'inherit' })
    const handOn = (signal: NodeJS.Signals) => void child.kill(signal)
    const leave = () => {}
    process.on('SIGTERM', handOn).on('SIGINT', leave)
    child.once('error', reject)
    child.once('close', (code) => {
      process.off('SIGTERM', handOn).off('SIGINT', leave)
      resolve(code ?? 130)
    })
  })
