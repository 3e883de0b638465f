import { formatTimecode } from '../shell/format.ts'

/** The picture a video shows now, as a PNG in its full size; undefined while it shows none. */
export const grabFrame = async (video: HTMLVideoElement): Promise<Blob | undefined> => {
  if (video.videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return undefined
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return (await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))) ?? undefined
}

/** What a grabbed frame is called on the person's disk: title and timecode, without what file systems refuse. */
export const frameName = (title: string, atSeconds: number, framesPerSecond: number): string => {
  const safe = title
    .replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
    .trim()
    .slice(0, 80)
  return `${safe} ${formatTimecode(atSeconds, framesPerSecond).replaceAll(':', '-')}.png`
}

/** Hands the person a file. */
export const saveBlob = (name: string, blob: Blob): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
