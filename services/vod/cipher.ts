import { buffer } from 'node:stream/consumers'
import { noStation, systemCall } from '#backbone'
import { remember } from '#backbone/remember'
import { commonPssh, encryptSegment, protectInit, sampleLayout } from '#media/cmaf'
import { encryptWhole } from '#media/hls'
import { notFound, type Playable } from './door.ts'
import type { VodKit } from './kit.ts'
import type { Library } from './library.ts'
import { lengthOf, periodOf, type Presentation } from './presentation.ts'

/** A JSON Web Key Set, as W3C EME writes it. */
export type License = { keys: { kty: string; kid: string; k: string }[]; type: string }

/** How bytes are encrypted: `k` whole segments for HLS (AES-128), `c` samples for DASH (Common Encryption). */
export type Form = { kind: 'k' | 'c'; set: number }
/** Encrypted bytes, and a tag that is their content's. */
export type Secret = { bytes: Buffer; tag: string; kind: 'video' | 'audio' }
type Of = Pick<Playable, 'id' | 'station'>

const common = -1
/** The shortest stretch that a key may be used for, in seconds. */
const leastRotationSeconds = 10
const heldBytes = 96 * 1024 * 1024
const heldMilliseconds = 30_000
const layoutsHeld = 2000

/**
 * Encrypts what is kept in clear while it is served. What was just encrypted is held for a moment: those who watch the
 * same thing at the same time share it.
 */
export const openCipher = (kit: VodKit, library: Library) => {
  const call = systemCall(noStation, 'vod', kit.signal)
  const keyOf = async ({ id, station }: Of, set: number, period: number) => {
    const { kid, key } = await kit.use.key.contentKey({ station, asset: id, number: set, period }, call)
    return { kid: Buffer.from(kid, 'hex'), key: Buffer.from(key, 'hex') }
  }
  const bytesOf = async (object: string): Promise<Buffer> => buffer((await kit.objects.get(object)).body)

  const layouts = remember({
    async ask(place) {
      const [station = '', id = '', flow = ''] = place.split('/')
      const { piece } = await library.piece({ station, id }, flow, 'init')
      return sampleLayout(await bytesOf(piece.object))
    },
    heaviest: layoutsHeld,
    keepMilliseconds: (answer) => (answer ? heldMilliseconds : 0),
  })

  const encrypt = async (of: Of, flow: string, sequence: number | 'init', { kind, set }: Form): Promise<Buffer> => {
    const { piece, startTicks, timescale } = await library.piece(of, flow, sequence)
    const clear = await bytesOf(piece.object)
    if (kind === 'c') {
      const { kid, key } = await keyOf(of, set, common)
      if (sequence === 'init') return protectInit(clear, kid)
      const layout = await layouts(`${of.station}/${of.id}/${flow}`)
      return encryptSegment(clear, layout, { key, salt: Buffer.from(piece.tag.slice(0, 16), 'hex') })
    }
    // HLS players take the init in clear: it says how the pictures are coded, and shows none.
    if (sequence === 'init') return clear
    const { rotationSeconds } = await kit.use.key.contentKey(
      { station: of.station, asset: of.id, number: set, period: 0 },
      call,
    )
    const { key } = await keyOf(of, set, periodOf(startTicks, timescale, rotationSeconds))
    return encryptWhole(clear, key, sequence)
  }

  const secrets = remember<Buffer>({
    async ask(place) {
      const [station = '', id = '', flow = '', sequence = '', kind, set] = place.split('/')
      const which = sequence === 'init' ? sequence : Number(sequence)
      return encrypt({ station, id }, flow, which, { kind: kind === 'c' ? 'c' : 'k', set: Number(set) })
    },
    heaviest: heldBytes,
    weigh: (bytes) => bytes.length,
    keepMilliseconds: (answer) => (answer ? heldMilliseconds : 0),
  })

  return {
    /** A segment or an init, encrypted. */
    async secret({ id, station }: Of, flow: string, sequence: number | 'init', form: Form): Promise<Secret> {
      const { piece, kind } = await library.piece({ id, station }, flow, sequence)
      const bytes = await secrets(`${station}/${id}/${flow}/${sequence}/${form.kind}/${form.set}`)
      return { bytes, kind, tag: `${piece.tag}-${form.kind}${form.set}` }
    },

    /** The key of a stretch of HLS, 16 bytes; none is made for stretches that the media does not have. */
    async hlsKey(of: Of, p: Presentation, set: number, period: number): Promise<Buffer> {
      if (period > lengthOf(p) / leastRotationSeconds) throw notFound()
      return (await keyOf(of, set, period)).key
    },

    /** What a DASH manifest says of the key; the id as a UUID. */
    async protection(of: Of, set: number): Promise<{ kid: string; pssh: string }> {
      const { kid } = await keyOf(of, set, common)
      const uuid = kid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
      return { kid: uuid, pssh: commonPssh(kid).toString('base64') }
    },

    /** The answer to a Clear Key request (W3C EME): the key, if it is among those asked for. */
    async license(of: Of, set: number, kids: readonly string[]): Promise<License> {
      const { kid, key } = await keyOf(of, set, common)
      if (!kids.includes(kid.toString('base64url'))) throw notFound()
      const one = { kty: 'oct', kid: kid.toString('base64url'), k: key.toString('base64url') }
      return { keys: [one], type: 'temporary' }
    },
  }
}
export type Cipher = ReturnType<typeof openCipher>
