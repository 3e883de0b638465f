import { create } from 'qrcode'

/** A text as a QR code: the side of its square in modules, and the dark modules as one SVG path. */
export const qrCode = (text: string): { size: number; path: string } => {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules
  let path = ''
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) if (data[y * size + x]) path += `M${x} ${y}h1v1h-1z`
  }
  return { size, path }
}
