/** Failures that lie in the file itself, as `code` of a `MediaError` or as what an ingest makes of it. */
const inTheFile = new Set([
  'empty-file',
  'not-media',
  'container-not-allowed',
  'media-elsewhere',
  'incomplete-file',
  'damaged-file',
  'encrypted',
  'no-tracks',
  'unknown-codec',
  'picture-too-large',
  'too-long',
  'clock-jumps',
  'off-grid',
  'probe-too-long',
  'needs-too-much-memory',
  'no-picture',
  'no-pictures',
  'not-a-picture',
  'not-a-logo',
  'no-sound',
  'nothing-encoded',
  'file-cut-off',
  'file-damaged',
])

/** Whether a failure lies in the file itself: trying again cannot help, and a person has to look at the file. */
export const isInTheFile = (code: string): boolean => inTheFile.has(code)
