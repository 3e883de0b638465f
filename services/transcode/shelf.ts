import { readFile, unlink } from 'node:fs/promises'
import { Problem, type Call, type Kit } from '#backbone'
import type { EncodedInit, EncodedSegment } from '#media/encode'
import type { slice } from '#services/slice'
import { flowId, type Made } from './flows.ts'

type ShelfKit = Kit<never, { slice: typeof slice }, never>
type Place = { object: string; bytes: number; sha256: string }

const damagedOnTheWay = (key: string) =>
  new Problem('checksum-mismatch', 500, 'The bytes that were stored are not the ones that were made', { key })

/** Where the segments of a source are kept. */
export const segmentsFolder = (station: string, source: string): string => `slice/${station}/${source}/`

/**
 * Where an encode puts what it makes: every finished segment goes into the object store and from there onto the
 * timeline at once. Keys carry the beginning of the content's hash, so that a worker that lost its step and still
 * writes other bytes can never replace what is registered.
 */
export const openShelf = (kit: Pick<ShelfKit, 'objects' | 'use'>, made: Made, call: Call) => {
  const inits = new Map<string, { codec: string; init: Place }>()

  const put = async (rendition: string, file: { path: string; bytes: number; sha256: string }, name: string) => {
    const [stem, ending] = name.split('.')
    const folder = `${segmentsFolder(call.station, made.source)}${flowId(made, rendition)}`
    const object = `${folder}/${stem}-${file.sha256.slice(0, 12)}.${ending}`
    const stored = await kit.objects.put(object, await readFile(file.path), { bytes: file.bytes, signal: call.signal })
    if (stored.sha256 !== file.sha256) throw damagedOnTheWay(object)
    await unlink(file.path)
    return { object, bytes: file.bytes, sha256: file.sha256 }
  }

  return {
    async onInit(init: EncodedInit) {
      inits.set(init.rendition, {
        codec: init.description.codec,
        init: await put(init.rendition, init, 'init.mp4'),
      })
    },
    async onSegment(segment: EncodedSegment) {
      // An encoder that is told to stop ends its segment early: that is not the one that belongs there.
      call.signal.throwIfAborted()
      const { rendition, sequence, startTicks, durationTicks } = segment
      const place = await put(rendition, segment, `${sequence}.m4s`)
      await kit.use.slice.register(
        {
          id: flowId(made, rendition),
          ...inits.get(rendition),
          segments: [{ sequence, startTicks, durationTicks, ...place }],
        },
        call,
      )
      // The flow knows its init from now on.
      inits.delete(rendition)
    },
  }
}
