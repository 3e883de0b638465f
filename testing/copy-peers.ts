import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether ffmpeg's `signature` filter (MPEG-7) finds one file in the other; it decodes both to say so. */
export const signatureKnows = async (copy: string, original: string): Promise<boolean> => {
  const graph = '[0:v]fps=25[a];[1:v]fps=25[b];[a][b]signature=nb_inputs=2:detectmode=full'
  const args = ['-nostdin', '-hide_banner', '-i', copy, '-i', original, '-filter_complex', graph, '-f', 'null', '-']
  const { stderr } = await run('ffmpeg', args, { timeout: 300_000, maxBuffer: 64 * 1024 ** 2 })
  return /(?<!no )matching of video|whole video matching/.test(stderr)
}

const mostErrors = 0.35
const leastItems = 24

/**
 * Whether the raw fingerprints that `fpcalc` (Chromaprint) prints of two files go together: at some offset fewer than
 * 35 % of the bits differ, the threshold AcoustID's own comparison uses.
 */
export const fpcalcKnows = async (copy: string, original: string): Promise<boolean> => {
  const [a, b] = [await itemsOf(copy), await itemsOf(original)]
  for (let offset = -a.length + leastItems; offset <= b.length - leastItems; offset += 1) {
    let [errors, items] = [0, 0]
    for (let i = 0; i < a.length; i += 1) {
      const other = b[i + offset]
      if (other === undefined) continue
      let differing = (a[i]! ^ other) >>> 0
      for (; differing !== 0; differing &= differing - 1) errors += 1
      items += 1
    }
    if (items >= leastItems && errors / (items * 32) < mostErrors) return true
  }
  return false
}

const itemsOf = async (path: string): Promise<number[]> => {
  const options = { timeout: 60_000, maxBuffer: 64 * 1024 ** 2 }
  // It complains of the end of some files, and has printed the fingerprint before.
  const { stdout } = await run('fpcalc', ['-raw', '-length', '0', path], options).catch(
    (error: { stdout?: string }) => {
      if (!error.stdout?.includes('FINGERPRINT=')) throw error
      return { stdout: error.stdout }
    },
  )
  const [, items = ''] = /FINGERPRINT=(.*)/.exec(stdout) ?? []
  return items.split(',').filter(Boolean).map(Number)
}
