import { inputArgs, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import type { Probe } from '#media/probe'
import { oneSize, oneSizeArgs, toPlane } from './graph.ts'
import { eachPicture } from './read.ts'
import type { Interlaced } from './scanning.ts'
import type { Interval } from './types.ts'

/** What a line stands out against both of its neighbours by, in levels, where two fields show different moments. */
const combLevels = 12
/** Lines of one field are alike when they differ by less than this share of what they differ by from the other's. */
const alikeShare = 0.5
/** Frames looked at from each moment on, and moments looked at in each stretch. */
const framesEach = 3
const momentsEach = 4
/** Fields woven across frames in the right order comb so many times less than in the wrong one, which combs at least so. */
const leastContrast = 2.5
const leastShare = 1e-4

/** How many pixels are combed: unlike the lines next to them on both sides, like the next ones of their own field. */
const combed = (luma: Uint8Array, width: number, height: number): number => {
  let count = 0
  for (let at = 2 * width; at < (height - 2) * width; at += 1) {
    const own = luma[at]!
    const [above, below] = [luma[at - width]!, luma[at + width]!]
    const least = Math.min(Math.abs(own - above), Math.abs(own - below))
    if (least <= combLevels || own > above !== own > below) continue
    const alike = least * alikeShare
    if (Math.abs(above - below) > alike) continue
    if (Math.abs(own - luma[at - 2 * width]!) <= alike && Math.abs(own - luma[at + 2 * width]!) <= alike) count += 1
  }
  return count
}

/** The top field of one picture and the bottom field of another. */
const woven = (top: Uint8Array, bottom: Uint8Array, width: number): Uint8Array => {
  const picture = top.slice()
  for (let at = width; at < picture.length; at += 2 * width) picture.set(bottom.subarray(at, at + width), at)
  return picture
}

/**
 * Looks closely at stretches that seem interlaced, at full size: weaves the fields of neighbouring frames both ways. If
 * the fields are half a frame apart, one way combs far less than the other, which also says which field comes first;
 * progressive pictures, however they move, comb alike both ways. Stretches of those are left out. About 0.2 CPU s for
 * each of four moments a stretch.
 */
export const confirmInterlaced = async (
  source: MediaSource,
  probe: Probe,
  stretches: readonly Interlaced[],
  signal?: AbortSignal,
): Promise<Interlaced[]> => {
  const confirmed: Interlaced[] = []
  for (const stretch of stretches) {
    const { topFirst, bottomFirst, pairs } = await weave(source, probe, stretch, signal)
    const most = Math.max(topFirst, bottomFirst)
    const least = Math.max(1, Math.min(topFirst, bottomFirst))
    const pixels = (probe.video?.codedWidth ?? 0) * (probe.video?.codedHeight ?? 0)
    if (most < leastContrast * least || most < leastShare * pixels * pairs) continue
    confirmed.push({ ...stretch, fieldOrder: topFirst < bottomFirst ? 'top' : 'bottom' })
  }
  return confirmed
}

type Weaves = { topFirst: number; bottomFirst: number; pairs: number }

/** Combed pixels when fields are put together as if the top, or the bottom, field came first. */
const weave = async (source: MediaSource, probe: Probe, stretch: Interval, signal?: AbortSignal): Promise<Weaves> => {
  const { codedWidth: width = 0, codedHeight: height = 0, startSeconds = 0 } = probe.video ?? {}
  const first = Math.max(0, startSeconds - probe.startSeconds)
  const length = stretch.endSeconds - stretch.startSeconds
  const found: Weaves = { topFirst: 0, bottomFirst: 0, pairs: 0 }
  for (let i = 0; i < momentsEach; i += 1) {
    const seek = first + stretch.startSeconds + (length * (i + 0.5)) / momentsEach
    let before: Uint8Array | undefined
    const take = (luma: Uint8Array) => {
      if (before) {
        found.topFirst += combed(woven(luma, before, width), width, height)
        found.bottomFirst += combed(woven(before, luma, width), width, height)
        found.pairs += 1
      }
      before = luma
    }
    const once = `-frames:v ${framesEach} -fps_mode passthrough -f rawvideo`.split(' ')
    const fence = ['-noautorotate', ...oneSizeArgs(probe), '-ss', seek.toFixed(6)]
    const filters = [...oneSize(probe), ...toPlane(probe), 'format=gray'].join(',')
    await runFfmpeg([...fence, ...inputArgs(source), '-map', '0:V:0', '-vf', filters, ...once, 'pipe:3'], {
      signal,
      timeoutSeconds: 120,
      outputs: [(stream) => eachPicture(stream, width * height, take)],
    })
  }
  return found
}
