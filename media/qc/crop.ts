import { inputArgs, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import type { Probe } from '#media/probe'
import { eachLineOf, oneSize, oneSizeArgs } from '#media/picture'

/** A part of the picture, in pixels as shown, sides and corner even. */
export type Frame = { x: number; y: number; width: number; height: number }

const moments = 24

/**
 * What of the picture is never black, at full size, by frames spread over the file; undefined where that is all of it
 * (or nothing at all).
 */
export const frameWithinBars = async (
  source: MediaSource,
  probe: Probe,
  signal?: AbortSignal,
): Promise<Frame | undefined> => {
  const { startSeconds = 0, codedWidth: width = 0, codedHeight: height = 0, rotationDegrees = 0 } = probe.video ?? {}
  const isSideways = rotationDegrees === 90 || rotationDegrees === 270
  const whole = isSideways ? { width: height, height: width } : { width, height }
  const first = Math.max(0, startSeconds - probe.startSeconds)
  const edges = { x1: Infinity, x2: -1, y1: Infinity, y2: -1 }
  const take = (line: string) => {
    const [, name, value] = /^lavfi\.cropdetect\.([xy][12])=(\d+)/.exec(line) ?? []
    if (name === 'x1' || name === 'y1') edges[name] = Math.min(edges[name], Number(value))
    if (name === 'x2' || name === 'y2') edges[name] = Math.max(edges[name], Number(value))
  }
  for (let i = 0; i < moments; i += 1) {
    const at = first + (probe.durationSeconds * (i + 0.5)) / moments
    const seek = [...oneSizeArgs(probe), '-ss', at.toFixed(6)]
    const detect = 'cropdetect=limit=24:round=2:skip=0:reset=1,metadata=mode=print:file=pipe\\\\:3'
    const filter = [...oneSize(probe), detect].join(',')
    const output = ['-map', '0:V:0', '-frames:v', '1', '-vf', filter, '-f', 'null', '-']
    const read = { signal, timeoutSeconds: 120, outputs: [eachLineOf(take)] }
    await runFfmpeg([...seek, ...inputArgs(source), ...output], read)
  }
  if (edges.x2 <= edges.x1 || edges.y2 <= edges.y1) return undefined
  const even = (value: number) => Math.floor(value / 2) * 2
  const [x, y] = [even(edges.x1 + 1), even(edges.y1 + 1)]
  const frame = { x, y, width: even(edges.x2 + 1 - x), height: even(edges.y2 + 1 - y) }
  return frame.width < whole.width - 2 || frame.height < whole.height - 2 ? frame : undefined
}
