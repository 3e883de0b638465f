import { clock, spoken } from '../shared/clock.ts'
import { cueAt, parseStoryboard, type Cue } from '../shared/storyboard-cues.ts'
import type { Chapters } from './chapters.ts'
import { filled, find } from './page.ts'
import type { Playback } from './playback.ts'

const stepSeconds = 5
const sayEverySeconds = 5

/**
 * The bar by which one sees and changes the place in the film. Fingers and mouse move over the whole of it; for keyboard
 * and screen readers it is an ordinary slider. What is fetched shows as it is: in pieces, after jumps.
 */
export const openSeekBar = (playback: Playback, chapters: Chapters) => {
  const { film, video } = playback
  const bar = find('seek', HTMLElement)
  const slider = find('position', HTMLInputElement)
  const played = find('played', HTMLElement)
  const loaded = find('loaded', HTMLElement)
  const peek = openPeek(film.storyboard, bar, chapters)
  /** Where a finger holds it now; the film stays where it is until the finger leaves. */
  let held: number | undefined

  const shareAt = (event: PointerEvent) => {
    const box = bar.getBoundingClientRect()
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width))
  }
  const say = () => {
    slider.max = String(Math.max(1, Math.round(playback.length())))
    slider.value = String(Math.round(playback.at()))
    const [at, length] = [playback.at(), playback.length()].map((one) => spoken(one, film.language))
    const chapter = chapters.at(playback.at())
    const said = filled(film.words.of, at!, length!)
    slider.setAttribute('aria-valuetext', chapter === undefined ? said : `${said} · ${chapter}`)
  }
  const update = () => {
    const length = playback.length()
    const at = held ?? (length > 0 ? playback.at() / length : 0)
    bar.style.setProperty('--at', String(Math.min(1, at)))
    played.style.transform = `scaleX(${Math.min(1, at)})`
    find('now', HTMLElement).textContent = clock(held === undefined ? playback.at() : held * length)
  }
  const showLoaded = () => {
    const length = playback.length()
    find('length', HTMLElement).textContent = clock(length)
    find('stage', HTMLElement).classList.toggle('long', length >= 3600)
    const stops = Array.from({ length: video.buffered.length }, (_, i) => {
      const [from, to] = [video.buffered.start(i), video.buffered.end(i)].map(
        (s) => `${((s / length) * 100).toFixed(2)}%`,
      )
      return `transparent ${from}, var(--loaded) ${from} ${to}, transparent ${to}`
    })
    loaded.style.background =
      length > 0 && stops.length > 0 ? `linear-gradient(to right, transparent 0, ${stops.join(', ')})` : ''
  }
  const look = (share: number) => {
    if (playback.length() > 0) peek.show(share, share * playback.length())
  }

  bar.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || playback.length() === 0) return
    bar.setPointerCapture(event.pointerId)
    held = shareAt(event)
    bar.dataset.held = 'yes'
    look(held)
    update()
  })
  bar.addEventListener('pointermove', (event) => {
    const share = shareAt(event)
    if (held !== undefined) {
      held = share
      update()
    }
    if (held !== undefined || event.pointerType === 'mouse') look(share)
  })
  const release = (goes: boolean) => () => {
    if (held !== undefined && goes) playback.seek(held * playback.length())
    held = undefined
    delete bar.dataset.held
    peek.hide()
    update()
    say()
  }
  bar.addEventListener('pointerup', release(true))
  bar.addEventListener('pointercancel', release(false))
  bar.addEventListener('pointerleave', () => held === undefined && peek.hide())
  bar.addEventListener('pointerenter', peek.prepare)

  // Screen readers on phones move a slider without any key.
  slider.addEventListener('input', () => playback.seek(Number(slider.value)))
  slider.addEventListener('keydown', (event) => {
    const far = { PageUp: 60, PageDown: -60 }[event.key]
    const near = { ArrowUp: stepSeconds, ArrowDown: -stepSeconds }[event.key]
    const by = far ?? near
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    playback.seekBy(by)
  })
  slider.addEventListener('focus', say)
  for (const name of ['seeking', 'pause']) video.addEventListener(name, say)
  for (const name of ['progress', 'durationchange', 'seeked']) video.addEventListener(name, showLoaded)
  // A slider that has the focus would be read out again and again if it told of every second.
  let saidSeconds = 0
  video.addEventListener('timeupdate', () => {
    if (document.activeElement === slider || Math.abs(video.currentTime - saidSeconds) < sayEverySeconds) return
    saidSeconds = video.currentTime
    say()
  })

  showLoaded()
  return { update, isHeld: () => held !== undefined }
}

const peekPixels = 176
const mostHighPixels = 148

/** The picture at the pointer, from the storyboard; where there is none only the time. */
const openPeek = (address: string | undefined, bar: HTMLElement, chapters: Chapters) => {
  const box = find('peek', HTMLElement)
  const still = find('still', HTMLElement)
  const part = find('part', HTMLElement)
  const time = find('peek-time', HTMLElement)
  const title = find('peek-chapter', HTMLElement)
  let cues: Cue[] = []
  let asked = false
  let last: [share: number, seconds: number] | undefined

  const prepare = () => {
    if (asked || address === undefined) return
    asked = true
    const base = new URL(address, location.href).href
    const read = async () => {
      const reply = await fetch(base)
      if (!reply.ok) return
      // Where a signed link led to is where the pictures are.
      cues = parseStoryboard(await reply.text(), reply.url)
      // All pictures of a short film, the first hundred of a long one.
      const [first] = cues
      if (first) new Image().src = first.sheet
      if (last) show(...last)
    }
    read().catch(() => {
      asked = false
    })
  }
  const show = (share: number, seconds: number) => {
    prepare()
    last = [share, seconds]
    const cue = cueAt(cues, seconds)
    still.hidden = !cue
    if (cue) {
      const scale = Math.min(peekPixels / cue.width, mostHighPixels / cue.height)
      still.style.width = `${cue.width * scale}px`
      still.style.height = `${cue.height * scale}px`
      part.style.width = `${cue.width}px`
      part.style.height = `${cue.height}px`
      part.style.background = `url(${JSON.stringify(cue.sheet)}) ${-cue.x}px ${-cue.y}px no-repeat`
      part.style.transform = `scale(${scale})`
    }
    time.textContent = clock(seconds)
    const chapter = chapters.at(seconds)
    title.textContent = chapter ?? ''
    title.hidden = chapter === undefined
    box.hidden = false
    const half = box.offsetWidth / 2
    const { width } = bar.getBoundingClientRect()
    box.style.left = `${Math.max(half, Math.min(width - half, share * width))}px`
  }
  return {
    prepare,
    show,
    hide() {
      last = undefined
      box.hidden = true
    },
  }
}
