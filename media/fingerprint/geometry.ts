import { pictureWindow } from './border.ts'
import { wholeWindow, type Window } from './frames.ts'
import { likelyInset } from './inset.ts'

/**
 * A guess how a copy was made: where the picture of the original would lie in the copy's frame (beyond its edges where
 * it was cropped), and whether it is seen in a mirror.
 */
export type Geometry = { picture: Window; mirrored: boolean; kind: 'whole' | 'barred' | 'cropped' | 'framed' }

const mirrorToo = (geometry: Geometry): Geometry[] => [
  geometry,
  { ...geometry, mirrored: true, picture: inMirror(geometry.picture) },
]

/** Hashes of a mirrored copy are made of its frames turned round, in which windows lie on the other side. */
const inMirror = ({ left, right, ...rest }: Window): Window => ({ ...rest, left: 1 - right, right: 1 - left })

/** What is tried first: the picture without bars, the whole frame, and both in a mirror. */
export const plainGeometries = (frames: Uint8Array): Geometry[] => {
  const picture = pictureWindow(frames)
  const barred = picture.left + picture.top + (1 - picture.right) + (1 - picture.bottom) > 0.015
  return [
    ...(barred ? mirrorToo({ picture, mirrored: false, kind: 'barred' }) : []),
    ...mirrorToo({ picture: wholeWindow, mirrored: false, kind: 'whole' }),
  ]
}

/** How much of each side a cropped copy shows, and where it was cut from, in shares of what was cut away. */
const crops = [0.9, 0.85, 0.8, 0.75]
const shifts = [0.5, 0.28, 0.72]

/** Sizes and places in which a picture is often set into another one. */
const insetSizes = [0.7, 0.8]
const insetPlaces = [
  [0.5, 0.5],
  [0.95, 0.05],
  [0.05, 0.95],
  [0.05, 0.05],
  [0.95, 0.95],
] as const

/**
 * What is tried when nothing plain fits, the likeliest first: pictures that seem to be set into the frame and croppings
 * to the middle; other croppings; and pictures in pictures at the usual places.
 */
export const farGeometries = (frames: Uint8Array): Geometry[][] => {
  const middle = [0.95, ...crops, 0.7].flatMap((share) =>
    mirrorToo({ picture: croppedTo(share, 0.5, 0.5), mirrored: false, kind: 'cropped' }),
  )
  const cropped = crops.flatMap((share) =>
    shifts.flatMap((x) =>
      shifts
        .filter((y) => x !== 0.5 || y !== 0.5)
        .map((y): Geometry => ({ picture: croppedTo(share, x, y), mirrored: false, kind: 'cropped' })),
    ),
  )
  const framed = insetSizes.flatMap((size) =>
    insetPlaces.map(([x, y]): Geometry => {
      const [left, top] = [(1 - size) * x, (1 - size) * y]
      return { picture: { left, top, right: left + size, bottom: top + size }, mirrored: false, kind: 'framed' }
    }),
  )
  const seen = likelyInset(frames).flatMap((picture) => mirrorToo({ picture, mirrored: false, kind: 'framed' }))
  return [[...seen, ...middle], cropped, framed]
}

const croppedTo = (share: number, x: number, y: number): Window => {
  const cut = (1 - share) / share
  return { left: -cut * x, top: -cut * y, right: 1 + cut * (1 - x), bottom: 1 + cut * (1 - y) }
}

/** A geometry slightly moved and scaled, to find the one that fits best. */
export const nearby = ({ picture, ...rest }: Geometry): Geometry[] => {
  const { left, top, right, bottom } = picture
  const [dx, dy] = [(right - left) * 0.02, (bottom - top) * 0.02]
  const moved = (l: number, t: number, r: number, b: number): Geometry => ({
    ...rest,
    picture: { left: left + l * dx, top: top + t * dy, right: right + r * dx, bottom: bottom + b * dy },
  })
  return [
    moved(1, 0, 1, 0),
    moved(-1, 0, -1, 0),
    moved(0, 1, 0, 1),
    moved(0, -1, 0, -1),
    moved(-1, -1, 1, 1),
    moved(1, 1, -1, -1),
  ]
}
