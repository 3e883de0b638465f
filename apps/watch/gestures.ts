import type { openControls } from './controls.ts'
import { filled, find, isStill } from './page.ts'
import type { Playback } from './playback.ts'
import { openTaps } from './taps.ts'
import { say } from './toast.ts'

const jumpSeconds = 10
const holdMilliseconds = 500
const holdSpeed = 2
const strayPixels = 14

type Parts = { playback: Playback; controls: ReturnType<typeof openControls> }

/**
 * What fingers and mouse do on the picture itself. A click plays and pauses, two fill the screen; a tap shows the
 * controls, two on a side jump, and a finger that stays makes it run twice as fast as long as it stays.
 */
export const openGestures = ({ playback, controls }: Parts): void => {
  const { video, film } = playback
  const surface = find('surface', HTMLElement)
  const flash = find('flash', HTMLElement)
  const tap = openTaps()
  let down: { x: number; y: number; at: number } | undefined
  let hold = 0
  let speed: number | undefined

  const jump = (direction: 1 | -1, times: number) => {
    playback.seekBy(direction * jumpSeconds)
    const { forward, back } = film.words
    flash.textContent = filled(direction > 0 ? forward : back, String(jumpSeconds * times))
    flash.dataset.side = direction > 0 ? 'right' : 'left'
    if (!isStill()) {
      flash.classList.remove('flashing')
      void flash.offsetWidth
    }
    flash.classList.add('flashing')
    if (playback.state() === 'playing') controls.toggle()
  }
  const slow = () => {
    clearTimeout(hold)
    if (speed === undefined) return
    video.playbackRate = speed
    speed = undefined
  }
  const fast = () => {
    if (playback.state() !== 'playing') return
    speed = video.playbackRate
    video.playbackRate = holdSpeed
    say(film.words.double)
  }

  surface.addEventListener('pointerdown', (event) => {
    down = { x: event.clientX, y: event.clientY, at: event.timeStamp }
    if (event.pointerType !== 'mouse') hold = window.setTimeout(fast, holdMilliseconds)
  })
  surface.addEventListener('pointermove', (event) => {
    if (down && Math.hypot(event.clientX - down.x, event.clientY - down.y) > strayPixels) clearTimeout(hold)
  })
  surface.addEventListener('pointercancel', slow)
  surface.addEventListener('pointerup', (event) => {
    slow()
    if (!down || event.button !== 0) return
    const box = surface.getBoundingClientRect()
    const { x, y, at } = down
    down = undefined
    if (event.pointerType === 'mouse') return playback.toggle()
    const asked = tap({
      atMilliseconds: event.timeStamp,
      across: (event.clientX - box.left) / box.width,
      movedPixels: Math.hypot(event.clientX - x, event.clientY - y),
      heldMilliseconds: event.timeStamp - at,
    })
    if (asked?.does === 'jump') jump(asked.direction, asked.times)
    else if (asked) controls.toggle()
  })
  surface.addEventListener('dblclick', (event) => {
    if ((event as PointerEvent).pointerType !== 'touch' && matchMedia('(hover: hover)').matches)
      controls.does({ does: 'fullscreen' })
  })
  surface.addEventListener('contextmenu', (event) => {
    if (speed !== undefined || (event as PointerEvent).pointerType === 'touch') event.preventDefault()
  })
}
