import { openChapters } from './chapters.ts'
import { openChoices, speedName } from './choices.ts'
import { nextSpeed, type Action } from './keys.ts'
import { isMenuOpen } from './menu.ts'
import { dress, filled, find } from './page.ts'
import type { Playback } from './playback.ts'
import { canFill, canInset, fillScreen, inset } from './screen.ts'
import { openSeekBar } from './seek-bar.ts'
import type { openSubtitles } from './subtitles.ts'
import { say } from './toast.ts'

const idleMilliseconds = 3000
const patienceMilliseconds = 300

type Parts = { playback: Playback; subtitles: ReturnType<typeof openSubtitles> }

/** The controls of the player: they show what is so, and do what is pressed. */
export const openControls = ({ playback, subtitles }: Parts) => {
  const { video, film } = playback
  const { words } = film
  const stage = find('stage', HTMLElement)
  const button = (id: string) => find(id, HTMLButtonElement)
  const volume = find('volume', HTMLInputElement)
  const bar = openSeekBar(playback, openChapters(playback))
  const choices = openChoices(playback)
  const visibility = openVisibility(
    stage,
    () => playback.state() === 'playing' && film.height > 0 && !bar.isHeld() && !isMenuOpen(),
  )

  const update = () => {
    const state = playback.state()
    stage.dataset.state = state
    const isPlaying = state === 'playing' || state === 'loading'
    const face = isPlaying ? 'pause' : state === 'ended' ? 'replay' : 'play'
    for (const id of ['play', 'big']) dress(button(id), face, words[face])
    const isQuiet = video.muted || video.volume === 0
    dress(
      button('mute'),
      isQuiet ? 'muted' : video.volume < 0.5 ? 'quiet' : 'loud',
      isQuiet ? words.unmute : words.mute,
    )
    volume.value = String(isQuiet ? 0 : Math.round(video.volume * 100))
    volume.style.setProperty('--at', String(isQuiet ? 0 : video.volume))
    if (!video.muted) button('unmute').hidden = true
    choices.update()
    bar.update()
    visibility.settle()
    moving()
  }

  let frame = 0
  /** The bar moves with the picture while somebody can see it. */
  const moving = () => {
    cancelAnimationFrame(frame)
    const step = () => {
      bar.update()
      frame = requestAnimationFrame(step)
    }
    if (playback.state() === 'playing' && stage.dataset.controls === 'shown') step()
  }
  video.addEventListener('timeupdate', () => bar.update())
  stage.addEventListener('visibility', moving)
  showPatience(video, playback)

  const does = (action: Action) => {
    if (action.does === 'toggle') playback.toggle()
    else if (action.does === 'mute') {
      playback.mute()
      say(video.muted ? words.mute : `${words.volume} ${Math.round(video.volume * 100)}%`)
    } else if (action.does === 'fullscreen') void fillScreen(stage, video).catch(() => {})
    else if (action.does === 'inset') void inset(video).catch(() => {})
    else if (action.does === 'subtitles') subtitles.toggle()
    else if (action.does === 'help') find('keys', HTMLDialogElement).showModal()
    else if (action.does === 'seekTo') playback.seek(action.share * playback.length())
    else if (action.does === 'seekBy') {
      playback.seekBy(action.seconds)
      say(filled(action.seconds > 0 ? words.forward : words.back, String(Math.abs(action.seconds))))
    } else if (action.does === 'volumeBy') {
      playback.setVolume((video.muted ? 0 : video.volume) + action.share)
      say(`${words.volume} ${Math.round(video.volume * 100)}%`)
    } else if (action.does === 'speedBy') {
      playback.setSpeed(nextSpeed(video.playbackRate, action.steps))
      say(speedName(video.playbackRate))
    }
    visibility.show()
  }

  for (const id of ['play', 'big']) button(id).addEventListener('click', playback.toggle)
  for (const id of ['mute', 'unmute']) button(id).addEventListener('click', playback.mute)
  for (const [id, seconds] of [
    ['jump-back', -10],
    ['jump-forward', 10],
  ] as const) {
    button(id).addEventListener('click', () => does({ does: 'seekBy', seconds }))
  }
  volume.addEventListener('input', () => playback.setVolume(Number(volume.value) / 100))
  button('grow').hidden = !canFill(stage, video)
  button('grow').addEventListener('click', () => does({ does: 'fullscreen' }))
  document.addEventListener('fullscreenchange', () => {
    const isFull = document.fullscreenElement === stage
    dress(button('grow'), isFull ? 'shrink' : 'grow', isFull ? words.leaveFullscreen : words.fullscreen)
  })
  button('inset').hidden = !canInset(video)
  button('inset').addEventListener('click', () => does({ does: 'inset' }))

  // From here on the controls are ours; without this script they are the browser's.
  video.controls = false
  for (const id of ['controls', 'middle', 'surface', 'top', 'share']) {
    const part = document.getElementById(id)
    if (part) part.hidden = false
  }
  update()
  return { update, does, show: visibility.show, toggle: visibility.toggle }
}

/** A ring turns while the picture waits for more, but not for every blink. */
const showPatience = (video: HTMLVideoElement, playback: Playback) => {
  const spinner = find('spinner', HTMLElement)
  let timer = 0
  const look = () => {
    const waits = playback.state() === 'loading' || (playback.state() === 'playing' && video.readyState < 3)
    clearTimeout(timer)
    if (!waits) spinner.hidden = true
    else timer = window.setTimeout(() => (spinner.hidden = false), patienceMilliseconds)
  }
  for (const name of ['waiting', 'stalled', 'seeking', 'seeked', 'playing', 'canplay', 'pause', 'play', 'emptied'])
    video.addEventListener(name, look)
  look()
}

/** Controls go away while the film runs and nobody touches anything; a focus that can be seen keeps them. */
const openVisibility = (stage: HTMLElement, mayHide: () => boolean) => {
  let timer = 0
  const turn = (to: 'shown' | 'hidden') => {
    if (stage.dataset.controls === to) return
    stage.dataset.controls = to
    stage.dispatchEvent(new Event('visibility'))
  }
  const hide = () => {
    const isUsed =
      stage.querySelector('.controls :focus-visible, .top :focus-visible, .controls .control:hover') !== null
    if (mayHide() && !isUsed) turn('hidden')
    else if (mayHide()) wait()
  }
  const wait = () => {
    clearTimeout(timer)
    timer = window.setTimeout(hide, idleMilliseconds)
  }
  const show = () => {
    turn('shown')
    wait()
  }
  stage.addEventListener('pointermove', (event) => event.pointerType === 'mouse' && show())
  stage.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && mayHide() && hide())
  stage.addEventListener('focusin', show)
  return {
    show,
    settle: () => (mayHide() ? wait() : turn('shown')),
    toggle: () => (stage.dataset.controls === 'shown' && mayHide() ? turn('hidden') : show()),
  }
}
