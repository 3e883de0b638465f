const headerBytes = 24

/**
 * A waveform as an audiowaveform .dat file, version 2, 8 bit (BBC): for every cell the least and the greatest sample of
 * each channel, of full scale 128.
 */
export const waveformFile = (of: {
  sampleRate: number
  samplesPerCell: number
  channels: number
  /** Least, greatest, least, greatest …: channel by channel, cell by cell. */
  extremes: Int8Array
}): Buffer => {
  const file = Buffer.alloc(headerBytes + of.extremes.length)
  file.writeInt32LE(2, 0)
  file.writeUInt32LE(1, 4)
  file.writeInt32LE(of.sampleRate, 8)
  file.writeInt32LE(of.samplesPerCell, 12)
  file.writeUInt32LE(of.extremes.length / 2 / of.channels, 16)
  file.writeInt32LE(of.channels, 20)
  file.set(new Uint8Array(of.extremes.buffer, of.extremes.byteOffset, of.extremes.length), headerBytes)
  return file
}

/** A sample as it stands in the file. */
export const eightBit = (sample: number): number => Math.max(-128, Math.min(127, Math.round(sample * 128)))
