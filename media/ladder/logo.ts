/** A station's logo (台标) as it lies over the picture: in a corner, sizes in percent of the picture's width. */
export type LogoPlace = {
  corner: 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right'
  marginPercent: number
  widthPercent: number
  /** 0 to 1. */
  opacity: number
}

type Size = { width: number; height: number }

/**
 * Where a logo lies in a picture, in whole pixels on even places; smaller where the picture would not hold it between
 * its margins.
 */
export const logoBox = (
  place: LogoPlace,
  logo: Size,
  picture: Size,
): { x: number; y: number; width: number; height: number } => {
  const even = (pixels: number) => Math.round(pixels / 2) * 2
  // Of a very wide picture a part of the width can be more than half the height.
  const margin = even(Math.min((picture.width * place.marginPercent) / 100, picture.height / 4))
  const room = { width: picture.width - 2 * margin, height: picture.height - 2 * margin }
  const wanted = Math.min((picture.width * place.widthPercent) / 100, room.width)
  const scale = Math.min(wanted / logo.width, room.height / logo.height)
  const [width, height] = [Math.max(2, even(logo.width * scale)), Math.max(2, even(logo.height * scale))]
  return {
    x: place.corner.endsWith('left') ? margin : picture.width - margin - width,
    y: place.corner.startsWith('top') ? margin : picture.height - margin - height,
    width,
    height,
  }
}
