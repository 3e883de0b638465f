/**
 * How many bytes of a NAL unit (without its length) stay in clear: of slices their headers, so that a reader can follow
 * the stream; everything that is not picture data stays as it is (ISO/IEC 23001-7, 9.5.2.2).
 */
export const clearBytesOfNal = (nal: Buffer, coding: 'avc' | 'hevc' | 'sound'): number => {
  const first = nal[0] ?? 0
  const isSlice = coding === 'avc' ? isAvcSlice(first & 0x1f) : ((first >> 1) & 0x3f) < 32
  return isSlice ? Math.min(nal.length, sliceClearBytes) : nal.length
}

/** NAL header and what a slice header may take. */
const sliceClearBytes = 32

const isAvcSlice = (type: number): boolean => type >= 1 && type <= 5
