/** Least and greatest sample, from −1 to 1, of every point in time. */
export type Envelope = { min: Float32Array; max: Float32Array }

/**
 * The waveform of a sound that begins with the first picture: point `i` tells of the time from `i / samplesPerSecond`.
 * `min` and `max` are of all channels together; `channels` tells left and right apart where the sound is stereo.
 */
export type Waveform = Envelope & { samplesPerSecond: number; channels: Envelope[] }

const headerBytes = 24
const eightBit = 1
const waitMilliseconds = 30_000

/** Reads an audiowaveform .dat file (version 2, 8 bit); throws RangeError on anything else. */
export const parseWaveform = (file: ArrayBuffer): Waveform => {
  const view = new DataView(file)
  if (file.byteLength < headerBytes || view.getInt32(0, true) !== 2 || (view.getUint32(4, true) & eightBit) === 0)
    throw new RangeError('This is not a waveform (audiowaveform .dat, version 2, 8 bit)')
  const sampleRate = view.getInt32(8, true)
  const samplesPerPoint = view.getInt32(12, true)
  const points = view.getUint32(16, true)
  const count = view.getInt32(20, true)
  if (sampleRate <= 0 || samplesPerPoint <= 0 || count <= 0 || headerBytes + points * count * 2 > file.byteLength)
    throw new RangeError('The waveform is cut off or damaged')
  const data = new Int8Array(file, headerBytes, points * count * 2)
  const channels = Array.from({ length: count }, (_, channel): Envelope => {
    const [min, max] = [new Float32Array(points), new Float32Array(points)]
    for (let i = 0, at = channel * 2; i < points; i += 1, at += count * 2) {
      min[i] = data[at]! / 128
      max[i] = data[at + 1]! / 128
    }
    return { min, max }
  })
  return { samplesPerSecond: sampleRate / samplesPerPoint, ...together(channels), channels }
}

const together = (channels: Envelope[]): Envelope => {
  const [first, ...others] = channels as [Envelope, ...Envelope[]]
  if (others.length === 0) return first
  return {
    min: first.min.map((value, i) => others.reduce((least, { min }) => Math.min(least, min[i]!), value)),
    max: first.max.map((value, i) => others.reduce((most, { max }) => Math.max(most, max[i]!), value)),
  }
}

/**
 * A stretch of an envelope in so many pixels: each spans the points that touch it, so that no peak is lost at any zoom.
 * Where there is no sound (before its beginning, behind its end) both sides are 0.
 */
export const resample = (
  { min, max }: Envelope,
  of: { samplesPerSecond: number; fromSeconds: number; toSeconds: number; pixels: number },
): Envelope => {
  const pointsPerPixel = ((of.toSeconds - of.fromSeconds) * of.samplesPerSecond) / of.pixels
  const shown = { min: new Float32Array(of.pixels), max: new Float32Array(of.pixels) }
  for (let pixel = 0; pixel < of.pixels; pixel += 1) {
    const start = of.fromSeconds * of.samplesPerSecond + pixel * pointsPerPixel
    // A hair's breadth less, so that a pixel that ends where a point begins does not show it.
    const from = Math.max(0, Math.floor(start + 1e-6))
    const to = Math.min(min.length, Math.max(Math.floor(start + 1e-6) + 1, Math.ceil(start + pointsPerPixel - 1e-6)))
    let [least, most] = from < to ? [min[from]!, max[from]!] : [0, 0]
    for (let i = from + 1; i < to; i += 1) {
      if (min[i]! < least) least = min[i]!
      if (max[i]! > most) most = max[i]!
    }
    shown.min[pixel] = least
    shown.max[pixel] = most
  }
  return shown
}

/** Fetches a waveform; undefined where there is none: no sound, or none that has been measured yet. */
export const fetchWaveform = async (address: string, signal?: AbortSignal): Promise<Waveform | undefined> => {
  const limit = AbortSignal.timeout(waitMilliseconds)
  const reply = await fetch(address, { signal: signal ? AbortSignal.any([signal, limit]) : limit })
  if (reply.status === 404) return undefined
  if (!reply.ok) throw new Error(`The waveform could not be fetched (${reply.status})`)
  return parseWaveform(await reply.arrayBuffer())
}
