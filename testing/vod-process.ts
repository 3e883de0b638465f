import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { clusterVariable } from './postgres.ts'

/** A node that only plays, in a process of its own: its one asset, the flows of that, and the files they are kept in. */
export type VodNode = {
  pid: number
  origin: string
  asset: string
  flows: { id: string; kind: 'video' | 'audio'; segments: number }[]
  /** A signed link to the asset's HLS manifest. */
  hls: string
  files: string[]
  stop(): Promise<void>
}

/** Starts `testing/vod-node.ts` on a cluster, with an asset of some length under a policy. */
export const startVodNode = async (
  cluster: string,
  seconds: number,
  protection: 'public' | 'signed' | 'encrypted',
): Promise<VodNode> => {
  const program = fileURLToPath(new URL('./vod-node.ts', import.meta.url))
  const child = spawn(process.execPath, [program, String(seconds), protection], {
    env: { ...process.env, [clusterVariable]: cluster },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const line = await Promise.race([once(lines, 'line'), gone.then(() => undefined)])
  if (!line) throw new Error('the node ended before it served')
  return {
    ...(JSON.parse(String(line[0])) as Omit<VodNode, 'stop'>),
    async stop() {
      child.stdin.end()
      await gone
    },
  }
}
