// hls.js can also read captions hidden in the picture (CEA-608) and subtitles as XML (IMSC1). Ours are WebVTT: this
// module stands in for both readers, `vite.config.ts` puts it there.

/** Stands in for the reader of CEA-608: hears it and says nothing. */
export default class NoCaptions {
  addData = (): void => {}
  reset = (): void => {}
}

/** The codec by which hls.js knows subtitles that are IMSC1. */
export const IMSC1_CODEC = 'stpp.ttml.im1t'

export const parseIMSC1 = (): never => {
  throw new Error('IMSC1 subtitles are not supported')
}
