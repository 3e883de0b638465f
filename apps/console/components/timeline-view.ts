/** Which part of the whole is in sight: where it begins, and how much time a pixel holds. */
export type View = { fromSeconds: number; secondsPerPixel: number }
/** What is looked at, and how wide the window on it is. */
export type Strip = { durationSeconds: number; framesPerSecond: number; widthPixels: number }

/** So far apart are two frames at the closest. */
const mostPixelsPerFrame = 24

/** All of it. */
export const wholeView = ({ durationSeconds, widthPixels }: Strip): View => ({
  fromSeconds: 0,
  secondsPerPixel: Math.max(durationSeconds, 0.001) / Math.max(1, widthPixels),
})

/** The nearest view that shows nothing beyond the ends and no less than single frames. */
export const boundView = (view: View, strip: Strip): View => {
  const most = wholeView(strip).secondsPerPixel
  const least = Math.min(most, 1 / (strip.framesPerSecond * mostPixelsPerFrame))
  const secondsPerPixel = Math.min(most, Math.max(least, view.secondsPerPixel))
  const room = strip.durationSeconds - secondsPerPixel * strip.widthPixels
  return { secondsPerPixel, fromSeconds: Math.min(Math.max(0, room), Math.max(0, view.fromSeconds)) }
}

export const secondsAt = (view: View, pixel: number): number => view.fromSeconds + pixel * view.secondsPerPixel
export const pixelAt = (view: View, seconds: number): number => (seconds - view.fromSeconds) / view.secondsPerPixel

/** Closer (factor > 1) or farther, while the time under `pixel` stays there. */
export const zoomed = (view: View, factor: number, pixel: number, strip: Strip): View => {
  const held = secondsAt(view, pixel)
  const { secondsPerPixel } = boundView({ ...view, secondsPerPixel: view.secondsPerPixel / factor }, strip)
  return boundView({ secondsPerPixel, fromSeconds: held - pixel * secondsPerPixel }, strip)
}

export const panned = (view: View, byPixels: number, strip: Strip): View =>
  boundView({ ...view, fromSeconds: view.fromSeconds + byPixels * view.secondsPerPixel }, strip)

/** The view with a time in sight; moved on by most of a window when it had left. */
export const showing = (view: View, seconds: number, strip: Strip): View => {
  const pixel = pixelAt(view, seconds)
  if (pixel >= 0 && pixel <= strip.widthPixels) return view
  return boundView({ ...view, fromSeconds: seconds - strip.widthPixels * 0.15 * view.secondsPerPixel }, strip)
}

/** The beginning of the frame a time lies in. */
export const onFrame = (seconds: number, { framesPerSecond, durationSeconds }: Strip): number => {
  const last = Math.max(0, Math.ceil(durationSeconds * framesPerSecond) - 1)
  const frame = Math.floor(Math.max(0, seconds) * framesPerSecond + 0.01)
  return Math.min(last, frame) / framesPerSecond
}

export type Tick = { atSeconds: number; pixel: number; labelled: boolean }

const labelPixels = 96
const stepsSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 36_000, 86_400]
const stepsFrames = [1, 2, 5, 10]

/** The marks of the ruler: steps that people count in, far enough apart to be read. */
export const ticksOf = (view: View, strip: Strip): Tick[] => {
  const wanted = labelPixels * view.secondsPerPixel
  const frames = stepsFrames.map((count) => count / strip.framesPerSecond)
  const step = [...frames, ...stepsSeconds].find((seconds) => seconds >= wanted) ?? stepsSeconds.at(-1)!
  const parts = step >= 60 ? (step % 4 === 0 ? 4 : 5) : step >= 1 ? (step % 5 === 0 ? 5 : 4) : 1
  const small = step / parts
  const first = Math.floor(view.fromSeconds / small)
  const last = Math.min(
    Math.ceil((view.fromSeconds + strip.widthPixels * view.secondsPerPixel) / small),
    Math.floor(strip.durationSeconds / small),
  )
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const atSeconds = (first + i) * small
    return { atSeconds, pixel: pixelAt(view, atSeconds), labelled: (first + i) % parts === 0 }
  })
}
