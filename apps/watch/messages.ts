import type { Playback } from './playback.ts'

/** What an embedded film tells the page around it (`window.parent`), as `docs/embedding.md` describes it. */
type Told = {
  source: 'rongmei'
  film: string
  event: 'ready' | 'play' | 'pause' | 'time' | 'ended'
  seconds: number
  durationSeconds: number
}
/** What the page around may ask. */
type Asked = { to: 'rongmei'; do: 'play' | 'pause' | 'seek'; seconds?: number }

const isAsked = (data: unknown): data is Asked =>
  typeof data === 'object' && data !== null && 'to' in data && data.to === 'rongmei' && 'do' in data

/** Speaks with the page around an embedded film. Nothing is told that a visitor of that page could not see. */
export const openMessages = (playback: Playback): void => {
  const { film, video } = playback
  if (!film.embedded || window.parent === window) return
  const tell = (event: Told['event']) => {
    const told: Told = {
      source: 'rongmei',
      film: film.id,
      event,
      seconds: playback.at(),
      durationSeconds: playback.length(),
    }
    window.parent.postMessage(told, '*')
  }
  video.addEventListener('playing', () => tell('play'))
  video.addEventListener('pause', () => tell('pause'))
  video.addEventListener('ended', () => tell('ended'))
  video.addEventListener('timeupdate', () => tell('time'))
  addEventListener('message', ({ data, source }: MessageEvent<unknown>) => {
    if (source !== window.parent || !isAsked(data)) return
    if (data.do === 'play') playback.play()
    else if (data.do === 'pause') playback.pause()
    else if (data.do === 'seek' && typeof data.seconds === 'number' && data.seconds >= 0) playback.seek(data.seconds)
  })
  tell('ready')
}
