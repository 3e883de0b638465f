import { round, type Sighting } from './finding.ts'
import { sizeStretches } from './sizes.ts'
import type { Evidence, Template } from './types.ts'

/** What the format is beside what the template asks for, and colours that are stated wrongly or not at all. */
export const formatRules = (evidence: Evidence, template: Template): Sighting[] => {
  const { probe } = evidence
  const whole = { startSeconds: 0, endSeconds: probe.durationSeconds }
  const found = [...pictureFormat(evidence, template), ...sizeChanges(evidence), ...soundFormat(evidence, template)]
  if (template.containers && !template.containers.includes(probe.demuxer))
    found.push({
      kind: 'container',
      message: 'container',
      params: { found: probe.demuxer, wanted: template.containers.join(', ') },
      fix: 'remux',
    })
  return found.map((one) => ({ ...whole, ...one }))
}

const shape = ({ width, height }: { width: number; height: number }) => `${width}×${height}`

const sizeChanges = (evidence: Evidence): Anywhere[] => {
  const stretches = sizeStretches(evidence)
  return stretches.slice(1).map((stretch, i): Anywhere => ({
    startSeconds: stretch.startSeconds,
    endSeconds: stretch.endSeconds,
    kind: 'resolution',
    message: 'resolution.changes',
    params: { from: shape(stretches[i]!), to: shape(stretch), size: shape(stretch.asset) },
    atMost: 'warn',
  }))
}

type Anywhere = Omit<Sighting, 'startSeconds' | 'endSeconds'> & Partial<Sighting>

const rateTolerance = 0.005

const pictureFormat = ({ probe: { video }, packets }: Evidence, { picture: asked }: Template): Anywhere[] => {
  if (!video) return []
  const found: Anywhere[] = []
  const size = `${video.displayWidth}×${video.displayHeight}`
  const rate = video.frameRate.num / video.frameRate.den
  if (
    asked?.sizes &&
    !asked.sizes.some((one) => one.width === video.displayWidth && one.height === video.displayHeight)
  )
    found.push({
      kind: 'resolution',
      message: 'resolution',
      params: { found: size, wanted: asked.sizes.map(({ width, height }) => `${width}×${height}`).join(', ') },
    })
  if (video.variableFrameRate && asked?.frameRates)
    found.push({ kind: 'frameRate', message: 'frameRate.variable', params: { wanted: asked.frameRates.join(', ') } })
  else if (asked?.frameRates && !asked.frameRates.some((one) => Math.abs(one - rate) < rateTolerance))
    found.push({
      kind: 'frameRate',
      message: 'frameRate',
      params: { found: round(rate, 3), wanted: asked.frameRates.join(', ') },
    })
  if (asked?.codecs && !asked.codecs.includes(video.codec))
    found.push({ kind: 'codec', message: 'codec', params: { found: video.codec, wanted: asked.codecs.join(', ') } })
  if (asked?.longestGopSeconds !== undefined && packets.video) {
    const gop = longestGop(packets.video)
    if (gop.endSeconds - gop.startSeconds > asked.longestGopSeconds + 0.05)
      found.push({
        ...gop,
        kind: 'gop',
        message: 'gop',
        params: { seconds: round(gop.endSeconds - gop.startSeconds), longestSeconds: asked.longestGopSeconds },
      })
  }
  const { colorPrimaries } = video
  if (asked?.primaries && colorPrimaries !== undefined && !asked.primaries.includes(colorPrimaries))
    found.push({
      kind: 'colour',
      message: 'colour.primaries',
      params: { found: colorPrimaries, wanted: asked.primaries.join(', ') },
    })
  if (asked?.primaries && colorPrimaries === undefined)
    found.push({ kind: 'colour', message: 'colour.unstated', params: { wanted: asked.primaries.join(', ') } })
  if (asked?.primaries && (video.colorRange === 'pc' || video.pixelFormat.startsWith('yuvj')))
    found.push({ kind: 'colour', message: 'colour.fullRange' })
  return found
}

const longestGop = ({ keyframeSeconds, endSeconds }: NonNullable<Evidence['packets']['video']>) => {
  let longest = { startSeconds: 0, endSeconds: 0 }
  for (const [i, startSeconds] of keyframeSeconds.entries()) {
    const next = keyframeSeconds[i + 1] ?? endSeconds
    if (next - startSeconds > longest.endSeconds - longest.startSeconds) longest = { startSeconds, endSeconds: next }
  }
  return longest
}

const soundFormat = ({ probe: { audio } }: Evidence, { sound: asked }: Template): Anywhere[] => {
  const [track] = audio
  if (!track || !asked) return []
  const found: Anywhere[] = []
  const check = (message: string, is: string | number, wanted: readonly (string | number)[] | undefined) => {
    if (wanted && !wanted.includes(is))
      found.push({ kind: 'soundFormat', message, params: { found: is, wanted: wanted.join(', ') } })
  }
  check('soundFormat.codec', track.codec, asked.codecs)
  check('soundFormat.sampleRate', track.sampleRate, asked.sampleRates)
  check('soundFormat.channels', track.channels, asked.channels)
  return found
}
