import { channelMeter } from './channel.ts'
import { growingBytes, growingDoubles } from './growing.ts'
import { hundredths } from './lanes.ts'
import { channelNames, loudnessWeight } from './layout.ts'
import { loudnessLanes, programmeLoudness } from './loudness.ts'
import { type Metered, report, type SoundFormat } from './report.ts'
import { stereoMeter } from './stereo.ts'
import type { Lanes } from './types.ts'
import { eightBit, waveformFile } from './waveform.ts'

const cellsPerSecond = 50
const cellsPerBlock = 5

/**
 * Measures sound as it comes: interleaved 32-bit floating-point samples, least byte first, in pieces of any length. All
 * is done in cells of 20 ms, five of which make a block of loudness.
 */
export const soundMeter = (format: SoundFormat) => {
  const { channels, sampleRate } = format
  const cellFrames = Math.max(1, Math.round(sampleRate / cellsPerSecond))
  const names = channelNames(format.layout, channels) ?? Array.from({ length: channels }, (_, i) => String(i + 1))
  const weights = names.map(loudnessWeight)
  const voices = names.map((_, index) => channelMeter({ sampleRate, channels, index, cellFrames }))
  const stereo = channels > 1 ? stereoMeter(format) : undefined
  const bytes = Buffer.from(new ArrayBuffer(cellFrames * channels * 4))
  const cell = new Float32Array(bytes.buffer, bytes.byteOffset, cellFrames * channels)
  let filledBytes = 0
  let frames = 0

  const shown = channels === 2 ? 2 : 1
  const extremes = growingBytes()
  const blocks = growingDoubles()
  const truePeaks = growingDoubles()
  const correlations = growingDoubles()
  const peaks = names.map(growingDoubles)
  const block = { cells: 0, frames: 0, energy: 0, truePeak: 0, peaks: names.map(() => 0) }

  const draw = () => {
    if (shown === 2) {
      for (const voice of voices) {
        extremes.push(eightBit(voice.cell.least))
        extremes.push(eightBit(voice.cell.greatest))
      }
      return
    }
    extremes.push(eightBit(voices.reduce((least, voice) => Math.min(least, voice.cell.least), 1)))
    extremes.push(eightBit(voices.reduce((most, voice) => Math.max(most, voice.cell.greatest), -1)))
  }

  const closeCell = (count: number) => {
    voices.forEach((voice, i) => {
      voice.measure(cell, count, frames)
      block.energy += weights[i]! * voice.cell.weightedSquares
      block.truePeak = Math.max(block.truePeak, voice.cell.truePeak)
      block.peaks[i] = Math.max(block.peaks[i]!, voice.cell.peak)
    })
    stereo?.measure(cell, count, frames)
    draw()
    frames += count
    block.cells += 1
    block.frames += count
    if (block.cells === cellsPerBlock) closeBlock()
  }

  const closeBlock = () => {
    blocks.push(block.energy / block.frames)
    truePeaks.push(20 * Math.log10(block.truePeak))
    if (stereo) correlations.push(stereo.takeCorrelation())
    peaks.forEach((lane, i) => {
      lane.push(20 * Math.log10(block.peaks[i]!))
      block.peaks[i] = 0
    })
    Object.assign(block, { cells: 0, frames: 0, energy: 0, truePeak: 0 })
  }

  return {
    add(piece: Uint8Array): void {
      for (let at = 0; at < piece.length;) {
        const take = Math.min(bytes.length - filledBytes, piece.length - at)
        bytes.set(piece.subarray(at, at + take), filledBytes)
        at += take
        filledBytes += take
        if (filledBytes < bytes.length) return
        filledBytes = 0
        closeCell(cellFrames)
      }
    },

    /** All that was measured; nothing may be added any more. The last block, if it is not full, is in no lane. */
    end(): { signals: Metered; lanes: Lanes; waveform: Buffer } {
      const rest = Math.floor(filledBytes / 4 / channels)
      if (rest > 0) closeCell(rest)
      const loudness = loudnessLanes(blocks.values())
      const lane = (name: string, values: Float64Array) => ({ name, values: Int16Array.from(values, hundredths) })
      return {
        signals: report({
          format,
          frames,
          channels: voices.map((voice, i) => ({ name: names[i]!, total: voice.total, ...voice.end(frames) })),
          programme: programmeLoudness(loudness),
          turned: stereo?.end(),
        }),
        lanes: {
          blockSeconds: (cellFrames * cellsPerBlock) / sampleRate,
          lanes: [
            lane('momentary', loudness.momentary),
            lane('shortTerm', loudness.shortTerm),
            lane('truePeak', truePeaks.values()),
            ...(stereo ? [lane('correlation', correlations.values())] : []),
            ...peaks.map((values, i) => lane(`peak-${names[i]}`, values.values())),
          ],
        },
        waveform: waveformFile({
          sampleRate,
          samplesPerCell: cellFrames,
          channels: shown,
          extremes: extremes.values(),
        }),
      }
    },
  }
}
