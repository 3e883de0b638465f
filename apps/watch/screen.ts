/** What browsers of Apple call what the standards call otherwise. */
type AppleVideo = HTMLVideoElement & {
  webkitEnterFullscreen?: () => void
  webkitSupportsPresentationMode?: (mode: string) => boolean
  webkitSetPresentationMode?: (mode: string) => void
  webkitPresentationMode?: string
}

/** Whether the player can fill the screen, itself or (on iPhones) its video alone. */
export const canFill = (stage: HTMLElement, video: AppleVideo): boolean =>
  (typeof stage.requestFullscreen === 'function' && document.fullscreenEnabled) ||
  typeof video.webkitEnterFullscreen === 'function'

/** Fills the screen, or leaves it. A film wider than high turns a phone to its side. */
export const fillScreen = async (stage: HTMLElement, video: AppleVideo): Promise<void> => {
  if (document.fullscreenElement) return document.exitFullscreen()
  if (typeof stage.requestFullscreen !== 'function' || !document.fullscreenEnabled) {
    return video.webkitEnterFullscreen?.()
  }
  await stage.requestFullscreen({ navigationUI: 'hide' })
  const orientation = screen.orientation as ScreenOrientation & { lock?: (to: string) => Promise<void> }
  if (video.videoWidth > video.videoHeight) await orientation.lock?.('landscape').catch(() => {})
}

/** Whether the film can go on in a small window above others. */
export const canInset = (video: AppleVideo): boolean =>
  document.pictureInPictureEnabled || video.webkitSupportsPresentationMode?.('picture-in-picture') === true

/** Puts the film into a small window, or back. */
export const inset = async (video: AppleVideo): Promise<void> => {
  if (document.pictureInPictureElement) return document.exitPictureInPicture()
  if (document.pictureInPictureEnabled) return void (await video.requestPictureInPicture())
  const isIn = video.webkitPresentationMode === 'picture-in-picture'
  video.webkitSetPresentationMode?.(isIn ? 'inline' : 'picture-in-picture')
}
