import type { Call, WorkContext } from '#backbone'
import { MediaError, type MediaSource } from '#media/ffmpeg'
import { extractSignals, type Signals, wordsOf } from '#media/fingerprint'
import { joinSignals, unpackSignals } from '#media/picture'
import { probe } from '#media/probe'
import { bytesOf, type DnaKit } from './kit.ts'

type Of = { source: string; essence: string }
/** Work behind what people wait for. */
const nice = 10

/**
 * Frames and sound of an asset: what was kept of them while it was encoded; what is missing is read from the essence.
 * Throws MediaError where that cannot be read.
 */
export const signalsOf = async (
  kit: DnaKit,
  of: Of,
  step: Pick<WorkContext, 'call' | 'signal' | 'spent'>,
): Promise<Signals> => {
  const kept = await kit.use.transcode.signals({ source: of.source }, step.call)
  const frames = kept.picture && (await keptFrames(kit, kept.picture.pieces))
  const sound = kept.sound?.fingerprint === undefined ? undefined : wordsOf(await bytesOf(kit, kept.sound.fingerprint))
  if (frames && sound) return { frames, sound, cpuSeconds: 0 }
  const { source, picture, hasSound } = await examine(kit, of, step.call, step.signal)
  const wanted = { picture: !frames && picture, sound: !sound && hasSound }
  if (!wanted.picture && !wanted.sound)
    return { frames: frames ?? new Uint8Array(), sound: sound ?? new Uint32Array(), cpuSeconds: 0 }
  const read = await extractSignals(source, { ...wanted, signal: step.signal, nice })
  step.spent(read.cpuSeconds)
  return { frames: frames ?? read.frames, sound: sound ?? read.sound, cpuSeconds: read.cpuSeconds }
}

/** The stills of all slices; undefined where some are missing. */
const keptFrames = async (kit: DnaKit, pieces: readonly string[]): Promise<Uint8Array | undefined> => {
  if (pieces.length === 0) return undefined
  try {
    const read = []
    for (const key of pieces) read.push(await unpackSignals(await bytesOf(kit, key)))
    return joinSignals(read).stills.pixels
  } catch (error) {
    if (error instanceof MediaError) return undefined
    throw error
  }
}

const examine = async (kit: DnaKit, { essence }: Of, call: Call, signal: AbortSignal) => {
  const { location } = await kit.use.storage.source({ id: essence }, call)
  const found = await probe({ location }, { signal })
  const source: MediaSource = { location, demuxer: found.demuxer }
  return { source, picture: found.video !== undefined, hasSound: found.audio.length > 0 }
}
