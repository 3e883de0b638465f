import './watch.css'

const video = document.querySelector<HTMLVideoElement>('#video')
const play = document.querySelector<HTMLButtonElement>('#play')
const failed = document.querySelector<HTMLElement>('#failed')
const share = document.querySelector<HTMLButtonElement>('#share')

/** Safari plays HLS better by itself; elsewhere hls.js does, where the browser has Media Source Extensions. */
const playsItself = (element: HTMLVideoElement) =>
  element.canPlayType('application/vnd.apple.mpegurl') !== '' &&
  (navigator.vendor.startsWith('Apple') || !('MediaSource' in window))

const sayFailed = () => {
  if (failed) failed.hidden = false
}

const mostRecoveries = 3

/** Fetches hls.js and the playlist; media only once somebody wants to see it. Until then the poster stays. */
const prepare = async (element: HTMLVideoElement, button: HTMLButtonElement, address: string) => {
  const { default: Hls } = await import('hls.js')
  if (!Hls.isSupported()) return
  const hls = new Hls({ enableWorker: false, autoStartLoad: false, capLevelToPlayerSize: true })
  let recoveries = 0
  let begun = false
  hls.on(Hls.Events.ERROR, (_event, { fatal, type }) => {
    if (!fatal) return
    recoveries += 1
    if (recoveries > mostRecoveries) {
      hls.destroy()
      sayFailed()
    } else if (type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError()
    else setTimeout(() => hls.loadSource(address), 1000 * recoveries)
  })
  hls.on(Hls.Events.FRAG_BUFFERED, () => {
    recoveries = 0
  })
  hls.on(Hls.Events.MANIFEST_PARSED, () => {
    if (begun) hls.startLoad(element.currentTime || -1)
  })
  element.querySelector('source')?.remove()
  element.controls = false
  button.hidden = false
  button.addEventListener('click', () => {
    begun = true
    button.hidden = true
    element.controls = true
    hls.attachMedia(element)
    hls.startLoad(-1)
    element.play().catch(() => {})
    element.focus()
  })
  hls.loadSource(address)
}

const address = video?.dataset.source
if (video && play && address) {
  if (playsItself(video)) video.addEventListener('error', sayFailed, true)
  else prepare(video, play, address).catch(sayFailed)
}
document.querySelector('#again')?.addEventListener('click', () => location.reload())

if (share && (typeof navigator.share === 'function' || window.isSecureContext)) {
  share.hidden = false
  const words = share.textContent
  share.addEventListener('click', async () => {
    const link = { title: document.title, url: location.href }
    if (typeof navigator.share === 'function') return navigator.share(link).catch(() => {})
    await navigator.clipboard.writeText(link.url)
    share.textContent = share.dataset.copied ?? ''
    setTimeout(() => {
      share.textContent = words
    }, 2000)
  })
}
