import { Problem } from '#backbone/problem'

const longestSide = 640

/** A picture as it is sent, and as it can be drawn. `base64` is a JPEG. */
export type Picture = { drawn: HTMLCanvasElement; base64: string }

/** A picture of any kind the browser can read, small enough to send: to know it again, 640 pixels are plenty. */
export const smallPicture = async (file: File): Promise<Picture> => {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Problem('not-a-picture', 422, 'This is no picture that can be read')
  })
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const address = canvas.toDataURL('image/jpeg', 0.9)
  return { drawn: canvas, base64: address.slice(address.indexOf(',') + 1) }
}
